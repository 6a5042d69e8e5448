import { expect, test } from "vitest";

import type { DeliveryDetails, Webhook } from "../../../client/client.ts";
import { timelineOf } from "../../../console/deliveries/timeline.ts";
import { openDeliveryStory, type StoryDelivery } from "../../support/delivery-story.ts";

const ACCEPTED_AT_MS = Date.parse("2026-01-31T11:00:00.000Z");
const SECOND = 1000;

interface Story extends Omit<StoryDelivery, "acceptedAtMs"> {
  readonly webhook?: Readonly<Record<string, unknown>>;
  readonly after?: "disable" | "delete";
}

/** The timeline of a delivery as the API shows it, each entry as lines of text. */
async function tell({ webhook, after, ...given }: Story): Promise<string[]> {
  const story = await openDeliveryStory(webhook);
  const { client, admin, webhookId, clock } = story;
  const id = await story.put(1, { acceptedAtMs: ACCEPTED_AT_MS, ...given });
  if (after === "disable") await admin("POST", `/webhooks/${webhookId}/disable`);
  if (after === "delete") await admin("DELETE", `/webhooks/${webhookId}`);
  const path = { id };
  const delivery = await client.GET("/deliveries/{id}", { params: { path } });
  const found = await client.GET("/webhooks/{id}", { params: { path: { id: webhookId } } });
  const entries = timelineOf(delivery.data as DeliveryDetails, found.data, clock.nowMs);
  expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
  return entries.map(({ title, waited, notes, answer }) =>
    [title, waited, ...notes, answer].filter((text) => text !== undefined).join(" | "),
  );
}

/** An attempt that began so many seconds after the event was accepted, and took 100 ms. */
function attempt(seconds: number, result: Readonly<Record<string, unknown>> = { httpStatus: 500 }) {
  const startedAtMs = ACCEPTED_AT_MS + seconds * SECOND;
  return { startedAtMs, durationMs: 100, verdict: "retry" as const, ...result };
}

test("a first attempt that succeeds", async () => {
  expect(
    await tell({
      status: "delivered",
      settledAtMs: ACCEPTED_AT_MS + 200,
      tries: [attempt(0.1, { httpStatus: 204, verdict: "succeeded" })],
    }),
  ).toEqual([
    "Event accepted",
    "Attempt 1: answered 204 No Content | It took 100 ms.",
    "Delivered",
  ]);
});

test("retries of the schedule, and the next one", async () => {
  const lines = await tell({
    status: "parked",
    nextAttemptAtMs: Date.parse("2026-01-31T12:03:00.000Z"),
    tries: [
      attempt(0.1, { httpStatus: 503, answer: "<script>later</script>" }),
      attempt(1.2, { failure: "timeout", message: "no answer within 10 s", httpStatus: 200 }),
      attempt(3.3, { failure: "connect" }),
    ],
  });
  expect(lines).toEqual([
    "Event accepted",
    "Attempt 1: answered 503 Service Unavailable | It took 100 ms. | <script>later</script>",
    "Attempt 2: no whole answer in time, after an answer that began 200 OK | 1 s after the attempt before, as scheduled. | It took 100 ms. | No answer within 10 s.",
    expect.stringMatching(
      /^Attempt 3: no connection \| 2 s after the attempt before, as scheduled/u,
    ),
    "Next attempt in 3 min",
  ]);
});

test("what came later than scheduled, and what may explain it", async () => {
  const [, , second, third] = await tell({
    status: "parked",
    tries: [attempt(0, { httpStatus: 429 }), attempt(600), attempt(7200)],
  });
  expect(second).toContain(
    "10 min after the attempt before, later than scheduled (750 ms to 1.3 s)",
  );
  expect(second).toContain("Retry-After");
  expect(third).toContain("its receiver was down, its webhook was disabled, or a limit");
});

test("a resend comes sooner, and its schedule begins anew", async () => {
  const retry = { kind: "exponential", attempts: 5, initial_seconds: 600, factor: 2, jitter: 0 };
  const lines = await tell({
    webhook: { config: { retry } },
    status: "queued",
    tries: [attempt(0), attempt(600), attempt(700), attempt(1300), attempt(2500)],
  });
  expect(lines[2]).toContain("as scheduled");
  expect(lines[3]).toContain(
    "sooner than scheduled (20 min): sent again by somebody, or as a probe",
  );
  expect(lines[4]).toContain("10 min after the attempt before, as scheduled");
  expect(lines[5]).toContain("20 min after the attempt before, as scheduled");
});

test("an attempt behind the end of the schedule: nothing is said of it", async () => {
  const retry = { kind: "fixed", attempts: 2, interval_seconds: 5 };
  const lines = await tell({
    webhook: { config: { retry } },
    status: "queued",
    tries: [attempt(0), attempt(5.1), attempt(5000), attempt(5005.2)],
  });
  expect(lines[3]).toContain("after the attempt before. |");
  expect(lines[4]).toContain("5.1 s after the attempt before, as scheduled");
});

