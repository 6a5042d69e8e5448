import { describe, expect, test } from "vitest";

import { makeBuryOne } from "../../../lambdas/bury/bury-one.ts";
import type { CarriedCommit } from "../../../lambdas/shared/domain/carried-commit.ts";
import type { DeliveryMessage } from "../../../lambdas/shared/domain/delivery-message.ts";
import {
  blankRecord,
  type DeliveryIdentity,
  type DeliveryRecord,
} from "../../../lambdas/shared/domain/delivery-record.ts";
import { deliveryIdOf } from "../../../lambdas/shared/domain/identifiers.ts";
import type { CommitRequest, WriteResult } from "../../../lambdas/shared/waiting/delivery-ports.ts";

const NOW_MS = 1_700_000_000_000;
const ME = "me";
const identity: DeliveryIdentity = {
  application: "acme",
  environment: "production",
  eventId: "evt_0000000000000000000001",
  webhookId: "wh_0000000000000000000002",
  eventType: "CARD_STATUS_CHANGE",
  acceptedAtMs: 5,
};
const event = { type: "CARD_STATUS_CHANGE", acceptedAtMs: 5, payload: "{}" };
const message: DeliveryMessage = {
  application: "acme",
  environment: "production",
  deliveryId: deliveryIdOf(identity),
  dispatch: 0,
};

function recordOf(fields: Partial<DeliveryRecord>): DeliveryRecord {
  return { ...blankRecord(identity), dispatch: 4, attempts: 4, ...fields };
}

/** @param records what the reads find, one after the other */
function setUp(options: {
  readonly records: readonly (DeliveryRecord | undefined)[];
  readonly write?: WriteResult;
  readonly eventIsGone?: boolean;
  readonly noticeError?: Error;
  readonly noteError?: Error;
}) {
  const commits: CommitRequest[] = [];
  const attempts: unknown[] = [];
  const told: DeliveryRecord[] = [];
  const reported: DeliveryRecord[] = [];
  const noted: unknown[] = [];
  let reads = 0;
  const buryOne = makeBuryOne({
    records: {
      async read() {
        reads += 1;
        return options.records[reads - 1];
      },
      async commit(request) {
        commits.push(request);
        return options.write ?? "written";
      },
      putAttempt: async (_key, attempt) => void attempts.push(attempt),
    },
    events: { read: async () => (options.eventIsGone === true ? undefined : event) },
    lanes: {
      async note({ application, environment, webhookId }, nowMs) {
        if (options.noteError !== undefined) throw options.noteError;
        noted.push([application, environment, webhookId, nowMs]);
      },
    },
    notices: {
      async send(record) {
        if (options.noticeError !== undefined) throw options.noticeError;
        told.push(record);
      },
    },
    report: (record) => void reported.push(record),
    now: () => NOW_MS,
  });
  return {
    buryOne,
    bury: (dispatch = 4) => buryOne({ message: { ...message, dispatch }, messageId: ME }),
    write: (commit: CarriedCommit) => buryOne({ carried: commit, messageId: ME }),
    attempts,
    commits,
    told,
    reported,
    noted,
  };
}

