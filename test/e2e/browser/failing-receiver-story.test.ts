import { expect, test } from "vitest";

import { queueProbe } from "../../support/queue-probe.ts";
import { createWebhook, fixedRetry } from "../../support/test-webhook.ts";
import { startStory } from "./support/deployed-console.ts";

const { cloud, tenant, receiver, publishMany, open } = await startStory("card-shop");

const EVENTS = 3;
const PATH = "/orders";

test("a failing receiver is found, and once it is mended its deliveries are sent again", async () => {
  receiver.answer(PATH, [{ status: 503, body: "The disk is full" }]);
  const webhookId = await createWebhook(tenant, {
    endpoint: `${receiver.url}${PATH}`,
    events: ["ORDER_PAID"],
    config: { retry: fixedRetry(2, 1) },
  });
  await publishMany("ORDER_PAID", EVENTS);
  await receiver.waitFor(2 * EVENTS, { path: PATH });

  const { page, go, giveKey, look } = await open();
  await giveKey(tenant.apiKey);
  const row = page.getByRole("row").filter({ hasText: PATH });
  await row.getByRole("link", { name: /503/u }).waitFor();
  await look();
  await row.getByRole("link", { name: /503/u }).click();
  await page.getByText("The disk is full").first().waitFor();
  await page.getByText("All attempts of its schedule failed.").first().waitFor();
  await look();

  receiver.answer(PATH, [204]);
  await go("/production/deliveries?status=dropped");
  await expect.poll(() => page.locator("tbody tr").count()).toBe(EVENTS);
  await page.getByLabel("All on this page").check();
  await look();
  await page.getByRole("button", { name: "Resend", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Resend", exact: true }).click();
  const result = page.getByRole("region", { name: "Resent" });
  await result.getByText(`${EVENTS} of ${EVENTS} deliveries resent.`).waitFor();

  const requests = await receiver.waitFor(3 * EVENTS, { path: PATH });
  const numbers = requests.slice(2 * EVENTS).map(({ body }) => JSON.parse(String(body)).number);
  expect(numbers.toSorted()).toEqual([0, 1, 2]);
  // None of them is dropped any more.
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Refresh" }).click();
  await page.getByText("No delivery matches these filters").waitFor();
  await queueProbe(cloud, "dropped").take(EVENTS, ({ webhook_id: id }) => id === webhookId);
});
