import { describe, expect, test } from "vitest";

import { ACME } from "../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import { createWebhook, MINIMAL, storedWebhook } from "../../../support/webhook-requests.ts";

const bed = freshTestBed();

const limitedTo = (perSecond: number) => ({ rate_limit: { per_second: perSecond } });

/** A lane that sleeps, with a delivery of that webhook in it. */
function sleepingLane(webhookId: string) {
  const { nowMs } = bed.clock;
  const times = { wokenAtMs: nowMs, restedAtMs: nowMs, parkedAtMs: nowMs };
  const lane = { ...ACME, webhookId, ...times, state: "open", generation: 7 } as const;
  bed.lanes.lanes.set(webhookId, lane);
}

const started = () => [...bed.executions.running.keys()];

describe("a rate limit", () => {
  test.each([0.01, 0.5, 10, 1000])("of %d a second is kept and shown", async (perSecond) => {
    const { id } = await createWebhook(bed, { ...MINIMAL, config: limitedTo(perSecond) });
    const { body } = await bed.admin("GET", `/webhooks/${id}`);
    expect(body.config.rate_limit).toEqual({ per_second: perSecond });
    expect((await storedWebhook(bed, id)).config.rateLimit).toBe(perSecond);
    const { body: list } = await bed.admin("GET", "/webhooks");
    expect(list.data[0].config.rate_limit).toEqual({ per_second: perSecond });
  });

  test.each([
    ["NaN", 400],
    ["Infinity", 400],
    ["1e999", 400],
    ["-0", 422],
    ["1e-9", 422],
    ["1000.0001", 422],
  ])("of %s, as a request has it, is refused, and nothing is made", async (text, status) => {
    const { events, endpoint } = MINIMAL;
    const body = `{"endpoint":"${endpoint}","events":${JSON.stringify(events)},"config":{"rate_limit":{"per_second":${text}}}}`;
    const answer = await bed.admin("POST", "/webhooks", body, {
      "content-type": "application/json",
    });
    expect(answer.status).toBe(status);
    if (status === 422) {
      expect(answer.body.errors).toMatchObject([{ field: "config.rate_limit.per_second" }]);
    }
    expect((await bed.admin("GET", "/webhooks")).body.data).toEqual([]);
  });

  test("is changed, stays with other changes, and goes by null", async () => {
    const { id } = await createWebhook(bed, { ...MINIMAL, config: limitedTo(5) });
    const patch = async (config: object) =>
      (await bed.admin("PATCH", `/webhooks/${id}`, { config })).body.config.rate_limit;
    expect(await patch({ timeout_seconds: 5 })).toEqual({ per_second: 5 });
    expect(await patch(limitedTo(7))).toEqual({ per_second: 7 });
    expect(await patch({ rate_limit: null })).toBeUndefined();
  });

  test("has to have a number when it is changed", async () => {
    const { id } = await createWebhook(bed, { ...MINIMAL, config: limitedTo(5) });
    const config = { rate_limit: { per_second: null } };
    const { status, body } = await bed.admin("PATCH", `/webhooks/${id}`, { config });
    expect(status).toBe(422);
    expect(body.errors).toEqual([
      { field: "config.rate_limit.per_second", message: "is missing", hint: "add it: a number" },
    ]);
  });

  test.each([
    ["raised", limitedTo(100)],
    ["lowered", limitedTo(1)],
    ["removed", { rate_limit: null }],
  ])("that is %s wakes the lane, so that what waits goes on by the new one", async (_, config) => {
    const { id } = await createWebhook(bed, { ...MINIMAL, config: limitedTo(5) });
    sleepingLane(id);
    await bed.admin("PATCH", `/webhooks/${id}`, { config });
    expect(started()).toEqual([`${id}-8`]);
  });

  test.each([
    ["the same", limitedTo(5)],
    ["another setting", { timeout_seconds: 5 }],
  ])("lets the lane sleep when %s is set", async (_, config) => {
    const { id } = await createWebhook(bed, { ...MINIMAL, config: limitedTo(5) });
    sleepingLane(id);
    await bed.admin("PATCH", `/webhooks/${id}`, { config });
    expect(started()).toEqual([]);
  });
});

