import { randomBytes } from "node:crypto";

import { beforeAll, describe, expect, test } from "vitest";

import { resendChange } from "../../lambdas/config-api/deliveries/domain/resend-change.ts";
import { applyChange, changeOf, type Commit } from "../../lambdas/shared/domain/commit.ts";
import {
  blankRecord,
  NO_CARRIER,
  type DeliveryIdentity,
  type DeliveryRecord,
} from "../../lambdas/shared/domain/delivery-record.ts";
import { base62 } from "../../lambdas/shared/domain/identifiers.ts";
import type { LaneOwner } from "../../lambdas/shared/domain/lane.ts";
import type { DeliveryRecords } from "../../lambdas/shared/waiting/delivery-ports.ts";
import type { LaneIndex, LaneList, LanePage } from "../../lambdas/shared/waiting/lane-ports.ts";
import type { Parked } from "../../lambdas/shared/waiting/release.ts";
import { at, FIRST, laneItemsContract, type LaneStores, newOwner, TENANT } from "./lane-items.ts";

/** The stores behind waiting: all on one table. */
export interface WaitingStores extends LaneStores {
  /** With pages of 3. */
  readonly list: LaneList;
  /** With pages of 3. */
  readonly index: LaneIndex;
  readonly records: Omit<DeliveryRecords, "putAttempt">;
  /** Likewise; what it parks waits under the other keys of its lane. */
  readonly spread: Pick<DeliveryRecords, "commit">;
}

const PARK = { kind: "park", nextAttemptAtMs: 5000, lastOutcome: "503" } as const satisfies Commit;

const CANCELLATION = changeOf(
  { kind: "drop", reason: "cancelled", attempted: false },
  NO_CARRIER,
  7000,
);

/**
 * What every store behind waiting does: the conditions of E, L, S and O of the delivery protocol.
 * Each test has webhooks of its own.
 */
