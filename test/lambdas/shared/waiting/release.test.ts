import { describe, expect, test } from "vitest";

import type { DeliveryMessage } from "../../../../lambdas/shared/domain/delivery-message.ts";
import type { WriteResult } from "../../../../lambdas/shared/waiting/delivery-ports.ts";
import { makeRelease, type Parked } from "../../../../lambdas/shared/waiting/release.ts";

const NOW_MS = 1_700_000_000_000;

const parked: Parked = {
  application: "acme",
  environment: "sandbox",
  eventId: "evt_0000000000000000000001",
  webhookId: "wh_0000000000000000000002",
  dispatch: 7,
  nextAttemptAtMs: NOW_MS + 128_001,
};

function setUp(answers: { readonly mark?: WriteResult; readonly sendError?: Error } = {}) {
  const calls: unknown[] = [];
  const release = makeRelease({
    messages: {
      async send(message: DeliveryMessage, delaySeconds: number) {
        calls.push(["send", message, delaySeconds]);
        if (answers.sendError !== undefined) throw answers.sendError;
        return "y";
      },
    },
    records: {
      async mark({ eventId, webhookId }, dispatch, carrier) {
        calls.push(["mark", eventId, webhookId, dispatch, carrier]);
        return answers.mark ?? "written";
      },
    },
    now: () => NOW_MS,
  });
  return { calls, release };
}

describe("release", () => {
  test("says for which version of the webhook it is, where that is known", async () => {
    const { calls, release } = setUp();
    await release({ ...parked, webhookVersion: 7 });
    expect(calls[0]).toMatchObject(["send", { webhookVersion: 7 }, 129]);
  });

  test("sends a message of the record's dispatch, then names it as the carrier: never the reverse", async () => {
    const { calls, release } = setUp();
    await release(parked);
    expect(calls).toEqual([
      [
        "send",
        {
          deliveryId: "dlv_0000000000000000000001_0000000000000000000002",
          dispatch: 7,
          application: "acme",
          environment: "sandbox",
        },
        129,
      ],
      ["mark", parked.eventId, parked.webhookId, 7, "y"],
    ]);
  });

  test.each([
    [-5_000, 0],
    [0, 0],
    [900_000, 900],
    [900_001, 900], // it comes early then, and is held until its time
  ])("delays a delivery due in %d ms by %d s", async (restMs, delaySeconds) => {
    const { calls, release } = setUp();
    await release({ ...parked, nextAttemptAtMs: NOW_MS + restMs });
    expect(calls[0]).toEqual(["send", expect.anything(), delaySeconds]);
  });

  test("is content when the mark is refused: another message carries the delivery, or it ended", async () => {
    const { calls, release } = setUp({ mark: "refused" });
    await expect(release(parked)).resolves.toBeUndefined();
    expect(calls).toHaveLength(2);
  });

  test("marks nothing when the message was not sent", async () => {
    const { calls, release } = setUp({ sendError: new Error("throttled") });
    await expect(release(parked)).rejects.toThrow("throttled");
    expect(calls).toHaveLength(1);
  });
});
