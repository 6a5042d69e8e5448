import { randomBytes } from "node:crypto";

import { describe, expect, test } from "vitest";

import { webhookIdFrom } from "../../lambdas/shared/domain/identifiers.ts";
import { type Lane, type LaneOwner, nextGeneration } from "../../lambdas/shared/domain/lane.ts";
import type {
  LaneCalls,
  LaneHeartbeats,
  LaneItems,
  LaneNotes,
} from "../../lambdas/shared/waiting/lane-ports.ts";

/** The lane items as all see them who open, wake, note and call lanes. */
export interface LaneStores {
  readonly lanes: LaneItems & LaneNotes & LaneCalls;
  readonly heartbeats: LaneHeartbeats;
}

/** Whose everything is in these tests. */
export const TENANT = { application: "acme", environment: "production" } as const;

/** Lanes are of the present: whoever sweeps the same table meanwhile leaves them alone. */
const START_MS = Math.ceil(Date.now() / 1000) * 1000;

/** So many milliseconds after the start. */
export const at = (ms: number) => START_MS + ms;
/** Generation of a lane that is made within the first second. */
export const FIRST = nextGeneration(undefined, at(1000));

/** The conditions of E, L, N and W of the delivery protocol. Each test has a webhook of its own. */
export function laneItemsContract(open: () => LaneStores): void {
  const begin = () => {
    const owner = newOwner();
    return { ...open(), owner, webhookId: owner.webhookId };
  };

  /** With a lane that is opening since the first second. */
  async function opened() {
    const stores = begin();
    await stores.lanes.open(stores.owner, undefined, at(1000));
    return stores;
  }

  describe("a lane", () => {
    test("is opened from nothing once", async () => {
      const { lanes, owner, webhookId } = begin();
      expect(await lanes.read(webhookId)).toBeUndefined();
      expect(await lanes.open(owner, undefined, at(1000))).toBe("written");
      expect(await lanes.open(owner, undefined, at(1001))).toBe("refused");
      expect(await lanes.read(webhookId)).toEqual(opening(owner, FIRST, at(1000)));
    });

    test("is opened anew only as it was seen: state, generation and heartbeat", async () => {
      const { lanes, owner, webhookId } = await opened();
      const seen = opening(owner, FIRST, at(1000));
      for (const other of [
        { ...seen, state: "open" as const },
        { ...seen, generation: FIRST + 1 },
        { ...seen, wokenAtMs: at(999) },
      ]) {
        expect(await lanes.open(owner, other, at(2000))).toBe("refused");
      }
      expect(await lanes.open(owner, seen, at(2000))).toBe("written");
      expect(await lanes.read(webhookId)).toEqual(opening(owner, FIRST + 1, at(2000)));
    });

    test("wakes in its own generation, again and again, until it is closed", async () => {
      const { heartbeats, owner, webhookId } = await opened();
      const awake = { ...opening(owner, FIRST, at(1000)), state: "open" as const };
      for (const nowMs of [at(2000), at(3000)]) {
        expect(await heartbeats.wake(webhookId, FIRST, nowMs)).toEqual({
          result: "written",
          lane: { ...awake, wokenAtMs: nowMs },
        });
      }
      expect(await heartbeats.close(webhookId, FIRST, at(1001))).toBe("written");
      expect(await heartbeats.wake(webhookId, FIRST, at(4000))).toEqual({
        result: "refused",
        lane: { ...awake, state: "closed", wokenAtMs: at(3000) },
      });
    });

    test("shows a wake of another generation how it stands, and one of no lane nothing", async () => {
      const { heartbeats, owner, webhookId } = await opened();
      expect(await heartbeats.wake(webhookId, FIRST + 1, at(2000))).toEqual({
        result: "refused",
        lane: opening(owner, FIRST, at(1000)),
      });
      expect(await heartbeats.wake(newOwner().webhookId, FIRST, at(2000))).toEqual({
        result: "refused",
        lane: undefined,
      });
    });

    test("notes a park while it is opening or open, in its own generation", async () => {
      const { lanes, heartbeats, owner, webhookId } = begin();
      expect(await lanes.touch(webhookId, FIRST, at(1))).toBe("refused");
      await lanes.open(owner, undefined, at(1000));
      expect(await lanes.touch(webhookId, FIRST, at(2000))).toBe("written");
      expect(await lanes.touch(webhookId, FIRST + 1, at(2500))).toBe("refused");
      await heartbeats.wake(webhookId, FIRST, at(3000));
      expect(await lanes.touch(webhookId, FIRST, at(4000))).toBe("written");
      expect(await lanes.read(webhookId)).toMatchObject({
        wokenAtMs: at(3000),
        parkedAtMs: at(4000),
      });
      await heartbeats.close(webhookId, FIRST, at(9000));
      expect(await lanes.touch(webhookId, FIRST, at(5000))).toBe("refused");
    });

    test("is closed only when open, in its own generation, and after a quiet time", async () => {
      const { lanes, heartbeats, webhookId } = await opened();
      expect(await heartbeats.close(webhookId, FIRST, at(9000))).toBe("refused");
      await heartbeats.wake(webhookId, FIRST, at(2000));
      expect(await heartbeats.close(webhookId, FIRST + 1, at(9000))).toBe("refused");
      expect(await heartbeats.close(webhookId, FIRST, at(1000))).toBe("refused");
      expect(await heartbeats.close(webhookId, FIRST, at(1001))).toBe("written");
      expect(await lanes.read(webhookId)).toMatchObject({ state: "closed", generation: FIRST });
    });

    test("is handed over to the next generation only when open, once", async () => {
      const { lanes, heartbeats, owner, webhookId } = await opened();
      expect(await heartbeats.restart(webhookId, FIRST, at(2000))).toBe("refused");
      await heartbeats.wake(webhookId, FIRST, at(2000));
      expect(await heartbeats.restart(webhookId, FIRST + 1, at(3000))).toBe("refused");
      expect(await heartbeats.restart(webhookId, FIRST, at(3000))).toBe("written");
      expect(await heartbeats.restart(webhookId, FIRST, at(3000))).toBe("refused");
      expect(await lanes.read(webhookId)).toEqual(opening(owner, FIRST + 1, at(3000)));
    });

    test("rests after its last wake, in its own generation, and not once it was called", async () => {
      const { lanes, heartbeats, webhookId } = await opened();
      expect(await heartbeats.rest(webhookId, FIRST, at(1000))).toBe("refused");
      await heartbeats.wake(webhookId, FIRST, at(2000));
      expect(await heartbeats.rest(webhookId, FIRST + 1, at(2000))).toBe("refused");
      expect(await heartbeats.rest(webhookId, FIRST, at(2000))).toBe("written");
      const rested = { wokenAtMs: at(2000), restedAtMs: at(2000) };
      expect(await lanes.read(webhookId)).toMatchObject(rested);
      const { lane: woken } = await heartbeats.wake(webhookId, FIRST, at(3000));
      expect(woken).not.toHaveProperty("restedAtMs");
      expect(await lanes.call(webhookId, FIRST, at(3001))).toBe("written");
      expect(await heartbeats.rest(webhookId, FIRST, at(3000))).toBe("refused");
      expect(await heartbeats.answer(webhookId, FIRST + 1)).toBe("refused");
      expect(await heartbeats.answer(webhookId, FIRST)).toBe("written");
      expect(await heartbeats.rest(webhookId, FIRST, at(3000))).toBe("written");
      await heartbeats.close(webhookId, FIRST, at(9000));
      expect(await heartbeats.rest(webhookId, FIRST, at(3000))).toBe("refused");
      expect(await heartbeats.answer(webhookId, FIRST)).toBe("refused");
    });

    test("says until when it sleeps, of its last rest", async () => {
      const { lanes, heartbeats, webhookId } = await opened();
      await heartbeats.wake(webhookId, FIRST, at(2000));
      expect(await heartbeats.rest(webhookId, FIRST, at(2000), at(9000))).toBe("written");
      expect(await lanes.read(webhookId)).toMatchObject({ sleepsUntilMs: at(9000) });
      await heartbeats.wake(webhookId, FIRST, at(9000));
      await heartbeats.rest(webhookId, FIRST, at(9000));
      expect(await lanes.read(webhookId)).not.toHaveProperty("sleepsUntilMs");
    });

    test("is called only while it is open and awake, in its own generation", async () => {
      const { lanes, heartbeats, owner, webhookId } = begin();
      expect(await lanes.call(webhookId, FIRST, at(1000))).toBe("refused");
      await lanes.open(owner, undefined, at(1000));
      expect(await lanes.call(webhookId, FIRST, at(1001))).toBe("refused");
      await heartbeats.wake(webhookId, FIRST, at(2000));
      expect(await lanes.call(webhookId, FIRST + 1, at(2001))).toBe("refused");
      await heartbeats.rest(webhookId, FIRST, at(2000));
      expect(await lanes.call(webhookId, FIRST, at(2002))).toBe("refused");
      await heartbeats.wake(webhookId, FIRST, at(3000));
      expect(await lanes.call(webhookId, FIRST, at(3001))).toBe("written");
      expect(await lanes.call(webhookId, FIRST, at(3002))).toBe("written");
    });

    test("is superseded only while it is open and asleep, in its own generation, and is called then", async () => {
      const { lanes, heartbeats, owner, webhookId } = await opened();
      expect(await lanes.supersede(webhookId, FIRST, at(1001))).toBe("refused");
      await heartbeats.wake(webhookId, FIRST, at(2000));
      expect(await lanes.supersede(webhookId, FIRST, at(2001))).toBe("refused");
      await heartbeats.rest(webhookId, FIRST, at(2000));
      expect(await lanes.supersede(webhookId, FIRST + 1, at(2002))).toBe("refused");
      expect(await lanes.supersede(webhookId, FIRST, at(3000))).toBe("written");
      expect(await lanes.supersede(webhookId, FIRST, at(3000))).toBe("refused");
      expect(await lanes.read(webhookId)).toEqual({
        ...opening(owner, FIRST + 1, at(3000)),
        parkedAtMs: at(1000),
      });
      await heartbeats.wake(webhookId, FIRST + 1, at(4000));
      expect(await heartbeats.rest(webhookId, FIRST + 1, at(4000))).toBe("refused");
      // The rest of a wake before the last one says nothing: a version before did not take it away.
      await heartbeats.answer(webhookId, FIRST + 1);
      await heartbeats.rest(webhookId, FIRST + 1, at(3999));
      expect(await lanes.supersede(webhookId, FIRST + 1, at(5000))).toBe("refused");
      expect(await lanes.call(webhookId, FIRST + 1, at(5000))).toBe("written");
    });

    test("that is opened anew is not asleep any more", async () => {
      const { lanes, heartbeats, owner, webhookId } = await opened();
      await heartbeats.wake(webhookId, FIRST, at(2000));
      await heartbeats.rest(webhookId, FIRST, at(2000));
      await lanes.open(owner, await lanes.read(webhookId), at(3000));
      expect(await lanes.read(webhookId)).toEqual(opening(owner, FIRST + 1, at(3000)));
    });

    test("is noted where there is none: closed, and in a generation that no lane before it had", async () => {
      const { lanes, owner, webhookId } = begin();
      await lanes.note(owner, at(1000));
      const noted = { ...opening(owner, FIRST, at(1000)), state: "closed", wokenAtMs: 0 } as const;
      expect(await lanes.read(webhookId)).toEqual(noted);
      expect(await lanes.open(owner, noted, at(2000))).toBe("written");
      expect(await lanes.read(webhookId)).toEqual(opening(owner, FIRST + 1, at(2000)));
    });

    test("keeps all but its last park when it is noted", async () => {
      const { lanes, owner, webhookId } = await opened();
      await lanes.note(owner, at(5000));
      const noted = { ...opening(owner, FIRST, at(1000)), parkedAtMs: at(5000) };
      expect(await lanes.read(webhookId)).toEqual(noted);
    });
  });
}

/** A webhook that nothing waits for. */
export function newOwner(): LaneOwner {
  return { ...TENANT, webhookId: webhookIdFrom(randomBytes(16)) };
}

/** Its lane as it is opened. */
function opening(owner: LaneOwner, generation: number, nowMs: number): Lane {
  return { ...owner, state: "opening", generation, wokenAtMs: nowMs, parkedAtMs: nowMs };
}
