import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { openConsole } from "./support/open-console.ts";

const OTHER = { application: "other", environment: "production" } as const;

async function giveKey(page: Page, key: string): Promise<void> {
  await page.getByLabel("API key", { exact: true }).fill(key);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("navigation").first().waitFor();
}

test("what one tenant wanted saved is not saved by the next who signs in in the tab", async () => {
  const { page, bed, go, signIn } = await openConsole();
  await signIn();
  await go("/production/webhooks/new");
  await page.getByLabel("Endpoint URL").fill("https://acme.example/hooks");
  await page.getByRole("radio", { name: "All, also those that are added later" }).check();
  let posts = 0;
  await page.route("**/base/webhooks", async (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    posts += 1;
    return posts === 1
      ? route.fulfill({ status: 503, headers: { "retry-after": "5" } })
      : route.fallback();
  });
  await page.getByRole("button", { name: "Create the webhook" }).click();
  await page.getByText("Ringback is away for a moment.").waitFor();

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  expect(await page.getByText("Trying again").count()).toBe(0);
  await giveKey(page, await bed.keyOf("admin", OTHER));
  await page.getByRole("heading", { name: "New webhook", level: 1 }).waitFor();
  await page.waitForTimeout(6000);

  expect(posts).toBe(1);
  const { body } = await bed.admin("GET", "/webhooks", undefined, {}, OTHER);
  expect(body.data).toEqual([]);
});

test("a page that was left takes nobody back to it when its request is answered", async () => {
  const { page, bed, go, signIn } = await openConsole();
  await signIn();
  await go("/sandbox/webhooks");
  const sandboxKey = await bed.keyOf("admin", { application: "acme", environment: "sandbox" });
  await page.getByLabel("API key", { exact: true }).fill(sandboxKey);
  await page.getByRole("button", { name: "Add the key" }).click();
  await go("/production/webhooks/new");
  await page.getByLabel("Endpoint URL").fill("https://acme.example/hooks");
  await page.getByRole("radio", { name: "All, also those that are added later" }).check();
  const { promise: isLeft, resolve: leave } = Promise.withResolvers<void>();
  await page.route("**/base/webhooks", async (route) => {
    if (route.request().method() === "POST") await isLeft;
    await route.fallback();
  });
  const answer = page.waitForResponse((one) => one.request().method() === "POST");
  await page.getByRole("button", { name: "Create the webhook" }).click();

  await page.getByRole("link", { name: "Sandbox", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
  await page.getByRole("heading", { name: "Webhooks", level: 1 }).waitFor();
  leave();
  expect((await answer).status()).toBe(201);
  await page.waitForTimeout(500);
  expect(page.url()).toMatch(/#\/sandbox\/webhooks$/u);
});
