import { randomBytes } from "node:crypto";

import { beforeAll, describe, expect, test } from "vitest";

import { applyChange, changeOf, type Commit } from "../../lambdas/shared/domain/commit.ts";
import {
  blankRecord,
  type Attempt,
  type DeliveryIdentity,
  type DeliveryRecord,
} from "../../lambdas/shared/domain/delivery-record.ts";
import {
  base62,
  webhookIdFrom,
  type DeliveryKey,
} from "../../lambdas/shared/domain/identifiers.ts";
import type { DeliveryRecords, WriteResult } from "../../lambdas/shared/waiting/delivery-ports.ts";
import type { LaneIndex } from "../../lambdas/shared/waiting/lane-ports.ts";

/** The delivery records, and what shows that they were written whole. */
export interface RecordStores {
  readonly records: DeliveryRecords;
  readonly index: Pick<LaneIndex, "holdsAny">;
  /** The attempts of a delivery that have items of their own. */
  readonly attempts: (key: DeliveryKey) => Promise<readonly Attempt[]>;
}

const NOW_MS = 1_800_000_000_000;
const ME = "message-of-mine";
const OTHER = "message-of-another";

const HOLD: Commit = { kind: "hold", nextAttemptAtMs: NOW_MS + 30_000, lastOutcome: "503" };
const PARK: Commit = { kind: "park", nextAttemptAtMs: NOW_MS + 3_600_000, lastOutcome: "timeout" };
const DEFER: Commit = { kind: "defer", nextAttemptAtMs: NOW_MS };
const DROP: Commit = {
  kind: "drop",
  reason: "attempts_spent",
  attempted: true,
  lastOutcome: "500",
};
const BURY: Commit = { kind: "drop", reason: "unprocessable", attempted: false };
const DELIVERED: Commit = { kind: "delivered", lastOutcome: "204" };

const FIRST_SUCCESS: Commit = {
  kind: "delivered",
  lastOutcome: "200",
  firstAttempt: {
    number: 1,
    startedAtMs: NOW_MS - 40,
    durationMs: 40,
    verdict: "succeeded",
    httpStatus: 200,
  },
};

const SETTLING = [HOLD, PARK, DEFER, DROP, BURY];

/**
 * What every table of delivery records does: the conditions of D4's table and of R2. Each test has
 * deliveries of its own.
 */
