import type { Page } from "playwright-core";
import { expect, test } from "vitest";

import { ACME } from "../../support/config-api-test-bed.ts";
import { pemFile, STORE_PASSWORD } from "../../support/mtls-files.ts";
import { secretsOf } from "../../support/webhook-requests.ts";
import { expectAccessible } from "./support/browser.ts";
import { type ConsoleBed, openConsole } from "./support/open-console.ts";

const STORE = new URL("../../vectors/mtls/client.p12", import.meta.url).pathname;

/** A field by its label, "optional" or not. */
function field(page: Page, label: string) {
  const escaped = label.replaceAll(/[()#]/gu, String.raw`\$&`);
  return page.getByLabel(new RegExp(`^${escaped}(?: optional)?$`));
}

async function fill(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, text] of Object.entries(fields)) {
    await field(page, label).fill(text);
  }
}

async function choose(page: Page, label: string): Promise<void> {
  await field(page, label).check();
}

/** By key: the page may still be moving to the field of an earlier error, away from a mouse. */
function save(page: Page): Promise<void> {
  return page.getByRole("button", { name: /^(?:Create the webhook|Save)$/u }).press("Enter");
}

/** Opens a folded section by its heading. */
function open(page: Page, section: string): Promise<void> {
  return page.getByRole("heading", { name: section }).click();
}

/** The error that stands beside a field. */
function errorBeside(page: Page, label: string) {
  return page.locator(".field", { has: field(page, label) }).locator(".field-error");
}

/** The label of what has the focus. */
function focusedLabel(page: Page): Promise<string | undefined> {
  return page.evaluate(() => {
    const { activeElement } = document;
    return activeElement instanceof HTMLInputElement
      ? activeElement.labels?.[0]?.textContent?.trim()
      : undefined;
  });
}

async function newest(bed: ConsoleBed) {
  const webhooks = await bed.stores.webhooks.list(ACME, undefined, 100);
  return webhooks.toSorted((one, other) => other.createdAtMs - one.createdAtMs)[0];
}

test("a URL and an event type make a webhook; its secret is shown once", async () => {
  const { page, bed, go, signIn } = await openConsole();
  await signIn();
  await go("/production/webhooks/new");
  await page.getByRole("heading", { name: "New webhook" }).waitFor();
  await save(page);
  await errorBeside(page, "Endpoint URL").waitFor();
  await expect.poll(() => focusedLabel(page)).toBe("Endpoint URL");
  await page.getByText("Event types is empty").waitFor();
  await fill(page, {
    "Endpoint URL": "https://example.com/hooks",
    "Search for event types": "gone",
  });
  await choose(page, "webhook.gone");
  await page.getByText("Signed by Standard Webhooks").waitFor();
  await expectAccessible(page);
  await save(page);
  await page.getByRole("heading", { name: "Webhook created" }).waitFor();
  const secret = await page.locator("pre").textContent();
  expect(secret).toMatch(/^whsec_/u);
  const { id = "", events } = (await newest(bed)) ?? {};
  expect(events).toEqual(["webhook.gone"]);
  expect(await secretsOf(bed, id)).toEqual({ signature_secret: secret });
  await expectAccessible(page);
  await page.getByRole("link", { name: "Open the webhook" }).click();
  expect(page.url()).toContain(`/production/webhooks/${id}`);
});

test("a key that may only read is told so, and offered nothing", async () => {
  const { page, go, signIn } = await openConsole();
  await signIn("reader");
  await go("/production/webhooks/new");
  await page.getByText("This key does not allow to change webhooks.").waitFor();
  expect(await page.getByRole("button", { name: "Create the webhook" }).count()).toBe(0);
});

test("without event types to choose names are typed; a failure takes nothing that was", async () => {
  const { page, bed, go, signIn } = await openConsole();
  await signIn();
  await page.route(/event-types/u, (route) => route.fulfill({ status: 403 }));
  await page.route(/\/webhooks$/u, (route) => route.fulfill({ status: 500 }), { times: 1 });
  await go("/production/webhooks/new");
  await fill(page, { "Endpoint URL": "https://example.com/hooks" });
  await page.getByText("The event types cannot be read").waitFor();
  await fill(page, { "Search for event types": "PIN_CHANGE" });
  await page.getByRole("button", { name: "Add PIN_CHANGE" }).click();
  await expect.poll(() => focusedLabel(page)).toBe("Search for event types");
  await save(page);
  await page.getByRole("alert").getByText("Something between here").waitFor();
  await save(page);
  await page.getByText("The webhook is created.").waitFor();
  expect(await newest(bed)).toMatchObject({ events: ["PIN_CHANGE"] });
});

