import { describe, expect, test } from "vitest";

import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import { fieldErrorsOf } from "../../../support/webhook-requests.ts";

const ENDPOINT = { endpoint: "https://example.com/" };

const bed = freshTestBed();

describe("an event type that there is not", () => {
  test.each([
    ["PIN_CHNAGE", "PIN_CHANGE"],
    ["pin_change", "PIN_CHANGE"],
    ["CARD-STATUS-CHANGE", "CARD_STATUS_CHANGE"],
    ["VERIFICATION.STATUS_CHANG", "VERIFICATION.STATUS_CHANGE"],
    ["order.cretaed", "order.created"],
  ])("is told of with the one that is meant: %s", async (name, meant) => {
    await bed.admin("PUT", "/event-types/order.created", { schema: { type: "object" } });
    const answer = await bed.admin("POST", "/webhooks", { ...ENDPOINT, events: [name] });
    const message = `there is no event type of this name yet: did you mean ${meant}?`;
    expect(answer).toMatchObject({
      status: 201,
      body: { warnings: [{ field: "events[0]", message }] },
    });
    const attributes = { ...ENDPOINT, events: [name], attributes: ["x"] };
    expect(fieldErrorsOf(await bed.admin("POST", "/webhooks", attributes))[0]).toBe(
      `events[0] is not a known event type: did you mean ${meant}?`,
    );
    const event = { type: name, payload: {} };
    expect(fieldErrorsOf(await bed.admin("POST", "/events", event))).toEqual([
      `type is not a known event type: did you mean ${meant}?`,
    ]);
  });

  test("is told of alone where nothing is like it, and for five names at most", async () => {
    const strange = await bed.admin("POST", "/webhooks", { ...ENDPOINT, events: ["ZZZ"] });
    const message = "there is no event type of this name yet";
    expect(strange.body.warnings).toEqual([{ field: "events[0]", message }]);
    const events = Array.from({ length: 100 }, (_, index) => `PIN_CHANGE${index}`);
    const many = await bed.admin("POST", "/webhooks", { ...ENDPOINT, events });
    const told = many.body.warnings.filter(({ message: text }: { message: string }) =>
      text.endsWith("did you mean PIN_CHANGE?"),
    );
    expect(told).toHaveLength(5);
  });
});

describe("what holds for a webhook in the end is shown", () => {
  const WEEK = {
    kind: "exponential",
    attempts: 55,
    initial_seconds: 1,
    factor: 2,
    cap_seconds: 14_400,
    jitter: 0.25,
  };

  test.each([
    [
      ["VERIFICATION.STATUS_CHANGE"],
      {
        profile: "pawapass",
        signature: {
          scheme: "hmac",
          header_name: "X-SIGNATURE",
          algorithm: "sha256",
          encoding: "hex",
          prefix: "",
        },
        content_type: "application/json",
        retry: { ...WEEK, breaker: false },
        timeout_seconds: 10,
      },
    ],
    [
      ["PIN_CHANGE"],
      {
        profile: "ncore",
        signature: { scheme: "none" },
        retry: { ...WEEK, breaker: true },
        timeout_seconds: 10,
      },
    ],
    // Not the one above: another signature than was intended shows.
    [["PIN_CHNAGE"], { profile: "standard", signature: { scheme: "standard" } }],
  ])("of its profile: %j", async (events, effective) => {
    const { body } = await bed.admin("POST", "/webhooks", { ...ENDPOINT, events });
    expect(body.effective).toMatchObject(effective);
    const read = await bed.admin("GET", `/webhooks/${body.id}`);
    expect(read.body.effective).toEqual(body.effective);
    const { body: list } = await bed.admin("GET", "/webhooks");
    expect(list.data[0].effective).toEqual(body.effective);
  });

  test("of its own configuration", async () => {
    const config = {
      signature: { scheme: "hmac", header_name: "x-sign" },
      retry: { kind: "fixed", attempts: 2, interval_seconds: 9, breaker: true },
      timeout_seconds: 3,
    };
    const { body } = await bed.admin("POST", "/webhooks", { ...ENDPOINT, events: ["A"], config });
    const signature = { ...config.signature, algorithm: "sha256", encoding: "hex", prefix: "" };
    expect(body.effective).toEqual({
      ...config,
      signature,
      profile: "standard",
      content_type: "application/json",
    });
  });
});
