import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, test } from "vitest";

import { expectAccessible } from "./support/browser.ts";
import { openConsole } from "./support/open-console.ts";

const CREATE_WEBHOOK = "#tag/webhooks/createWebhook";

/** Opens the reference at a place of it, and waits until that is shown. */
async function openReference(hash = "", options: BrowserContextOptions = {}) {
  const opened = await openConsole(options);
  await showAt(opened.page, `${opened.url}/docs${hash}`);
  return opened;
}

async function showAt(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.getByRole("heading", { name: "Ringback API" }).waitFor();
}

/** The part of the page that is about one operation. */
function operation(page: Page, summary: string) {
  const heading = page.getByRole("heading", { name: summary, exact: true });
  return page.locator("section").filter({ has: heading }).last();
}

test("says how to authenticate, and leads to what receivers are sent, and by search to the rest", async () => {
  const { page, url } = await openReference();
  const main = page.getByRole("main");
  await expect.poll(() => main.innerText()).toContain(`curl '${url}/webhooks'`);
  const headings = await main.getByRole("heading").allTextContents();
  expect(headings.slice(0, 5)).toEqual([
    ...["Ringback API", "Authentication"],
    ...["API keys", "Sessions of the portal", "The operator key"],
  ]);
  await expectAccessible(page);

  await page.getByRole("link", { name: "Requests to receivers" }).click();
  await page.getByRole("link", { name: "Receive CARD_STATUS_CHANGE" }).first().click();
  await expect
    .poll(() => operation(page, "Receive CARD_STATUS_CHANGE").innerText())
    .toContain("ringback-delivery");

  await page.keyboard.press("Control+k");
  await page.keyboard.type("resend");
  await page.getByRole("option", { name: /Send a delivery again/u }).waitFor();
  await expectAccessible(page);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect.poll(() => new URL(page.url()).hash).toBe("#tag/deliveries/resendDelivery");
});

test("a link leads to an operation, with samples in curl and TypeScript, also on a dark phone", async () => {
  const viewport = { width: 360, height: 780 };
  const { page, url } = await openReference(CREATE_WEBHOOK, { viewport, colorScheme: "dark" });
  const shown = operation(page, "Create a webhook");
  await expect.poll(() => shown.innerText()).toContain(`curl -X POST '${url}/webhooks'`);
  await expectAccessible(page);
  const isWide = () => document.documentElement.scrollWidth > innerWidth;
  expect(await page.evaluate(isWide)).toBe(false);
  await shown.getByRole("button", { name: /curl/u }).click();
  await page.getByRole("option", { name: "TypeScript" }).click();
  await expect.poll(() => shown.innerText()).toContain('client.POST("/webhooks", {');
});

test("a request is tried with a key, which nothing keeps", async () => {
  const { page, bed } = await openReference(CREATE_WEBHOOK);
  const key = await bed.keyOf("admin");
  await page.getByRole("textbox", { name: "Bearer Token" }).first().fill(key);
  await operation(page, "Create a webhook").getByRole("button", { name: "Test Request" }).click();
  const dialog = page.getByRole("dialog");
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await dialog.getByRole("button", { name: /^Send post request/u }).click();
  expect((await answered).status()).toBe(201);
  const kept = await page.evaluate(async () => [
    JSON.stringify(localStorage),
    JSON.stringify(sessionStorage),
    document.cookie,
    location.href,
    JSON.stringify(await indexedDB.databases()),
  ]);
  expect(kept.join("\n")).not.toContain(key.slice(-32));
  await page.reload();
  const field = page.getByRole("textbox", { name: "Bearer Token" }).first();
  expect(await field.inputValue()).toBe("");
});

test("what the document says is shown as text", async () => {
  const { page, url } = await openConsole();
  const hostile = `</script><img src=x onerror="globalThis.hit = 1"><script>globalThis.hit = 2</script>`;
  await page.route("**/openapi.json", async (route) => {
    const response = await route.fetch();
    const document = await response.json();
    const { post } = document.paths["/webhooks"];
    post.summary = hostile;
    post.requestBody.content["application/json"].example = { name: hostile };
    post.responses["201"].content["application/json"].example = { name: hostile };
    await route.fulfill({ response, json: document });
  });
  await showAt(page, `${url}/docs${CREATE_WEBHOOK}`);
  await page.getByRole("heading", { name: hostile }).waitFor();
  expect(await page.locator("img[src=x]").count()).toBe(0);
  expect(await page.evaluate(() => "hit" in globalThis)).toBe(false);
});
