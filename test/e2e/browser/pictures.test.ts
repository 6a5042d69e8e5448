import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

import { createWebhook } from "../../support/test-webhook.ts";
import { startStory } from "./support/deployed-console.ts";
import { takePicture } from "./support/take-picture.ts";

/** Where the documents have them. Run by `npm run screenshots` only: vitest.config.ts. */
const FOLDER = fileURLToPath(new URL("../../../docs/console", import.meta.url));

const WINDOW = { viewport: { width: 1280, height: 720 } };
const PHONE = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2 };

const { tenant, receiver, publishMany, publishOne, open } = await startStory("acme");

/** Webhooks as a bank has them, some in trouble. @returns the id of the one that fails */
async function makeBank(): Promise<string> {
  const webhook = (name: string, path: string, events: string[], more: object = {}) =>
    createWebhook(tenant, { name, endpoint: `${receiver.url}${path}`, events, ...more } as never);
  receiver.answer("/risk", [{ status: 503, body: "Down for maintenance until 06:00 UTC" }]);
  receiver.answer("/gl", ({ body }) =>
    String(body).includes('"number":3}') ? { status: 400, body: "Unknown account" } : 204,
  );
  await webhook("Core banking", "/core", ["PAYMENT_SETTLED", "CARD_STATUS_CHANGE"]);
  await webhook("Ledger", "/gl", ["PAYMENT_SETTLED"]);
  const failing = await webhook("Fraud desk", "/risk", ["PAYMENT_FLAGGED"]);
  await webhook("Data lake", "/lake", ["*"], { config: { signature: { scheme: "jws" } } });
  const old = await webhook("Old CRM", "/crm", ["CUSTOMER_MOVED"]);
  await tenant.api("POST", `/webhooks/${old}/disable`);
  receiver.answer("/mail", [500]);
  await webhook("Mailroom", "/mail", ["STATEMENT_MADE"]);
  await publishMany("STATEMENT_MADE", 20);
  await publishMany("PAYMENT_SETTLED", 20);
  await publishOne("PAYMENT_FLAGGED", { payment: "pay_4711", amount: "1200.00", currency: "EUR" });
  await receiver.waitFor(20, { path: "/core" });
  await receiver.waitFor(4, { path: "/risk" });
  return failing;
}

test("pictures of the console, light, dark and on a phone", async () => {
  const failing = await makeBank();
  const { body } = await tenant.api("GET", `/deliveries?webhook_id=${failing}`);
  const delivery = `/production/deliveries/${body.data[0].id}`;
  const failingPage = `/production/webhooks/${failing}`;

  const light = await open(WINDOW);
  await light.giveKey(tenant.apiKey);
  await light.page.getByRole("link", { name: /503/u }).waitFor();
  await light.page.reload();
  await light.page.getByRole("link", { name: /503/u }).waitFor();
  await takePicture(light.page, FOLDER, "webhooks-light");
  await light.go("/production/webhooks/new");
  await light.page.getByRole("heading", { name: /^Retries/u }).click();
  await light.page.getByText("The attempts as a table").scrollIntoViewIfNeeded();
  await takePicture(light.page, FOLDER, "retries-light");

  const dark = await open({ ...WINDOW, colorScheme: "dark" });
  await dark.giveKey(tenant.apiKey);
  await dark.go(delivery);
  await dark.page.getByText("Down for maintenance").last().waitFor();
  await dark.page.getByRole("heading", { name: "Timeline" }).evaluate((title) => {
    title.scrollIntoView();
  });
  await takePicture(dark.page, FOLDER, "delivery-dark");
  await dark.go(`${failingPage}/verify`);
  await dark.page.getByRole("tab").first().waitFor();
  await dark.page.getByRole("heading", { name: "In code" }).evaluate((title) => {
    title.scrollIntoView();
  });
  await takePicture(dark.page, FOLDER, "verify-dark");

  const phone = await open(PHONE);
  await phone.giveKey(tenant.apiKey);
  await phone.go(delivery);
  await phone.page.getByText("Down for maintenance").last().waitFor();
  await takePicture(phone.page, FOLDER, "delivery-phone");
  expect(receiver.requestsTo("/crm")).toEqual([]);
});
