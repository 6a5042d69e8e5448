import { describe, expect, test } from "vitest";

import { makeResend } from "../../../../lambdas/config-api/deliveries/resend.ts";
import type { AcceptedEvent } from "../../../../lambdas/shared/domain/accepted-event.ts";
import {
  blankRecord,
  type DeliveryRecord,
} from "../../../../lambdas/shared/domain/delivery-record.ts";
import type { WriteResult } from "../../../../lambdas/shared/waiting/delivery-ports.ts";

const NOW_MS = 1_700_000_000_000;
const KEY = { eventId: "evt_0000000000000000000001", webhookId: "wh_0000000000000000000002" };
const event: AcceptedEvent = {
  id: KEY.eventId,
  application: "acme",
  environment: "production",
  type: "CARD_STATUS_CHANGE",
  acceptedAtMs: 5,
  payload: "{}",
  payloadHash: "",
  webhookIds: [KEY.webhookId],
};
const dropped: DeliveryRecord = {
  ...blankRecord({ ...event, ...KEY, eventType: event.type }),
  status: "dropped",
  dispatch: 7,
  carrier: "its-last-message",
  attempts: 6,
  dropReason: "attempts_spent",
  settledAtMs: 9,
  expiresAtSeconds: 10,
};

/** The lane is on the sweep's list before anything waits in it. */
const NOTE = ["note", "acme", "production", KEY.webhookId, NOW_MS];

function setUp(
  records: readonly (DeliveryRecord | undefined)[],
  writes: readonly WriteResult[] = [],
  options: { readonly event?: AcceptedEvent | undefined; readonly releaseError?: Error } = {
    event,
  },
) {
  const calls: unknown[] = [];
  let reads = 0;
  let tries = 0;
  const resend = makeResend({
    deliveries: { event: async () => options.event },
    records: {
      async read() {
        calls.push("read");
        reads += 1;
        return records[Math.min(reads, records.length) - 1];
      },
      async resend(seen, change) {
        calls.push(["commit", seen.dispatch, change.set.status]);
        tries += 1;
        return writes[tries - 1] ?? "written";
      },
    },
    lanes: {
      async note({ application, environment, webhookId }, nowMs) {
        calls.push(["note", application, environment, webhookId, nowMs]);
      },
    },
    async release({ dispatch, nextAttemptAtMs }) {
      calls.push(["release", dispatch, nextAttemptAtMs]);
      if (options.releaseError !== undefined) {
        throw options.releaseError;
      }
    },
    now: () => NOW_MS,
  });
  return { calls, resend };
}

describe("resend", () => {
  test("of what is on its way to its first attempt changes nothing, with a record or without", async () => {
    for (const seen of [undefined, { ...dropped, status: "queued", attempts: 0 } as const]) {
      const { calls, resend } = setUp([seen]);
      expect(await resend(KEY)).toEqual({ result: "not_started" });
      expect(calls).toEqual(["read"]);
    }
  });

  test.each(["dropped", "delivered", "queued", "parked"] as const)(
    "notes the lane, commits, and only then releases this very wait: from %s",
    async (status) => {
      const { calls, resend } = setUp([{ ...dropped, status }]);
      expect(await resend(KEY)).toEqual({ result: "resent" });
      expect(calls).toEqual(["read", NOTE, ["commit", 7, "parked"], ["release", 8, NOW_MS]]);
    },
  );

  test("reads again when its commit is refused, and goes by what it finds then", async () => {
    const { calls, resend } = setUp([dropped, { ...dropped, dispatch: 9 }], ["refused"]);
    expect(await resend(KEY)).toEqual({ result: "resent" });
    expect(calls).toEqual([
      "read",
      NOTE,
      ["commit", 7, "parked"],
      "read",
      NOTE,
      ["commit", 9, "parked"],
      ["release", 10, NOW_MS],
    ]);
  });

  test("gives up on a delivery that keeps changing, without a release", async () => {
    const { calls, resend } = setUp([dropped], Array<WriteResult>(100).fill("refused"));
    expect(await resend(KEY)).toEqual({ result: "busy" });
    expect(calls).toHaveLength(24);
  });

  test("refuses a delivery without a record: its first message is on the way, or there is none", async () => {
    const { calls, resend } = setUp([undefined]);
    expect(await resend(KEY)).toEqual({ result: "not_started" });
    expect(calls).toEqual(["read"]);
  });

  test("refuses a delivery whose event is gone, without touching it", async () => {
    const { calls, resend } = setUp([dropped], [], { event: undefined });
    expect(await resend(KEY)).toEqual({ result: "event_gone" });
    expect(calls).toEqual([]);
  });

  test("throws when the release fails: the record is parked and due, so the sweep finds it", async () => {
    const { resend } = setUp([dropped], [], { event, releaseError: new Error("throttled") });
    await expect(resend(KEY)).rejects.toThrow("throttled");
  });
});
