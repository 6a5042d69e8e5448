import { expect, test } from "vitest";

import { makeConfigApiTestBed, OPERATOR_KEY } from "../../support/config-api-test-bed.ts";
import { openDeliveryStory } from "../../support/delivery-story.ts";
import { openConsole } from "./support/open-console.ts";

/** As the bus may bring it: deeper than the stack of a browser, in less than 256 KB. */
const DEEP = `{"deep":${"[".repeat(100_000)}1${"]".repeat(100_000)}}`;

/** Names that every object of JavaScript inherits. */
const INHERITED = ["constructor", "toString", "hasOwnProperty"];

test("a payload of any depth is tried on a filter, explained and shown", async () => {
  const { page, bed, go, signIn } = await openConsole();
  const story = await openDeliveryStory({ name: "other", events: ["A"] }, bed);
  const acceptedAtMs = bed.clock.nowMs + 1000;
  await story.put(1, { acceptedAtMs, payload: DEEP, status: "delivered", lastOutcome: "204" });
  const body = { name: "filtered", endpoint: "https://acme.example/hooks", events: ["A"] };
  const filter = { deep: [2] };
  const { id } = (await bed.admin("POST", "/webhooks", { ...body, filter })).body as { id: string };
  await signIn();

  await go(`/production/webhooks/${id}/why?event=1`);
  await page.getByText("what stands at deep is not what it asks for").first().waitFor();
  await page.getByText("deep is 2: there is 1").waitFor();
  await go(`/production/webhooks/${id}/edit`);
  await page.getByLabel("Sample payload").fill(DEEP);
  await page.getByText("deep does not match (there is 1)").waitFor();
  await go(`/production/webhooks/${id}`);
  await page.getByLabel("Body").selectOption("A");
  await page.getByLabel("Payload").fill(DEEP);
  await page.getByRole("button", { name: "Send test request" }).click();
  await page.getByText("at most 100 levels of objects and arrays").first().waitFor();
  expect(await page.getByText("This page failed").count()).toBe(0);
});

test("a schema of lists in lists, each of ten, is shown with a sample that ends", async () => {
  const { page, bed, go, signIn } = await openConsole();
  let items: object = { type: "string" };
  for (let level = 0; level < 15; level += 1) items = { type: "array", minItems: 10, items };
  const schema = { type: "object", properties: { lists: items } };
  const made = await bed.admin("PUT", "/event-types/LISTS", { description: "Lists.", schema });
  expect([made.status, made.text]).toEqual([201, expect.any(String)]);
  await signIn();
  await go("/production/event-types/LISTS");
  const payload = page.getByLabel("Payload", { exact: true });
  await payload.waitFor();
  const sample = await payload.inputValue();
  expect(JSON.parse(sample).lists).toHaveLength(10);
  expect(sample.length).toBeLessThan(1_000_000);
});

test("names that every object inherits are names like others, of an application too", async () => {
  const bed = makeConfigApiTestBed();
  const { page, go, signIn } = await openConsole({}, bed);
  const tenant = { application: "constructor", environment: "production" } as const;
  await bed.keyOf("admin", tenant);
  const ask = (method: string, path: string, body: object) =>
    bed.admin(method, path, body, {}, tenant);
  for (const name of INHERITED) {
    const schema = {
      type: "object",
      properties: Object.fromEntries(INHERITED.map((one) => [one, { type: "string" }])),
    };
    const made = await ask("PUT", `/event-types/${name}`, {
      description: name,
      schema,
      selectable: INHERITED,
    });
    expect([made.status, made.text]).toEqual([201, expect.any(String)]);
  }
  const made = await ask("POST", "/webhooks", {
    name: "constructor",
    endpoint: "https://constructor.example/__proto__",
    events: INHERITED,
    attributes: INHERITED,
    filter: { constructor: ["A"], "toString.length": [1] },
    config: { custom_headers: [{ header_name: "constructor", header_value: "x" }] },
  });
  expect([made.status, made.text]).toEqual([201, expect.any(String)]);
  const { id } = made.body as { id: string };
  await signIn("admin", tenant);
  for (const place of [
    "/production/webhooks?event=constructor&health=constructor&order=__proto__",
    `/production/webhooks/${id}`,
    `/production/webhooks/${id}/edit`,
    `/production/webhooks/${id}/why`,
    `/production/webhooks/${id}/verify`,
    "/production/deliveries?event_type=constructor&status=constructor",
    "/production/event-types",
    "/production/event-types/constructor",
    "/production/event-types/toString/edit",
    "/production/rejected-events",
    "/production/signing-keys",
    "/production/api-keys",
    "/production/portal-links",
    "/sandbox/constructor",
  ]) {
    await go(place);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForLoadState("networkidle");
    expect([place, await page.getByText("This page failed").count()]).toEqual([place, 0]);
  }
  await go(`/production/webhooks/${id}/edit`);
  await page.getByLabel(/^Name/u).first().fill("mine");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("The webhook is saved.").waitFor();
  const read = await bed.admin("GET", `/webhooks/${id}`, undefined, {}, tenant);
  expect(read.body).toMatchObject({ name: "mine", events: INHERITED, attributes: INHERITED });

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByLabel("API key", { exact: true }).fill(OPERATOR_KEY);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { name: "Operations", level: 1 }).waitFor();
  await go("/operator/applications/constructor");
  await page.getByText("Callbacks").first().waitFor();
  expect(await page.getByText("This page failed").count()).toBe(0);
});
