import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";

import { startStory } from "./support/deployed-console.ts";

const { tenant, receiver, publishOne, untilStatus, open } = await startStory("keyboard");

const CARD_STATUS = {
  event: "CARD_STATUS_CHANGE",
  card_status_change: { new_status: "SUSPENDED" },
};

/** So often the key Tab is pressed at most on the way to a control. */
const MOST_TABS = 80;

/** Goes on with Tab until this control has the focus, which has to be seen. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    await page.keyboard.press("Tab");
    const focused = page.locator(":focus");
    if ((await focused.and(control).count()) === 0) continue;
    expect(await focused.evaluate(showsFocus)).toBe(true);
    return;
  }
  throw new Error(`${MOST_TABS} times Tab did not lead to ${String(control)}`);
}

function showsFocus(element: Element): boolean {
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
  return (outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2) || boxShadow !== "none";
}

test("by keyboard alone: sign in, make a webhook, and find what it delivered", async () => {
  const { page } = await open();
  await page.waitForLoadState("networkidle");
  await tabTo(page, page.getByRole("textbox", { name: /^API key/u }));
  await page.keyboard.type(tenant.apiKey);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Webhooks", level: 1 }).waitFor();

  await tabTo(page, page.getByRole("link", { name: /^(?:New|Make the first) webhook$/u }));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "New webhook" }).waitFor();
  await tabTo(page, page.getByRole("textbox", { name: /^Endpoint URL/u }));
  await page.keyboard.type(`${receiver.url}/keys`);
  await tabTo(page, page.getByRole("checkbox", { name: /^CARD_STATUS_CHANGE/u }));
  await page.keyboard.press("Space");
  await tabTo(page, page.getByRole("button", { name: /^Create the webhook$/u }));
  await page.keyboard.press("Enter");
  const secret = page.getByRole("heading", { name: "Webhook created" });
  await secret.or(page.getByRole("heading", { name: "Test request" })).waitFor();
  if (await secret.isVisible()) {
    await tabTo(page, page.getByRole("link", { name: /^Open the webhook$/u }));
    await page.keyboard.press("Enter");
  }
  await page.getByRole("heading", { name: "Test request" }).waitFor();
  await tabTo(page, page.getByRole("button", { name: /^Send test request$/u }));
  await page.keyboard.press("Enter");
  await page.getByText("Delivered", { exact: true }).waitFor();
  expect(receiver.requestsTo("/keys")).toHaveLength(1);

  await publishOne("CARD_STATUS_CHANGE", CARD_STATUS);
  const [, request] = await receiver.waitFor(2, { path: "/keys" });
  await untilStatus(String(request?.headers["ringback-delivery"]), "delivered");
  await tabTo(page, page.getByRole("link", { name: /^Deliveries$/u }));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Deliveries", level: 1 }).waitFor();
  const row = page.getByRole("row").filter({ hasText: "CARD_STATUS_CHANGE" });
  await row.waitFor();
  await tabTo(page, row.getByRole("link").first());
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Delivery of CARD_STATUS_CHANGE" }).waitFor();
  await page.getByText("SUSPENDED").first().waitFor();
});
