import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { ACME, OPERATOR_KEY } from "../../support/config-api-test-bed.ts";
import { expectAccessible } from "./support/browser.ts";
import { openConsole } from "./support/open-console.ts";

const SANDBOX = { ...ACME, environment: "sandbox" } as const;

/** Types a key and presses the button of the form. */
async function giveKey(page: Page, key: string, button = "Sign in"): Promise<void> {
  await page.getByLabel("API key", { exact: true }).fill(key);
  await page.getByRole("button", { name: button, exact: true }).click();
}

test("what is no good key is told beside the field, and stays out of address and title", async () => {
  const { page, bed } = await openConsole({ colorScheme: "dark" });
  const error = page.locator(".field-error");
  const told: Record<string, string> = {
    "": "needed to sign in",
    "Bearer rbk_x": "a blank or a line break",
    rbk_acme_production_half: "not whole",
    "some-other-key": "mistyped, expired or revoked",
  };
  for (const [key, words] of Object.entries(told)) {
    await giveKey(page, key);
    await error.filter({ hasText: words }).waitFor();
  }
  await expectAccessible(page);

  await bed.keyOf("reader");
  const expired = await bed.operator("POST", "/api-keys", {
    name: "old",
    role: "reader",
    ...ACME,
    expires_at: new Date(bed.clock.nowMs + 3_600_000).toISOString(),
  });
  bed.clock.nowMs += 7_200_000;
  await giveKey(page, expired.body.key);
  await error.filter({ hasText: "expired" }).waitFor();
  expect(`${page.url()} ${await page.title()}`).not.toContain("rbk_");
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

test("production and sandbox are apart, and one sign-in holds both keys", async () => {
  const { page, bed, go, signIn } = await openConsole();
  await go("/production/api-keys");
  await signIn();
  await page.getByRole("heading", { name: "API keys", level: 1 }).waitFor();
  expect(await page.title()).toBe("API keys · Production · Ringback");

  await page.getByRole("link", { name: "Sandbox", exact: true }).click();
  await page.getByRole("heading", { name: "Add the key for Sandbox" }).waitFor();
  await expectAccessible(page);
  await giveKey(page, await bed.keyOf("admin"), "Add the key");
  await page.getByText("is one of Production; this needs one of Sandbox").waitFor();
  const other = { application: "other", environment: "sandbox" } as const;
  await giveKey(page, await bed.keyOf("admin", other), "Add the key");
  await page.getByText("is of the application other, and you work for acme").waitFor();
  await giveKey(page, await bed.keyOf("reader", SANDBOX), "Add the key");

  // A reader has no API keys to look at; both environments are open from now on.
  await page.getByRole("link", { name: "Webhooks" }).waitFor();
  expect(await page.getByRole("link", { name: "API keys" }).count()).toBe(0);
  await page.getByRole("link", { name: "Production", exact: true }).click();
  await page.getByRole("heading", { name: "API keys", level: 1 }).waitFor();
  await page.getByRole("button", { name: "Keys of this tab" }).click();
  await page.getByRole("dialog").getByText("reader").first().waitFor();
  await expectAccessible(page);
});

test("a key that is revoked in the middle of work is asked for over the page", async () => {
  const { page, bed, go } = await openConsole();
  await bed.keyOf("admin");
  const made = await bed.operator("POST", "/api-keys", {
    name: "<img src=x onerror=alert(1)>",
    role: "admin",
    ...ACME,
  });
  await go("/production/api-keys");
  await giveKey(page, made.body.key);
  await page.getByRole("button", { name: "New API key" }).click();
  await page.getByLabel("Name").fill("typed before");
  const at = new URLSearchParams({ ...ACME }).toString();
  const gone = await bed.operator("DELETE", `/api-keys/${made.body.id}?${at}`);
  expect(gone.status).toBe(204);
  bed.clock.nowMs += 60_000;

  await page.getByRole("button", { name: "Create key" }).click();
  const dialog = page.getByRole("dialog", { name: "Sign in again" });
  await dialog.waitFor();
  await expectAccessible(page);
  expect(await dialog.getByLabel("API key", { exact: true }).evaluate(isFocused)).toBe(true);
  await giveKey(page, await bed.keyOf("admin"), "Go on");
  await page.getByRole("dialog", { name: "Your new API key" }).waitFor();
  const list = await bed.admin("GET", "/api-keys");
  expect(list.body.data.map(({ name }: { name: string }) => name)).toContain("typed before");
});

test("an API that is away is waited for, with a notice", async () => {
  const { page, faults, go, signIn } = await openConsole();
  await signIn();
  let refusals = 0;
  await page.route("**/base/api-keys*", async (route) => {
    refusals += 1;
    if (refusals === 1) await route.abort("connectionrefused");
    else if (refusals === 2) await route.fulfill({ status: 429, headers: { "retry-after": "60" } });
    else if (refusals === 3) await route.fulfill({ status: 503, headers: { "retry-after": "60" } });
    else await route.fallback();
  });
  await go("/production/api-keys");
  await page.getByText("Ringback does not answer.").waitFor();
  await page.getByText("Too many requests at once.").waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Try now" }).click();
  await page.getByText("Ringback is away for a moment.").waitFor();
  await page.getByRole("button", { name: "Try now" }).click();
  await page.getByRole("table").waitFor();
  expect(await page.getByText("Trying again").count()).toBe(0);
  expect(faults.splice(0)).toEqual([expect.stringContaining("ERR_CONNECTION_REFUSED")]);
});

test("a session says that it ends, ends after twelve hours, and leads back to where one was", async () => {
  const { page, bed, go } = await openConsole();
  await page.clock.install();
  await go("/production/api-keys");
  await giveKey(page, await bed.keyOf("admin"));
  await page.getByRole("table").waitFor();
  await page.clock.fastForward("11:56:00");
  await page.getByText("Your session ends in five minutes").waitFor();
  await page.clock.fastForward("00:05:00");
  await page.getByText("Your session has ended.").waitFor();
  const heading = page.getByRole("heading", { level: 1 });
  await expect.poll(() => heading.evaluate(isFocused)).toBe(true);
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
  await giveKey(page, await bed.keyOf("admin"));
  await heading.filter({ hasText: "API keys" }).waitFor();
  await expect.poll(() => heading.evaluate(isFocused)).toBe(true);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
});

test("the operator key leads to the installation, and to no tenant's pages", async () => {
  const { page } = await openConsole();
  await giveKey(page, OPERATOR_KEY);
  await page.getByRole("heading", { name: "Operations", level: 1 }).waitFor();
  expect(page.url()).toMatch(/#\/operator\/operations$/u);
  expect(await page.getByRole("link", { name: "Webhooks" }).count()).toBe(0);
});

test("what a role may not do is not offered, and told in words where it is tried", async () => {
  const { page, go, signIn } = await openConsole();
  await go("/production/api-keys");
  await signIn("reader");
  const refused = page.getByRole("alert");
  await refused.filter({ hasText: "The role reader does not allow this" }).waitFor();
  await expectAccessible(page);
  const pages = page.getByRole("navigation", { name: "Pages" }).getByRole("link");
  expect(await pages.allTextContents()).toEqual([
    "Webhooks",
    "Deliveries",
    "Events",
    "Rejected events",
    "Event types",
    "Signing keys",
  ]);
});

test("on a phone and by keyboard alone one gets everywhere", async () => {
  const { page, bed, go } = await openConsole({ viewport: { width: 360, height: 740 } });
  await page.keyboard.press("Tab");
  await page.keyboard.type(await bed.keyOf("admin"));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Webhooks", level: 1 }).waitFor();

  await page.keyboard.press("Tab");
  await page.getByRole("button", { name: "other pages" }).focus();
  await page.keyboard.press("Enter");
  for (let at = 0; at < 3; at += 1) await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const heading = page.getByRole("heading", { level: 1 });
  await heading.filter({ hasText: "Events" }).waitFor();
  await expect.poll(() => heading.evaluate(isFocused)).toBe(true);
  await page.goBack();
  await heading.filter({ hasText: "Webhooks" }).waitFor();
  await expect.poll(() => heading.evaluate(isFocused)).toBe(true);
  await expectAccessible(page);

  await go("/production/no/such/place");
  await page.getByRole("heading", { name: "No such page" }).waitFor();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBe(360);
});

function isFocused(element: Element): boolean {
  return element === document.activeElement;
}