describe("the installation's defaults", () => {
  /** Calls where a webhook that sets no limit gets 20 requests a second, and 2,000 at once. */
  const withDefaults = () =>
    bed.handlerWith({ defaultLimits: { rateLimit: 20, maxInFlight: 2000 } }).admin;

  test("are shown where a webhook sets none, as far as they go, and are no part of its config", async () => {
    const ask = withDefaults();
    const { body: made } = await ask("POST", "/webhooks", MINIMAL);
    const limits = { rate_limit: { per_second: 20 }, max_in_flight: 1500 };
    expect(made.effective).toMatchObject(limits);
    const { body: one } = await ask("GET", `/webhooks/${made.id}`);
    expect(one.effective).toMatchObject(limits);
    expect(one.config).not.toHaveProperty("rate_limit");
    expect((await ask("GET", "/webhooks")).body.data[0].effective).toMatchObject(limits);
  });

  test("give way to a webhook's own, lower or higher, and hold again when that goes", async () => {
    const ask = withDefaults();
    const config = { rate_limit: { per_second: 500 }, max_in_flight: 5 };
    const { body: made } = await ask("POST", "/webhooks", { ...MINIMAL, config });
    expect(made.effective).toMatchObject(config);
    const none = { rate_limit: null };
    const { body: changed } = await ask("PATCH", `/webhooks/${made.id}`, { config: none });
    expect(changed.effective).toMatchObject({ rate_limit: { per_second: 20 }, max_in_flight: 5 });
  });

  test("are none unless somebody set them", async () => {
    const { body } = await bed.admin("POST", "/webhooks", MINIMAL);
    expect(body.effective).not.toHaveProperty("rate_limit");
    expect(body.effective).not.toHaveProperty("max_in_flight");
  });
});

describe("a limit of requests at once", () => {
  const config = (inFlight: number) => ({ ...MINIMAL, config: { max_in_flight: inFlight } });

  test.each([1, 20, 1500])("of %d is kept and shown, without a warning", async (inFlight) => {
    const { body: made } = await bed.admin("POST", "/webhooks", config(inFlight));
    expect(made.warnings).toBeUndefined();
    const { body } = await bed.admin("GET", `/webhooks/${made.id}`);
    expect(body.config.max_in_flight).toBe(inFlight);
    expect(body.warnings).toBeUndefined();
  });

  test.each([1501, 1_000_000_000])(
    "of %d is taken, with a warning that says what it comes to",
    async (inFlight) => {
      const { body: made } = await bed.admin("POST", "/webhooks", config(inFlight));
      const { id, warnings } = made;
      const message =
        "is above the 1500 requests that all functions of this installation make at once: it is as if it were 1500";
      expect(warnings).toEqual([{ field: "config.max_in_flight", message }]);
      expect(made.effective.max_in_flight).toBe(1500);
      const { body } = await bed.admin("GET", `/webhooks/${id}`);
      expect(body.config.max_in_flight).toBe(inFlight);
      expect(body.warnings).toEqual(warnings);
      const { body: changed } = await bed.admin("PATCH", `/webhooks/${id}`, { name: "x" });
      expect(changed.warnings).toEqual(warnings);
    },
  );

  test("is changed, goes by null, and wakes the lane", async () => {
    const { id } = await createWebhook(bed, config(5));
    sleepingLane(id);
    const patch = async (inFlight: number | null) =>
      (await bed.admin("PATCH", `/webhooks/${id}`, { config: { max_in_flight: inFlight } })).body;
    expect((await patch(7)).config.max_in_flight).toBe(7);
    expect(started()).toEqual([`${id}-8`]);
    expect((await patch(null)).config.max_in_flight).toBeUndefined();
  });
});