export function deliveryRecordsContract(open: () => Promise<RecordStores>): void {
  let stores: RecordStores;

  beforeAll(async () => {
    stores = await open();
  });

  function commit(
    seen: DeliveryRecord | undefined,
    identity: DeliveryIdentity,
    what: Commit,
    me = ME,
  ): Promise<WriteResult> {
    const change = changeOf(what, me, NOW_MS);
    return stores.records.commit({ seen, identity, change, me });
  }

  /** A delivery that came to this by these commits, each of which must be written. */
  async function begin(
    ...commits: readonly (readonly [Commit, string])[]
  ): Promise<DeliveryRecord> {
    const identity = newDelivery();
    let record: DeliveryRecord | undefined;
    for (const [what, me] of commits) {
      expect(await commit(record, identity, what, me)).toBe("written");
      record = applyChange(record ?? blankRecord(identity), changeOf(what, me, NOW_MS));
    }
    return record ?? blankRecord(identity);
  }

  async function marked(record: DeliveryRecord, carrier: string): Promise<DeliveryRecord> {
    expect(await stores.records.mark(record, record.dispatch, carrier)).toBe("written");
    return { ...record, status: "queued", carrier };
  }

  /** A commit by me, and what the table shows then. */
  async function commitAndLook(
    seen: DeliveryRecord | undefined,
    current: DeliveryRecord,
    what: Commit,
  ): Promise<Look> {
    const result = await commit(seen, current, what);
    const record = await stores.records.read(current);
    return { result, record, isInLane: await stores.index.holdsAny(current.webhookId) };
  }

  describe("no record at D1", () => {
    test("reads as none", async () => {
      expect(await stores.records.read(newDelivery())).toBeUndefined();
    });

    test.each([...SETTLING, DELIVERED, FIRST_SUCCESS])("begins with $kind", async (what) => {
      const blank = blankRecord(newDelivery());
      expect(await commitAndLook(undefined, blank, what)).toEqual(written(blank, what));
    });

    test.each(SETTLING)("is $kind only while there is still none", async (what) => {
      for (const began of [HOLD, PARK, DROP, DELIVERED]) {
        const current = await begin([began, OTHER]);
        expect(await commitAndLook(undefined, current, what)).toEqual(refused(current));
      }
    });

    test.each([HOLD, PARK])(
      "is delivered all the same when one appeared meanwhile ($kind)",
      async (began) => {
        const current = await begin([began, OTHER]);
        expect(await commitAndLook(undefined, current, FIRST_SUCCESS)).toEqual(
          written(current, FIRST_SUCCESS),
        );
      },
    );

    test("is not delivered when it ended meanwhile", async () => {
      for (const ended of [DROP, DELIVERED]) {
        const current = await begin([ended, OTHER]);
        expect(await commitAndLook(undefined, current, DELIVERED)).toEqual(refused(current));
      }
    });
  });

  describe("a record that was read at D1", () => {
    test.each([...SETTLING, DELIVERED])("becomes $kind by its carrier", async (what) => {
      const held = await begin([HOLD, ME]);
      expect(await commitAndLook(held, held, what)).toEqual(written(held, what));
    });

    test.each([...SETTLING, DELIVERED])("becomes $kind when it is parked", async (what) => {
      const parked = await begin([HOLD, ME], [PARK, ME]);
      expect(await commitAndLook(parked, parked, what)).toEqual(written(parked, what));
    });

    test.each(SETTLING)("becomes $kind when it was marked as mine meanwhile", async (what) => {
      const parked = await begin([PARK, ME]);
      const current = await marked(parked, ME);
      expect(await commitAndLook(parked, current, what)).toEqual(written(current, what));
    });

    test.each(SETTLING)("is not $kind when another carries it", async (what) => {
      const parked = await begin([PARK, ME]);
      const current = await marked(parked, OTHER);
      expect(await commitAndLook(parked, current, what)).toEqual(refused(current));
    });

    test.each(SETTLING)("is not $kind when it was committed meanwhile", async (what) => {
      const seen = await begin([HOLD, ME]);
      expect(await commit(seen, seen, DEFER)).toBe("written");
      const current = applyChange(seen, changeOf(DEFER, ME, NOW_MS));
      expect(await commitAndLook(seen, current, what)).toEqual(refused(current));
    });

    test("is delivered whoever carries it, and whatever was committed meanwhile", async () => {
      const parked = await begin([PARK, ME]);
      const current = await marked(parked, OTHER);
      expect(await commitAndLook(parked, current, DELIVERED)).toEqual(written(current, DELIVERED));
      const seen = await begin([HOLD, ME]);
      expect(await commit(seen, seen, PARK)).toBe("written");
      const later = applyChange(seen, changeOf(PARK, ME, NOW_MS));
      expect(await commitAndLook(seen, later, DELIVERED)).toEqual(written(later, DELIVERED));
    });

    test.each([...SETTLING, DELIVERED])("stays as it ended, and is not $kind", async (what) => {
      for (const ended of [DROP, DELIVERED]) {
        const record = await begin([HOLD, ME], [ended, ME]);
        expect(await commitAndLook(record, record, what)).toEqual(refused(record));
      }
    });

    test("is refused the same commit twice: the SDK's repeat of a reply that was lost", async () => {
      const held = await begin([HOLD, ME]);
      expect(await commitAndLook(held, held, PARK)).toEqual(written(held, PARK));
      const current = applyChange(held, changeOf(PARK, ME, NOW_MS));
      expect(await commitAndLook(held, current, PARK)).toEqual(refused(current));
    });
  });

  describe("a mark", () => {
    test("names the carrier of a parked delivery, takes it out of its lane, and keeps dispatch and due time", async () => {
      const parked = await begin([HOLD, ME], [PARK, ME]);
      const after = await marked(parked, OTHER);
      expect(await stores.records.read(parked)).toEqual(after);
      expect(await stores.index.holdsAny(parked.webhookId)).toBe(false);
    });

    test("is refused for another wait", async () => {
      const parked = await begin([HOLD, ME], [PARK, ME]);
      for (const dispatch of [parked.dispatch - 1, parked.dispatch + 1]) {
        expect(await stores.records.mark(parked, dispatch, OTHER)).toBe("refused");
      }
      expect(await stores.records.read(parked)).toEqual(parked);
    });

    test("is refused unless it is parked", async () => {
      for (const what of [HOLD, DROP, DELIVERED]) {
        const record = await begin([what, ME]);
        expect(await stores.records.mark(record, record.dispatch, OTHER)).toBe("refused");
        expect(await stores.records.read(record)).toEqual(record);
      }
      expect(await stores.records.mark(newDelivery(), 0, OTHER)).toBe("refused");
    });

    test("is refused the second time: the first carrier stays", async () => {
      const after = await marked(await begin([PARK, ME]), ME);
      expect(await stores.records.mark(after, after.dispatch, OTHER)).toBe("refused");
      expect(await stores.records.read(after)).toEqual(after);
    });
  });

  describe("many at once", () => {
    test("have each their own result: one that is refused does not touch the others", async () => {
      const taken = await Promise.all(Array.from({ length: 20 }, () => begin([DELIVERED, OTHER])));
      const fresh = Array.from({ length: 40 }, () => blankRecord(newDelivery()));
      const all = fresh.flatMap((record, index) => [record, ...taken.slice(index, index + 1)]);
      const results = await Promise.all(all.map((record) => commit(undefined, record, PARK)));
      expect(results).toEqual(
        all.map(({ status }) => (status === "delivered" ? "refused" : "written")),
      );
      const read = await Promise.all(all.map((record) => stores.records.read(record)));
      expect(read).toEqual(
        all.map((record) =>
          record.status === "delivered" ? record : applyChange(record, changeOf(PARK, ME, NOW_MS)),
        ),
      );
    });

    test("of one delivery are written one after the other: of twins, one is refused", async () => {
      const identity = newDelivery();
      const results = await Promise.all([
        commit(undefined, identity, HOLD, ME),
        commit(undefined, identity, HOLD, OTHER),
      ]);
      expect(results.toSorted()).toEqual(["refused", "written"]);
      const parked = await begin([PARK, ME]);
      const again = await Promise.all([
        commit(parked, parked, DROP, ME),
        commit(parked, parked, DROP, OTHER),
      ]);
      expect(again.toSorted()).toEqual(["refused", "written"]);
    });
  });

  describe("an attempt", () => {
    const attempt: Attempt = {
      number: 2,
      startedAtMs: NOW_MS,
      durationMs: 12,
      verdict: "retry",
      httpStatus: 503,
      answer: "no",
    };

    test("is kept beside its delivery, a repeat of it too, and the same put twice once", async () => {
      const key = newDelivery();
      const repeat: Attempt = { ...attempt, startedAtMs: NOW_MS + 5 };
      const failed: Attempt = {
        number: 3,
        startedAtMs: NOW_MS + 9,
        durationMs: 10_000,
        verdict: "retry",
        failure: "timeout",
        message: "no answer within 10 s",
      };
      for (const one of [attempt, repeat, failed, attempt]) {
        await stores.records.putAttempt(key, one);
      }
      expect(await stores.attempts(key)).toEqual([attempt, repeat, failed]);
      expect(await stores.records.read(key)).toBeUndefined();
    });
  });
}

/** What a commit came to, as the table shows it. */
interface Look {
  readonly result: WriteResult;
  readonly record: DeliveryRecord | undefined;
  readonly isInLane: boolean;
}

function written(current: DeliveryRecord, what: Commit): Look {
  const record = applyChange(current, changeOf(what, ME, NOW_MS));
  return { result: "written", record, isInLane: record.status === "parked" };
}

function refused(current: DeliveryRecord): Look {
  return { result: "refused", record: current, isInLane: current.status === "parked" };
}

function newDelivery(): DeliveryIdentity {
  return {
    application: "acme",
    environment: "production",
    webhookId: webhookIdFrom(randomBytes(16)),
    eventId: `evt_${base62(randomBytes(16))}`,
    eventType: "CARD_STATUS_CHANGE",
    acceptedAtMs: NOW_MS - 1000,
  };
}