export function waitingStoresContract(open: () => Promise<WaitingStores>): void {
  let stores: WaitingStores;

  beforeAll(async () => {
    stores = await open();
  });

  async function put(
    identity: DeliveryIdentity,
    commit: Commit,
    records: Pick<DeliveryRecords, "commit"> = stores.records,
  ): Promise<DeliveryRecord> {
    const change = changeOf(commit, "me", 1000);
    expect(await records.commit({ seen: undefined, identity, change, me: "me" })).toBe("written");
    return applyChange(blankRecord(identity), change);
  }

  /** What is due until then, page by page, and how long the pages were. */
  async function allDue(webhookId: string, untilMs: number) {
    const seen: Parked[] = [];
    const pages: number[] = [];
    let page: LanePage | undefined;
    do {
      const found = await stores.index.due(webhookId, untilMs, page);
      seen.push(...found.parked);
      pages.push(found.parked.length);
      page = found.next;
    } while (page !== undefined);
    return { seen, pages };
  }

  laneItemsContract(() => stores);

  describe("the list of lanes", () => {
    test("holds every lane once, however it was made, and goes on behind one that is gone", async () => {
      const { lanes, list } = stores;
      const owners = Array.from({ length: 8 }, newOwner);
      for (const [number, owner] of owners.entries()) {
        await (number % 2 === 0
          ? lanes.note(owner, at(1000))
          : lanes.open(owner, undefined, at(1000)));
      }
      const found: LaneOwner[] = [];
      let after: string | undefined;
      do {
        const page = await list.list(after);
        expect(page.owners.length).toBeLessThanOrEqual(3);
        expect(page.unreadable).toBe(0);
        found.push(...page.owners);
        after = page.next;
        if (after !== undefined && owners.some(({ webhookId }) => webhookId === after)) {
          expect(await list.remove(after, at(1001))).toBe("written");
        }
      } while (after !== undefined);
      for (const { application, environment, webhookId } of owners) {
        const same = found.filter((one) => one.webhookId === webhookId);
        expect(same).toEqual([expect.objectContaining({ application, environment, webhookId })]);
      }
    });

    test("gives as many at a time as are asked for", async () => {
      const { lanes, list } = stores;
      const owners = [newOwner(), newOwner(), newOwner()];
      for (const owner of owners) await lanes.note(owner, at(1000));
      const { owners: found, next } = await list.list(undefined, 2);
      expect(found).toHaveLength(2);
      expect(next).toBe(found.at(-1)?.webhookId);
    });

    test("tells the last park or wake of a lane, whichever was later", async () => {
      const { lanes, heartbeats, list } = stores;
      const owner = newOwner();
      const { webhookId } = owner;
      expect(await list.lastUsedMs(webhookId)).toBeUndefined();
      await lanes.note(owner, at(1000));
      expect(await list.lastUsedMs(webhookId)).toBe(at(1000));
      await lanes.open(owner, await lanes.read(webhookId), at(2000));
      await heartbeats.wake(webhookId, FIRST + 1, at(3000));
      expect(await list.lastUsedMs(webhookId)).toBe(at(3000));
      await lanes.touch(webhookId, FIRST + 1, at(4000));
      expect(await list.lastUsedMs(webhookId)).toBe(at(4000));
    });

    test("lets go of a lane, once, whose last park and last wake were both before then", async () => {
      const { lanes, heartbeats, list } = stores;
      const owner = newOwner();
      const { webhookId } = owner;
      expect(await list.remove(webhookId, at(9000))).toBe("refused");
      await lanes.open(owner, undefined, at(1000));
      await lanes.touch(webhookId, FIRST, at(2000));
      expect(await list.remove(webhookId, at(2000))).toBe("refused");
      await heartbeats.wake(webhookId, FIRST, at(3000));
      expect(await list.remove(webhookId, at(3000))).toBe("refused");
      expect(await list.remove(webhookId, at(3001))).toBe("written");
      expect(await list.remove(webhookId, at(3001))).toBe("refused");
      expect(await lanes.read(webhookId)).toBeUndefined();
      expect(await heartbeats.wake(webhookId, FIRST, at(4000))).toEqual({
        result: "refused",
        lane: undefined,
      });
    });
  });

  describe("the index of what is parked", () => {
    test("shows what is due, to the millisecond, page by page, each once, the first due first", async () => {
      const { webhookId } = newOwner();
      const parked = await Promise.all(
        [1000, 1000, 2000, 2000, 3000, 3001].map((nextAttemptAtMs) =>
          put(newDelivery(webhookId), { ...PARK, nextAttemptAtMs }),
        ),
      );
      const { seen, pages } = await allDue(webhookId, 3000);
      expect(Math.max(...pages)).toBeLessThanOrEqual(3);
      expect(seen.map(({ nextAttemptAtMs }) => nextAttemptAtMs)).toEqual([
        1000, 1000, 2000, 2000, 3000,
      ]);
      expect(seen).toEqual(
        expect.arrayContaining(
          parked.slice(0, 5).map(({ application, environment, eventId, nextAttemptAtMs }) => ({
            application,
            environment,
            webhookId,
            eventId,
            dispatch: 1,
            nextAttemptAtMs,
          })),
        ),
      );
    });

    test("shows what waits under any key of a lane, each once, however it was parked", async () => {
      const { index, records, spread } = stores;
      const { webhookId } = newOwner();
      const parked = await Promise.all(
        Array.from({ length: 16 }, (_, number) =>
          put(
            newDelivery(webhookId),
            { ...PARK, nextAttemptAtMs: 1000 + (number % 5) },
            number % 4 === 0 ? records : spread,
          ),
        ),
      );
      const { seen } = await allDue(webhookId, 2000);
      expect(seen.map(({ eventId }) => eventId).toSorted()).toEqual(
        parked.map(({ eventId }) => eventId).toSorted(),
      );
      expect(await index.firstDueMs(webhookId)).toBe(1000);
      for (const record of parked) {
        expect(await index.holdsAny(webhookId)).toBe(true);
        expect(await records.mark(record, 1, "y")).toBe("written");
      }
      expect(await index.holdsAny(webhookId)).toBe(false);
    });

    test("shows once what is parked again under another key", async () => {
      const { index, records, spread } = stores;
      const { webhookId } = newOwner();
      let seen = await put(newDelivery(webhookId), PARK);
      for (const writer of [spread, records, spread]) {
        const change = changeOf({ ...PARK, nextAttemptAtMs: 6000 }, "me", 1000);
        expect(await writer.commit({ seen, identity: seen, change, me: "me" })).toBe("written");
        seen = applyChange(seen, change);
        const { parked } = await index.due(webhookId, 9000, undefined);
        expect(parked.map(({ dispatch }) => dispatch)).toEqual([seen.dispatch]);
      }
    });

    test("tells whether anything waits, and when the first of it is due", async () => {
      const { index } = stores;
      const { webhookId } = newOwner();
      expect(await index.holdsAny(webhookId)).toBe(false);
      expect(await index.firstDueMs(webhookId)).toBeUndefined();
      await put(newDelivery(webhookId), PARK);
      expect(await index.holdsAny(webhookId)).toBe(true);
      expect(await index.firstDueMs(webhookId)).toBe(5000);
      await put(newDelivery(webhookId), { ...PARK, nextAttemptAtMs: 4000 });
      expect(await index.firstDueMs(webhookId)).toBe(4000);
    });

    test("forgets what was released, and what ended", async () => {
      const { index, records } = stores;
      const { webhookId } = newOwner();
      const released = await put(newDelivery(webhookId), PARK);
      const cancelled = await put(newDelivery(webhookId), PARK);
      expect(await records.mark(released, 1, "y")).toBe("written");
      expect(await records.cancel(cancelled, CANCELLATION)).toBe("written");
      expect(await index.holdsAny(webhookId)).toBe(false);
    });
  });

  describe("a resend", () => {
    const delivered: Commit = { kind: "delivered", lastOutcome: "200" };
    const hold: Commit = { kind: "hold", nextAttemptAtMs: 9, lastOutcome: "503" };
    const spent: Commit = { kind: "drop", reason: "attempts_spent", attempted: true };

    test.each([delivered, hold, PARK, spent])(
      "is written whatever the delivery has come to ($kind), if it is as it was seen",
      async (commit) => {
        const { records, index } = stores;
        const identity = newDelivery();
        const before = await put(identity, commit);
        const change = resendChange(before, 7000);
        expect(await records.resend({ ...before, dispatch: 2 }, change)).toBe("refused");
        expect(await records.read(identity)).toEqual(before);
        expect(await records.resend(before, change)).toBe("written");
        expect(await records.read(identity)).toEqual(applyChange(before, change));
        expect(await records.resend(before, change)).toBe("refused");
        expect(await index.firstDueMs(identity.webhookId)).toBe(7000);
      },
    );

    test("of nothing is refused", async () => {
      const record = blankRecord(newDelivery());
      expect(await stores.records.resend(record, resendChange(record, 1))).toBe("refused");
      expect(await stores.records.read(record)).toBeUndefined();
    });
  });

  describe("a cancellation", () => {
    test("begins the record where there is none, as one that is never attempted", async () => {
      const identity = newDelivery();
      expect(await stores.records.cancel(identity, CANCELLATION)).toBe("written");
      expect(await stores.records.read(identity)).toEqual(
        applyChange(blankRecord(identity), CANCELLATION),
      );
    });

    test.each<Commit>([{ kind: "hold", nextAttemptAtMs: 9, lastOutcome: "503" }, PARK])(
      "ends a delivery that waits ($kind)",
      async (commit) => {
        const before = await put(newDelivery(), commit);
        expect(await stores.records.cancel(before, CANCELLATION)).toBe("written");
        expect(await stores.records.read(before)).toEqual(applyChange(before, CANCELLATION));
      },
    );

    test.each<Commit>([
      { kind: "delivered", lastOutcome: "200" },
      { kind: "drop", reason: "rejected", attempted: true },
    ])("is refused once the delivery has ended ($kind)", async (commit) => {
      const before = await put(newDelivery(), commit);
      expect(await stores.records.cancel(before, CANCELLATION)).toBe("refused");
      expect(await stores.records.read(before)).toEqual(before);
    });
  });
}

function newDelivery(webhookId = newOwner().webhookId): DeliveryIdentity {
  return {
    ...TENANT,
    webhookId,
    eventId: `evt_${base62(randomBytes(16))}`,
    eventType: "CARD_STATUS_CHANGE",
    acceptedAtMs: 1_700_000_000_000,
  };
}