test("every authentication is set; a stored secret is kept, changed and removed", async () => {
  const { page, bed, go, signIn } = await openConsole({ colorScheme: "dark" });
  await signIn("manager");
  await go("/production/webhooks/new");
  await fill(page, { "Endpoint URL": "https://example.com/hooks" });
  await open(page, "Retries and limits");
  await fill(page, { Timeout: "soon" });
  await open(page, "Retries and limits");
  await choose(page, "All, also those that are added later");
  await open(page, "Signature and content type");
  await page.getByLabel("Signature scheme").selectOption("none");
  await page.getByText("Not signed").first().waitFor();
  await open(page, "Authentication");
  await choose(page, "Basic");
  await fill(page, { "User name": "ring", Password: "p4ss" });
  await page.getByRole("button", { name: "Add a header" }).click();
  await fill(page, { "Name of header 1": "host", "Value of header 1": "k3y" });
  await choose(page, "Given here");
  await choose(page, "Key store (PKCS#12, JKS)");
  await field(page, "Key store").setInputFiles(STORE);
  await fill(page, { "Key store password": "wrong" });
  await choose(page, "Own, as PEM");
  await fill(page, { "Trusted certificates": pemFile("ca") });
  await save(page);
  await errorBeside(page, "Timeout").getByText("expected a number").waitFor();
  await fill(page, { Timeout: "" });
  await save(page);
  await errorBeside(page, "Name of header 1").getByText("cannot be replaced").waitFor();
  await fill(page, { "Name of header 1": "apikey" });
  await save(page);
  await errorBeside(page, "Key store").waitFor();
  await expectAccessible(page);
  await fill(page, { "Key store password": STORE_PASSWORD });
  await save(page);
  await page.getByText("The webhook is created.").waitFor();
  const { id = "" } = (await newest(bed)) ?? {};
  const made = await secretsOf(bed, id);
  expect(made).toMatchObject({ basic_auth_password: "p4ss", "custom_header:0": "k3y" });
  expect(Object.keys(made)).toContain("mtls_identity");

  await go(`/production/webhooks/${id}/edit`);
  await page.getByPlaceholder("set; leave empty to keep").first().waitFor();
  expect(await field(page, "Password").inputValue()).toBe("");
  await fill(page, { Name: "Orders" });
  await page.getByRole("button", { name: "Remove header apikey" }).click();
  await page.getByLabel("None", { exact: true }).last().check();
  await save(page);
  await page.getByText("The webhook is saved.").waitFor();
  expect(await secretsOf(bed, id)).toEqual({ basic_auth_password: "p4ss" });

  await go(`/production/webhooks/${id}/edit`);
  await fill(page, { "Endpoint URL": "https://example.org/hooks" });
  await page.getByText("That is another origin").waitFor();
  await save(page);
  await errorBeside(page, "Password").getByText("must be given again").waitFor();
  await choose(page, "OAuth 2.0");
  await fill(page, {
    "Token URL": "https://login.example.org/token",
    "Client id": "ringback",
    "Client secret": "s3cret",
  });
  await save(page);
  await page.getByText("The webhook is saved.").last().waitFor();
  await expect.poll(async () => secretsOf(bed, id)).toEqual({ oauth2_client_secret: "s3cret" });
});

test("a filter is tried as it is typed, a schedule drawn, and nothing is left unasked", async () => {
  const { page, go, signIn } = await openConsole({ viewport: { width: 360, height: 740 } });
  await signIn();
  await go("/production/webhooks/new");
  await fill(page, { "Search for event types": "card status" });
  await choose(page, "CARD_STATUS_CHANGE");
  await page.getByRole("button", { name: "Add a condition" }).press("Enter");
  await expect.poll(() => focusedLabel(page)).toBe("Path");
  await fill(page, { Path: "card_status_change.new_status", Value: "CLOSED" });
  await fill(page, { "Sample payload": '{"card_status_change": {"new_status": "ACTIVE"}}' });
  await page.getByText('does not match (there is "ACTIVE")').waitFor();
  await fill(page, { Value: "CLOSED, ACTIVE" });
  await page.getByText("This payload is sent").waitFor();
  await choose(page, "As JSON");
  expect(JSON.parse(await page.getByLabel("Filter as JSON").inputValue())).toEqual({
    "card_status_change.new_status": ["CLOSED", "ACTIVE"],
  });
  await page.getByText("55 attempts in 6 d 21 h, 10 s for an answer").waitFor();
  await open(page, "Retries and limits");
  await page.getByText("55 attempts in 6 d 21 h, with").waitFor();
  await page.getByLabel("Retry schedule").selectOption("fixed");
  await fill(page, { Attempts: "3", Delay: "60" });
  await page.getByText("3 attempts in 2 min. Then").waitFor();
  await page.getByText("Of one attempt in all: 1 to 30.").waitFor();
  await page.getByText("The attempts as a table").click();
  await page.getByText("1 min – 2 min").waitFor();
  const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(isWide).toBe(false);
  await expectAccessible(page);

  await page.getByRole("link", { name: "Cancel" }).click();
  await page.getByRole("dialog", { name: "Leave without saving?" }).waitFor();
  await page.getByRole("button", { name: "Stay" }).click();
  await page.goBack();
  await page.getByRole("dialog", { name: "Leave without saving?" }).waitFor();
  await page.getByRole("button", { name: "Stay" }).click();
  expect(await field(page, "Attempts").inputValue()).toBe("3");
  await page.getByRole("link", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Leave" }).click();
  await page.waitForURL(/#\/production\/webhooks$/u);
});
