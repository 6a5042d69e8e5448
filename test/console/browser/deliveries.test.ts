import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, test } from "vitest";

import type { Webhook } from "../../../lambdas/shared/domain/webhook.ts";
import { ACME, makeConfigApiTestBed } from "../../support/config-api-test-bed.ts";
import { openDeliveryStory } from "../../support/delivery-story.ts";
import { makeSyntheticDeliveries } from "../../support/synthetic-deliveries.ts";
import { expectAccessible } from "./support/browser.ts";
import { openConsole } from "./support/open-console.ts";

const HOSTILE = '<img src=x onerror="document.title=1"><script>alert(1)</script>';

/** A console, not signed in, and deliveries of a webhook behind it. */
async function openDeliveries(options: BrowserContextOptions = {}, bed = makeConfigApiTestBed()) {
  const opened = await openConsole(options, bed);
  const story = await openDeliveryStory({ name: "shop" }, bed);
  const hourAgoMs = bed.clock.nowMs - 3_600_000;
  const dropped = { status: "dropped", dropReason: "attempts_spent", lastOutcome: "503" } as const;
  /** Puts deliveries there that were dropped, a second after another. @returns their ids */
  const putDropped = async (count: number): Promise<string[]> => {
    const ids: string[] = [];
    for (let number = 0; number < count; number += 1) {
      const acceptedAtMs = hourAgoMs + number * 1000;
      ids.push(await story.put(number, { acceptedAtMs, ...dropped }));
    }
    return ids;
  };
  return { ...opened, ...story, bed, hourAgoMs, dropped, putDropped };
}

function rowsOf(page: Page) {
  return page.getByRole("table", { name: "Deliveries, newest first" }).locator("tbody tr");
}

/** That the page itself does not scroll sideways. */
async function expectNarrow(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
}