describe("bury", () => {
  test("puts off what the message carried, twice, where the sweep looks, and acks", async () => {
    for (const burials of [0, 1]) {
      const fields = { carrier: ME, nextAttemptAtMs: NOW_MS + 5, ...(burials > 0 && { burials }) };
      const seen = recordOf({ status: "queued", ...fields });
      const { bury, commits, told, noted, reported } = setUp({ records: [seen] });
      expect(await bury()).toBe("ack");
      expect(commits.map(({ change }) => change)).toEqual([
        {
          attempts: 0,
          remove: [],
          set: {
            status: "parked",
            carrier: "-",
            nextAttemptAtMs: NOW_MS + 5,
            burials: burials + 1,
          },
        },
      ]);
      expect(noted).toHaveLength(1);
      expect(reported).toMatchObject([{ status: "parked", dispatch: 5, burials: burials + 1 }]);
      expect(told).toEqual([]);
    }
  });

  test("puts off a release that was never marked: its mark must not come later", async () => {
    const { bury, commits } = setUp({ records: [recordOf({ status: "parked" })] });
    expect(await bury(4)).toBe("ack");
    expect(commits).toMatchObject([{ me: ME, change: { set: { status: "parked", burials: 1 } } }]);
  });

  test("drops what comes a third time as unprocessable, tells of it, and acks", async () => {
    const seen = recordOf({ status: "queued", carrier: ME, lastOutcome: "503", burials: 2 });
    const { bury, commits, told, reported } = setUp({ records: [seen] });
    expect(await bury()).toBe("ack");
    expect(commits).toEqual([
      {
        seen,
        identity: seen,
        me: ME,
        change: expect.objectContaining({
          attempts: 0,
          set: expect.objectContaining({
            status: "dropped",
            carrier: ME,
            dropReason: "unprocessable",
          }),
        }),
      },
    ]);
    expect(told).toEqual(reported);
    expect(told).toMatchObject([
      { status: "dropped", dispatch: 5, attempts: 4, lastOutcome: "503", settledAtMs: NOW_MS },
    ]);
  });

  test.each([
    ["travels in the message", { message: { ...message, event }, eventIsGone: true }],
    ["is read", { message, eventIsGone: false }],
  ])("puts off a delivery whose first attempt never ended; its event %s", async (_, given) => {
    const { eventIsGone } = given;
    const { buryOne, commits, told } = setUp({ records: [undefined], eventIsGone });
    expect(await buryOne({ message: given.message, messageId: ME })).toBe("ack");
    const set = { status: "parked", nextAttemptAtMs: NOW_MS, burials: 1 };
    expect(commits).toMatchObject([{ seen: undefined, identity, me: ME, change: { set } }]);
    expect(told).toEqual([]);
  });

  test("tells again of a delivery that this message dropped before", async () => {
    const record = recordOf({ status: "dropped", carrier: ME, dropReason: "attempts_spent" });
    const { bury, commits, told, reported } = setUp({ records: [record] });
    expect(await bury()).toBe("ack");
    expect(commits).toEqual([]);
    expect(told).toEqual([record]);
    expect(reported).toEqual([]);
  });

  test.each([
    ["no record, and this is not a first message", undefined],
    ["queued, carried by another", recordOf({ status: "queued", carrier: "other" })],
    ["delivered", recordOf({ status: "delivered" })],
    ["dropped by another", recordOf({ status: "dropped", carrier: "other" })],
    ["cancelled", recordOf({ status: "dropped", dropReason: "cancelled" })],
  ])("acks and does nothing: %s", async (_, record) => {
    const { bury, commits, told, noted } = setUp({ records: [record] });
    expect(await bury()).toBe("ack");
    expect(commits).toEqual([]);
    expect(told).toEqual([]);
    expect(noted).toEqual([]);
  });

  test("puts the lane of what is parked on the sweep's list, and acks", async () => {
    const { bury, commits, told, noted } = setUp({ records: [recordOf({ status: "parked" })] });
    expect(await bury(3)).toBe("ack");
    expect(noted).toEqual([["acme", "production", identity.webhookId, NOW_MS]]);
    expect(commits).toEqual([]);
    expect(told).toEqual([]);
  });

  test("does not ack when the lane could not be noted: the message is all that would wake it", async () => {
    const noteError = new Error("throttled");
    const { bury } = setUp({ records: [recordOf({ status: "parked" })], noteError });
    await expect(bury()).rejects.toThrow("throttled");
  });

  const carried = recordOf({ status: "queued", carrier: ME, burials: 2 });

  test("refused, it reads again: the refused write may have been its own, repeated by the SDK", async () => {
    const own = recordOf({ status: "dropped", carrier: ME, dropReason: "unprocessable" });
    const { bury, told } = setUp({ records: [carried, own], write: "refused" });
    expect(await bury()).toBe("ack");
    expect(told).toEqual([own]);
  });

  test("refused by another's progress, it acks", async () => {
    const { bury, told } = setUp({
      records: [carried, recordOf({ status: "delivered" })],
      write: "refused",
    });
    expect(await bury()).toBe("ack");
    expect(told).toEqual([]);
  });

  test("refused and still the carrier, it only lets the message come back", async () => {
    const { bury, commits, told } = setUp({ records: [carried, carried], write: "refused" });
    expect(await bury()).toBe("failed");
    expect(commits).toHaveLength(1);
    expect(told).toEqual([]);
  });

  test("throws when nobody could be told: the message comes back and tells again", async () => {
    const { bury, commits } = setUp({ records: [carried], noticeError: new Error("throttled") });
    await expect(bury()).rejects.toThrow("throttled");
    expect(commits).toHaveLength(1);
  });

  test("throws on a first message whose event is nowhere, and on an id that is none", async () => {
    const { bury } = setUp({ records: [undefined], eventIsGone: true });
    await expect(bury(0)).rejects.toThrow("neither a record nor an event");
    const { buryOne, noted } = setUp({ records: [undefined] });
    const other = { ...message, deliveryId: "dlv_x" };
    await expect(buryOne({ message: other, messageId: ME })).rejects.toThrow(
      "not a delivery id: dlv_x",
    );
    expect(noted).toEqual([]);
  });

  test("writes a carried commit as deliver would, but leaves what is parked to the sweep", async () => {
    const commit = { kind: "park", nextAttemptAtMs: NOW_MS, lastOutcome: "503" } as const;
    const seen = recordOf({ status: "queued", carrier: "old" });
    const { write, commits, noted, attempts } = setUp({ records: [seen] });
    const attempt = { number: 5, startedAtMs: 1, durationMs: 2, verdict: "retry" } as const;
    expect(
      await write({
        ...message,
        ...identity,
        dispatch: 4,
        me: "old",
        commit,
        attempt,
        endedAtMs: 3,
      }),
    ).toBe("ack");
    expect(commits).toMatchObject([{ seen, me: "old", change: { attempts: 1 } }]);
    expect(noted).toHaveLength(1);
    expect(attempts).toEqual([attempt]);
  });
});