test("a first attempt that was held back", async () => {
  const lines = await tell({ status: "queued", tries: [attempt(300)] });
  expect(lines[1]).toContain("5 min after its event was accepted: it was held back before.");
});

test("attempts that are not kept any more are counted", async () => {
  const lines = await tell({ status: "queued", attempts: 2, tries: [attempt(0)] });
  expect(lines[1]).toBe("1 attempt is not kept any more");
});

test.each([
  [{ httpStatus: 302, location: "https://example.com/new" }, "302 Found", "It leads to https"],
  [{ httpStatus: 302 }, "302 Found", "Redirects are not followed"],
  [{ httpStatus: 400, verdict: "rejected" }, "400 Bad Request", "does not try again"],
  [{ httpStatus: 299 }, "answered 299 |", "It took"],
  [{ httpStatus: 401 }, "401 Unauthorized", "authentication"],
  [{ failure: "dns" }, "the host name has no address", "Check the host name"],
  [{ failure: "constructor" }, "Attempt 1: constructor", "It took"],
  [{}, "Attempt 1: no answer", "It took"],
])("an attempt with %j", async (result, title, note) => {
  const lines = await tell({ status: "queued", tries: [attempt(0, result)] });
  expect(lines[1]).toContain(title);
  expect(lines[1]).toContain(note);
});

test.each([
  ["attempts_spent", "Dropped | All attempts of its schedule failed."],
  ["receiver_down", "Dropped | Its schedule was over while the receiver was down."],
  ["gone", "Dropped | The receiver answered 410: it wants nothing any more."],
  ["unprocessable", "Dropped | Its message could not be worked off, again and again."],
  ["cancelled", "Cancelled | It is not attempted any more, unless it is resent."],
] as const)("one that was dropped: %s", async (dropReason, text) => {
  expect((await tell({ status: "dropped", dropReason })).at(-1)).toBe(text);
});

const due = { status: "parked", nextAttemptAtMs: Date.parse("2026-01-31T12:00:00.000Z") } as const;

test.each([
  [due, "It is sent within moments."],
  [{ ...due, webhook: { config: { rate_limit: { per_second: 1 } } } }, "The rate limit"],
  [{ ...due, webhook: { config: { max_in_flight: 1 } } }, "as its webhook allows at once"],
  [{ ...due, after: "disable" }, "Its webhook is disabled"],
  [{ ...due, after: "delete" }, "It is sent within moments."],
] as const)("one that is due: %j", async (given, text) => {
  const last = (await tell(given)).at(-1);
  expect(last).toContain("Next attempt is due");
  expect(last).toContain(text);
});

test("one of which no attempt has ended, and what keeps it back", async () => {
  expect((await tell({ hasRecord: false })).at(-1)).toBe(
    "No attempt has ended yet | Its first attempt is under way or waits for its turn.",
  );
  expect((await tell({ hasRecord: false, after: "disable" })).at(-1)).toContain("is disabled");
});

test("what the health of a webhook means for what waits", async () => {
  const { client, put, webhookId, clock } = await openDeliveryStory();
  const id = await put(1, { acceptedAtMs: ACCEPTED_AT_MS, ...due });
  const { data: delivery } = await client.GET("/deliveries/{id}", { params: { path: { id } } });
  const { data: webhook } = await client.GET("/webhooks/{id}", {
    params: { path: { id: webhookId } },
  });
  const lastNote = (change: Partial<Webhook>) =>
    timelineOf(delivery as DeliveryDetails, { ...(webhook as Webhook), ...change }, clock.nowMs).at(
      -1,
    )?.notes;
  expect(lastNote({ status: "gone" })).toEqual([expect.stringContaining("answered 410")]);
  expect(lastNote({ health: { state: "down" } })).toEqual([expect.stringContaining("probes")]);
  expect(lastNote({ health: { state: "recovering" } })).toEqual([expect.stringContaining("again")]);
  expect(lastNote({ health: { state: "slow" } })).toEqual([expect.stringContaining("slow")]);
  expect(lastNote({ health: { state: "up" } })).toEqual(["It is sent within moments."]);
});

test("what there is to do stands at the last attempt, while it is of use", async () => {
  const tries = [attempt(0, { httpStatus: 401 }), attempt(1.1, { httpStatus: 429 })];
  const waiting = await tell({ status: "parked", tries });
  expect(waiting[1]).not.toContain("authentication");
  expect(waiting[2]).toContain("It is tried again, and retry-after is kept to.");
  const dropped = await tell({ status: "dropped", tries });
  expect(dropped[2]).not.toContain("tried again");
  const delivered = await tell({ status: "delivered", tries: [attempt(0, { httpStatus: 401 })] });
  expect(delivered[1]).not.toContain("authentication");
});
