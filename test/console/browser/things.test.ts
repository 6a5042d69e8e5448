import { expect, test } from "vitest";

import { blankRecord } from "../../../lambdas/shared/domain/delivery-record.ts";
import { rejectedEventOf } from "../../../lambdas/shared/domain/rejected-event.ts";
import { ACME, GLOBEX, OPERATOR_KEY } from "../../support/config-api-test-bed.ts";
import { plantTenant } from "../../support/planted-tenants.ts";
import { expectAccessible } from "./support/browser.ts";
import { openConsole } from "./support/open-console.ts";

/** Text that would do harm as anything but text. */
const HOSTILE = `<img src=x onerror="document.title='hacked'">\u202E"';{{7*7}}`;

test("an event type is found, read, and an example of it sent to a webhook", async () => {
  const { page, bed, go, signIn } = await openConsole();
  await signIn("admin");
  await go("/production/event-types");
  await page.getByLabel("Search").fill("card status");
  await page.getByRole("link", { name: "CARD_STATUS_CHANGE", exact: true }).click();
  await page.getByRole("heading", { name: "CARD_STATUS_CHANGE" }).waitFor();
  await page.getByText("new_status").first().waitFor();
  await page.getByRole("tab", { name: "JSON Schema" }).click();
  await page.getByText('"type": "object"').first().waitFor();

  const payload = page.getByLabel("Payload");
  await payload.fill('{"event": }');
  await page.getByText("line 1, column 11").waitFor();
  await payload.fill('{"event": 1}');
  await page.getByText("card_status_change").last().waitFor();
  await payload.fill(
    '{"event": "CARD_STATUS_CHANGE", "card_status_change": {"new_status": "SUSPENDED", "n": 12345678901234567890}}',
  );
  await page.getByText("It fits the schema").waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Send this event" }).click();
  await page.getByText("Sent as").waitFor();
  expect(JSON.stringify(bed.published)).toContain("12345678901234567890");
  const event = page.getByRole("link", { name: /^evt_/u });
  expect(await event.getAttribute("href")).toMatch(/^#\/production\/events\/evt_/u);
  const id = await event.innerText();
  const webhookId = `wh_${"1".repeat(22)}`;
  const record = { ...ACME, eventId: id, webhookId, eventType: "A", acceptedAtMs: bed.clock.nowMs };
  const accepted = { ...ACME, id, type: "A", acceptedAtMs: bed.clock.nowMs, payload: "{}" };
  await bed.history.putEvent({ ...accepted, payloadHash: "", webhookIds: [webhookId] });
  await bed.history.putRecord({ ...blankRecord(record), status: "delivered", attempts: 1 });
  await page.getByRole("link", { name: /^dlv_/u }).waitFor();
  await page.getByText("delivered", { exact: true }).waitFor();
});

test("an event type of one's own is made with checks as one types, changed and deleted", async () => {
  const { page, go, signIn, bed } = await openConsole({ colorScheme: "dark" });
  await signIn("admin");
  await go("/production/event-types/new");
  await page.getByLabel("Name", { exact: true }).fill("CARD_STATUS_CHANGE");
  const schema = page.getByLabel("Schema", { exact: true });
  await schema.fill('{"type": "object", "properties": {"a": {"typ": 1}}}');
  await page.getByText("properties.a.typ").waitFor();
  await schema.fill('{"type": "object", "properties": {"total": {"type": "number"}}}');
  await page.getByText("It can be used").waitFor();
  await page.getByRole("button", { name: "Create event type" }).click();
  await page.getByText("There is an event type CARD_STATUS_CHANGE").waitFor();

  await page.getByLabel("Name", { exact: true }).fill("ORDER.PLACED");
  await page.getByLabel("Description").fill(HOSTILE);
  await page.getByLabel("Mandatory").fill("id");
  await page.getByLabel("Selectable").fill("id");
  await page.getByText("Try a payload").click();
  await page.getByLabel("Payload to try").fill('{"total": "7"}');
  await page.getByText("expected a number, got a string").waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Create event type" }).click();
  // The API's word stands beside its field.
  await page.locator(".field-error", { hasText: "selectable[0] is mandatory" }).waitFor();
  await page.getByLabel("Selectable").fill("total");
  await page.getByRole("button", { name: "Create event type" }).click();
  await page.getByRole("heading", { name: "ORDER.PLACED" }).waitFor();
  await page.getByText(HOSTILE).waitFor();
  expect(await page.title()).not.toContain("hacked");

  await page.getByRole("link", { name: "Edit" }).click();
  await page.getByLabel("Description").fill("An order.");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("An order.").first().waitFor();
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("Deleted the event type ORDER.PLACED").waitFor();
  expect(await bed.stores.eventTypes.read(ACME, "ORDER.PLACED")).toBeUndefined();
});

test("an admin makes an API key, which is shown once and works, and deletes it", async () => {
  const { page, go, signIn, bed } = await openConsole();
  await signIn("admin");
  await go("/production/api-keys");
  await page.getByRole("button", { name: "New API key" }).click();
  await page.getByLabel("Name").fill(HOSTILE.slice(0, 30));
  await page.getByLabel("publisher").check();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Create key" }).click();
  await page.getByText("It is shown this once").waitFor();
  const key = await page.locator("dialog pre").innerText();
  await page.getByRole("button", { name: "I have it" }).click();
  const row = page.getByRole("row").filter({ hasText: "publisher" });
  await row.waitFor();
  expect((await bed.ask("GET", "/event-types", { key })).status).toBe(200);
  expect(await page.content()).not.toContain(key);
  await expectAccessible(page);
  await row.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await row.waitFor({ state: "detached" });
});

test("a reader sees signing keys with their addresses, and why events were rejected", async () => {
  const { page, go, signIn, bed, url } = await openConsole();
  await signIn("reader");
  await go("/production/signing-keys");
  await page.getByText("There is no signing key here yet").waitFor();
  await bed.ports.ensureSigningKeys(ACME);
  await page.reload();
  await page.getByText("signs next", { exact: true }).waitFor();
  await page.getByText("BEGIN PUBLIC KEY").first().waitFor();
  await page.getByText(`${url}/applications/acme/production/.well-known/jwks.json`).waitFor();

  for (let index = 0; index < 60; index += 1) {
    const text = JSON.stringify({ source: HOSTILE, "detail-type": `ORDER.${index}`, detail: {} });
    const errors = [{ field: "detail.payload.amount", message: `expected ${HOSTILE}` }];
    const rejection = { reason: "invalid_payload", errors } as const;
    const event = rejectedEventOf(text, rejection, ACME, bed.clock.nowMs - index * 1000);
    await bed.rejectedEvents.put(ACME, event);
  }
  await go("/production/rejected-events");
  await page.getByText(HOSTILE).first().waitFor();
  const places = () => page.getByText("payload.amount").count();
  expect(await places()).toBe(50);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Older" }).click();
  await page.getByText("Page 2").waitFor();
  await expect.poll(places).toBe(10);
  await page.getByLabel("Reason").selectOption("malformed");
  await page.getByText("Nothing was rejected").waitFor();
});

test("the operator sees who waits and what was rejected, and makes an application", async () => {
  const { page, go, bed } = await openConsole();
  await plantTenant(bed, GLOBEX, "globexword");
  await page.getByLabel("API key", { exact: true }).fill(OPERATOR_KEY);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Operations" }).waitFor();
  for (const kind of ["Down", "Waiting", "Dropped", "Rejected", "Unaddressed"]) {
    await page.getByRole("tab", { name: kind }).click();
    await page.getByRole("tabpanel", { name: kind }).waitFor();
    expect(await page.content()).not.toContain("globexword");
  }
  await expectAccessible(page);
  await go("/operator/applications");
  await page.getByRole("button", { name: "New application" }).click();
  await page.getByLabel("Id").fill("not an id");
  await page.getByLabel("Name").fill("Initech");
  await page.getByRole("button", { name: "Create application" }).click();
  await page.getByText("use 1 to 63 letters").first().waitFor();
  await page.getByLabel("Id").fill("initech");
  await page.getByRole("button", { name: "Create application" }).click();
  await page.getByRole("heading", { name: "initech" }).waitFor();

  await page.getByRole("button", { name: "New API key" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("first");
  await page.getByRole("dialog").getByLabel("admin").check();
  await page.getByRole("button", { name: "Create key" }).click();
  const key = await page.locator("dialog pre").innerText();
  await page.getByRole("button", { name: "I have it" }).click();
  expect((await bed.ask("GET", "/webhooks", { key })).status).toBe(200);

  await page.getByRole("button", { name: "Write one" }).click();
  await page.getByLabel("Callback config").fill('{"allowed_origins": ["https://a.example/x"]}');
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("has a path or query").first().waitFor();
  await page.getByLabel("Callback config").fill('{"signature": {"scheme": "jws"}}');
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Changed the callbacks of initech").waitFor();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Delete", exact: true }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("Deleted the application initech").waitFor();
});
