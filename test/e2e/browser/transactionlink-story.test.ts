import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import type { ReceivedRequest } from "../../support/receiver.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { vector } from "../../support/vector.ts";
import { startStory } from "./support/deployed-console.ts";

const COMPLETED = JSON.parse(vector("transactionlink/workflow-completed.corrected.json"));
const { tenant, receiver, publishOne, open } = await startStory("transactionlink");

test("TransactionLink: an integration is set up, its key fetched, and the JWS verified", async () => {
  const { page, go, giveKey, look } = await open({ colorScheme: "dark" });
  await giveKey(tenant.apiKey);
  await page.getByRole("navigation", { name: "Pages" }).waitFor();
  await go("/production/webhooks/new");
  await page.getByLabel("Endpoint URL").fill(`${receiver.url}/completed`);
  await page.getByLabel("Search for event types").fill("transactionlink");
  await page.getByLabel("WORKFLOW_COMPLETED", { exact: true }).check();
  await page.getByRole("button", { name: "Create the webhook" }).click();
  await page.waitForURL(/\/webhooks\/wh_/u);

  await page.getByRole("link", { name: "Signing keys" }).click();
  await page.getByText("-----BEGIN PUBLIC KEY-----").first().waitFor();
  await look();
  const address = await page.getByText("/signing-keys/<kid>").innerText();

  await publishOne("WORKFLOW_COMPLETED", COMPLETED);
  const [request] = await receiver.waitFor(1, { path: "/completed" });
  expect(JSON.parse(String(request?.body))).toEqual(COMPLETED);
  expect(await verifiedByOpenSsl(request, address)).toBe("Verified OK");
});

/** The document's recipe, with the key from the address that the page names. */
async function verifiedByOpenSsl(
  request: ReceivedRequest | undefined,
  address: string,
): Promise<string> {
  const { headers, body } = request!;
  const [header = "", , signature = ""] = String(headers["jws-signature"]).split(".");
  const { kid } = JSON.parse(Buffer.from(header, "base64url").toString()) as { kid: string };
  const pem = await (await fetch(address.trim().replace("<kid>", kid))).text();
  const stripped = String(body).replaceAll(/\s/gu, "");
  const folder = temporaryFolder();
  writeFileSync(join(folder, "key.pem"), pem);
  writeFileSync(join(folder, "signature"), Buffer.from(signature, "base64url"));
  const args = ["dgst", "-sha256", "-verify", "key.pem", "-signature", "signature"];
  const input = `${header}.${Buffer.from(stripped).toString("base64url")}`;
  return execFileSync("openssl", args, { cwd: folder, input }).toString().trim();
}