test("a delivery is found, its story read, resent and cancelled", async () => {
  const opened = await openDeliveries({ colorScheme: "dark" });
  const { page, put, putDropped, signIn, go, hourAgoMs, dropped, faults } = opened;
  await putDropped(3);
  await put(90, { acceptedAtMs: hourAgoMs, status: "delivered", lastOutcome: "204" });
  await put(91, {
    acceptedAtMs: hourAgoMs - 60_000,
    ...dropped,
    eventType: "B",
    payload: JSON.stringify({ text: HOSTILE }),
    tries: [
      {
        startedAtMs: hourAgoMs,
        durationMs: 120,
        verdict: "retry",
        httpStatus: 503,
        answer: HOSTILE,
      },
      { startedAtMs: hourAgoMs + 1200, durationMs: 9, verdict: "retry", failure: "connect" },
    ],
  });
  await signIn();
  await go("/production/deliveries");
  await rowsOf(page).nth(4).waitFor();
  await expectAccessible(page);
  await page.getByRole("link", { name: "What is not delivered" }).click();
  await expect.poll(() => rowsOf(page).count()).toBe(4);

  await page.getByLabel("Status").selectOption("dropped");
  await page.getByLabel("Event type").fill("B");
  await page.keyboard.press("Enter");
  await page.waitForURL(/#\/production\/deliveries\?status=dropped&event_type=B$/u);
  await expect.poll(() => rowsOf(page).count()).toBe(1);
  await rowsOf(page).getByRole("link").click();

  await page.getByRole("heading", { name: "Delivery of B" }).waitFor();
  const story = page.getByRole("region", { name: "Timeline" });
  expect(await story.getByRole("listitem").allInnerTexts()).toEqual([
    expect.stringContaining("Event accepted"),
    expect.stringContaining(HOSTILE),
    expect.stringContaining("Attempt 2: no connection"),
    expect.stringContaining("All attempts of its schedule failed."),
  ]);
  expect(await page.getByRole("region", { name: "Payload" }).innerText()).toContain("onerror");
  await expectAccessible(page);

  await page.getByRole("button", { name: "Resend now" }).click();
  await page.getByText("It is sent again, with a fresh schedule.").waitFor();
  await story.getByText("Next attempt is due").waitFor();
  await page.getByRole("button", { name: "Cancel delivery" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel delivery" }).click();
  await story.getByText("Cancelled").waitFor();
  expect(await page.getByRole("button", { name: "Cancel delivery" }).count()).toBe(0);

  await page.setViewportSize({ width: 360, height: 700 });
  await expectNarrow(page);
  await page.goBack();
  await page.getByText("No delivery matches these filters").waitFor();
  await expectNarrow(page);
  expect(faults).toEqual([]);
});

test("a receiver is back: what it missed is resent, by keyboard, though the API is busy", async () => {
  const { page, putDropped, put, signIn, go, operations, hourAgoMs } = await openDeliveries();
  await putDropped(58);
  await put(80, { acceptedAtMs: hourAgoMs, status: "dropped", hasEvent: false });
  let requests = 0;
  await page.route("**/resend", async (route) => {
    requests += 1;
    if (requests > 2) return route.continue();
    const headers = { "retry-after": "0" };
    return route.fulfill({ status: requests === 1 ? 429 : 503, headers, json: {} });
  });
  await signIn();
  await go("/production/deliveries");
  await rowsOf(page).nth(49).waitFor();

  await page.getByRole("button", { name: "A receiver is back…" }).press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Webhook").selectOption({ label: "shop" });
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Select" }).press("Enter");
  await page.getByText("59 deliveries selected.").waitFor();
  await page.getByRole("button", { name: "Resend", exact: true }).press("Enter");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: "Resend", exact: true })
    .press("Enter");

  const result = page.getByRole("region", { name: "Resent" });
  await result.getByText("58 of 59 deliveries resent, 1 not.").waitFor();
  await result.getByText("1 delivery: Its event is not kept any more").waitFor();
  expect(operations.released).toHaveLength(58);
  await page.getByText("Result of each delivery").first().press("Enter");
  expect(await result.locator("tbody tr").count()).toBe(59);
  await expectAccessible(page);

  await result.getByRole("button", { name: "Resend the 1 left" }).press("Enter");
  await result.getByText("0 of 1 delivery resent, 1 not.").waitFor();
  expect(operations.released).toHaveLength(58);
});

test("rows are selected one by one, and the run goes on while others are looked at", async () => {
  const { page, putDropped, signIn, go, operations } = await openDeliveries();
  await putDropped(8);
  await signIn();
  await go("/production/deliveries?status=undelivered");
  await rowsOf(page).nth(7).waitFor();
  const gate = Promise.withResolvers<undefined>();
  await page.route("**/resend", async (route) => {
    await gate.promise;
    return route.continue();
  });
  for (const row of [0, 1, 2]) await rowsOf(page).nth(row).getByRole("checkbox").check();
  await page.getByLabel("All on this page").check();
  await page.getByText("8 deliveries selected.").waitFor();
  await rowsOf(page).nth(4).getByRole("checkbox").uncheck();
  await page.getByText("7 deliveries selected.").waitFor();
  await page.getByRole("button", { name: "Resend", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Resend", exact: true }).click();
  await page.getByRole("region", { name: "Resending 7 deliveries" }).waitFor();

  await rowsOf(page).first().getByRole("link").click();
  await page.getByRole("heading", { name: "Delivery of A" }).waitFor();
  gate.resolve(undefined);
  await page.getByText("7 of 7 deliveries resent.").waitFor();
  expect(operations.released).toHaveLength(7);
});

test("a hundred thousand deliveries are read page by page", async () => {
  const bed = makeConfigApiTestBed();
  let { ask } = bed;
  const { page, signIn, go, webhookId } = await openDeliveries(
    {},
    { ...bed, ask: (...asked) => ask(...asked) },
  );
  const newestAtMs = bed.clock.nowMs - 60_000;
  const many = { tenant: ACME, webhookId, count: 100_000, newestAtMs };
  ({ ask } = bed.handlerWith({ deliveries: makeSyntheticDeliveries(many) }));
  await signIn();
  await go("/production/deliveries");
  const seen = new Set<string>();
  for (let number = 1; number <= 5; number += 1) {
    await page.getByText(`Page ${number}`, { exact: true }).waitFor();
    await expect.poll(() => rowsOf(page).count()).toBe(50);
    for (const link of await rowsOf(page).getByRole("link").all()) {
      seen.add((await link.getAttribute("href")) ?? "");
    }
    await page.getByRole("button", { name: "Older" }).click();
  }
  expect(seen.size).toBe(250);
  await page.getByText("Page 6", { exact: true }).waitFor();
  await rowsOf(page).first().getByRole("link").click();
  await page.getByRole("heading", { name: "Delivery of A" }).waitFor();
  await page.goBack();
  await page.getByText("Page 6", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Newer" }).click();
  await page.getByText("Page 5", { exact: true }).waitFor();

  // The cursors of one key are of no use to another.
  await page.getByRole("button", { name: "Sign out" }).click();
  await signIn("reader");
  await go("/production/deliveries");
  await page.getByText("Page 1", { exact: true }).waitFor();
  await expect.poll(() => rowsOf(page).count()).toBe(50);
});

test("a list refreshes itself where that is wanted, and not while nobody sees the tab", async () => {
  const { page, put, signIn, go, hourAgoMs, client } = await openDeliveries();
  const id = await put(1, { acceptedAtMs: hourAgoMs, status: "parked", attempts: 1 });
  await signIn();
  await page.clock.install();
  await go("/production/deliveries");
  await rowsOf(page).getByText("Waiting").waitFor();
  let requests = 0;
  page.on("request", (request) => {
    if (request.url().includes("/deliveries?")) requests += 1;
  });
  const show = (state: string) =>
    page.evaluate((visibilityState) => {
      Object.defineProperty(document, "visibilityState", {
        value: visibilityState,
        writable: true,
      });
      document.dispatchEvent(new Event("visibilitychange"));
    }, state);

  await page.getByLabel("Refresh every 10 seconds").check();
  await show("hidden");
  await page.clock.runFor(60_000);
  expect(requests).toBe(0);
  await show("visible");
  await expect.poll(() => requests).toBe(1);
  await client.POST("/deliveries/{id}/cancel", { params: { path: { id } } });
  await page.clock.runFor(10_000);
  await rowsOf(page).getByText("Cancelled").waitFor();
  await page.clock.runFor(60_000);
  expect(requests).toBe(2);
});

test("who may only read is offered nothing that changes", async () => {
  const { page, putDropped, signIn, go } = await openDeliveries();
  const [id = ""] = await putDropped(1);
  await signIn("reader");
  await go("/production/deliveries");
  await rowsOf(page).first().waitFor();
  expect(await rowsOf(page).getByRole("checkbox").count()).toBe(0);
  for (const name of ["Resend", "A receiver is back…", "Select all that match"]) {
    expect(await page.getByRole("button", { name }).count()).toBe(0);
  }
  await go(`/production/deliveries/${id}`);
  await page.getByRole("heading", { name: "Delivery of A" }).waitFor();
  expect(await page.getByRole("button", { name: /Resend|Cancel/u }).count()).toBe(0);
});

test("of more than a hundred webhooks one is asked for, or a status", async () => {
  const { page, putDropped, signIn, go, stores, webhookId } = await openDeliveries();
  await putDropped(2);
  const stored = (await stores.webhooks.read(ACME, webhookId)) as Webhook;
  for (let number = 0; number < 100; number += 1) {
    await stores.webhooks.create({ ...stored, id: `wh_${String(number).padStart(22, "0")}` });
  }
  await signIn();
  await go("/production/deliveries");
  await page.getByText("Webhook is needed: there are more than 100 webhooks").waitFor();
  await expectAccessible(page);
  await page.getByLabel("Status").selectOption("dropped");
  await page.getByRole("button", { name: "Show" }).click();
  await expect.poll(() => rowsOf(page).count()).toBe(2);
});

test("an event is found by its id, or that of a delivery, with all of its deliveries", async () => {
  const { page, put, signIn, go, hourAgoMs, dropped } = await openDeliveries();
  const payload = `{"amount":5.00,"text":"${"x".repeat(200_000)}<end>"}`;
  const id = await put(1, { acceptedAtMs: hourAgoMs, ...dropped, payload });
  await signIn();
  await go("/production/events");
  const field = page.getByRole("textbox", { name: "Id" });
  await field.fill("evt_1");
  await field.press("Enter");
  await page.getByText("Id is no id of an event").waitFor();
  await expectAccessible(page);
  await field.fill(id);
  await field.press("Enter");
  await page.getByRole("heading", { name: "Event A" }).waitFor();
  const shown = page.getByRole("region", { name: "Payload" });
  await shown.getByText('"amount": 5.00').waitFor();
  await shown.getByText("This is the beginning of 196 KB.").waitFor();
  expect(await shown.innerText()).not.toContain("<end>");
  await shown.getByRole("button", { name: "Show all" }).click();
  await shown.getByText("<end>").waitFor();
  expect(await page.getByRole("table").getByRole("link").count()).toBe(1);
  await expectAccessible(page);
  await go(`/production/events/evt_${"0".repeat(22)}`);
  await page.getByText("There is no such event here").waitFor();
});
