import { execFileSync } from "node:child_process";

import type { Page } from "playwright-core";
import { expect, test, vi } from "vitest";

import { publish } from "../../support/producer.ts";
import type { ReceivedRequest } from "../../support/receiver.ts";
import { startStory } from "./support/deployed-console.ts";

const TYPE = "VERIFICATION.STATUS_CHANGE";
const { cloud, tenant, sandbox, receiver, open } = await startStory("pawapass");

/** Fills in the form of a new webhook. @returns the secret that the page shows, this once */
async function makeWebhook(page: Page, path: string): Promise<string> {
  await page.getByLabel("Endpoint URL").fill(`${receiver.url}${path}`);
  await page.getByLabel("Search for event types").fill("verification status");
  await page.getByLabel(TYPE, { exact: true }).check();
  const scheme = page.getByLabel("Signature scheme");
  // Folded, as long as nothing in it is set.
  if (!(await scheme.isVisible())) await page.getByRole("heading", { name: /^Signature/u }).click();
  await scheme.selectOption("hmac");
  await page.getByRole("button", { name: "Create the webhook" }).click();
  await page.getByRole("heading", { name: "Webhook created" }).waitFor();
  return (await page.locator("pre").innerText()).trim();
}

function publishTo(environment: "production" | "sandbox", status: string): Promise<unknown> {
  const payload = { status, country: "ZM", phoneNo: null };
  const { application } = tenant;
  return publish(cloud, [{ type: TYPE, detail: { application, environment, payload } }]);
}

/** The HMAC of a body by openssl, which knows nothing of us. */
function hmacByOpenSsl(secret: string, body: Buffer): string {
  const output = execFileSync("openssl", ["dgst", "-sha256", "-hmac", secret], { input: body });
  return output.toString().trim().split(" ").at(-1) ?? "";
}

test("pawaPass: Sandbox and Production are set up by hand, a secret is rotated, signatures verified", async () => {
  const { page, go, giveKey, look } = await open();
  await look();
  await giveKey(tenant.apiKey);
  await page.getByRole("navigation").first().waitFor();
  await go("/production/webhooks/new");
  await page.getByRole("heading", { name: "New webhook" }).waitFor();
  await look();
  const liveSecret = await makeWebhook(page, "/production");
  await look();

  await page.getByRole("link", { name: "Sandbox", exact: true }).click();
  await giveKey(sandbox.apiKey, "Add the key");
  await page.getByRole("heading", { name: "Webhooks", level: 1 }).waitFor();
  await go("/sandbox/webhooks/new");
  const sandboxSecret = await makeWebhook(page, "/sandbox");

  await publishTo("sandbox", "CREATED");
  await publishTo("production", "STARTED");
  const [live] = await receiver.waitFor(1, { path: "/production" });
  const [tried] = await receiver.waitFor(1, { path: "/sandbox" });
  expectSigned(live, liveSecret, "STARTED");
  expectSigned(tried, sandboxSecret, "CREATED");
  expect(receiver.requests).toHaveLength(2);

  await page.getByRole("link", { name: "Open the webhook" }).click();
  await page.getByRole("button", { name: "Make a new secret" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Make a new secret" }).click();
  await page.getByRole("heading", { name: "The new secret" }).waitFor();
  const rotated = (await page.locator(".secret-made pre").innerText()).trim();
  await look();
  expect(rotated).not.toBe(sandboxSecret);
  // Functions go by what they read a moment ago, for two seconds.
  await vi.waitFor(
    async () => {
      const count = receiver.requestsTo("/sandbox").length + 1;
      await publishTo("sandbox", "APPROVED");
      const requests = await receiver.waitFor(count, { path: "/sandbox" });
      expectSigned(requests.at(-1), rotated, "APPROVED");
    },
    { timeout: 20_000, interval: 500 },
  );
  expect(receiver.requestsTo("/production")).toHaveLength(1);
});

function expectSigned(request: ReceivedRequest | undefined, secret: string, status: string): void {
  expect(JSON.parse(String(request?.body))).toMatchObject({ status });
  expect(request?.headers["x-signature"]).toBe(hmacByOpenSsl(secret, request!.body));
}
