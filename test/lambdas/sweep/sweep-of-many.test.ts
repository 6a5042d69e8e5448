import { expect, test } from "vitest";

import type { LaneOwner } from "../../../lambdas/shared/domain/lane.ts";
import { makeDynamoSweepPlaces } from "../../../lambdas/sweep/dynamo-sweep-places.ts";
import { makeLookAtLanes } from "../../../lambdas/sweep/look-at-lanes.ts";
import { makeSweep } from "../../../lambdas/sweep/sweep.ts";
import { openVirtualTable } from "../../support/virtual-table.ts";
import { ownerOf } from "./lane-owners.ts";

/** Everything here is a tenth of what it stands for, so that the test is quick. */
const SHARE = 10;
/** What `lib/sweep` and the handler give a run: its timeout, less the reserve for a page. */
const RUN_MS = 540_000 / SHARE;
const INTERVAL_MS = 900_000 / SHARE;
const PAGE_SIZE = 500;
/**
 * One call to DynamoDB, the SDK's own work with 0.3 CPU included: twenty at once are a thousand a
 * second.
 */
const CALL_MS = 20;
const DEAD_LANES = 300_000 / SHARE;
const IN_USE = 1000 / SHARE;

/**
 * A list on which somebody left 300,000 lanes, with a thousand of others that are in use at its
 * very end. Time is counted, not measured: a call takes its time once for all that are made
 * together.
 */
test("300,000 lanes that somebody left behind delay the look at the others by two runs, once, and are gone", async () => {
  let nowMs = 0;
  let endOfCallsMs = 0;
  let list = Array.from({ length: DEAD_LANES + IN_USE }, (_, number) => ownerOf(number));
  const firstInUse = ownerOf(DEAD_LANES).webhookId;
  const removed = new Set<string>();
  const lookedAtMs = new Map<string, number[]>();
  async function call<Result>(effect: () => Result): Promise<Result> {
    endOfCallsMs = nowMs + CALL_MS;
    await Promise.resolve();
    nowMs = Math.max(nowMs, endOfCallsMs);
    return effect();
  }
  const now = () => nowMs;
  const { service, tableName } = openVirtualTable();
  const sweep = makeSweep({
    lanes: {
      list: (after) =>
        call(() => {
          const start = after === undefined ? 0 : placeBehind(list, after);
          const owners = list.slice(start, start + PAGE_SIZE);
          const next = owners.length < PAGE_SIZE ? undefined : owners.at(-1)?.webhookId;
          return { owners, unreadable: 0, next };
        }),
    },
    places: makeDynamoSweepPlaces({
      tableName,
      dynamodb: { send: (command: unknown) => call(() => service.answer(command)) as never },
    }),
    lookAtLanes: makeLookAtLanes({
      holdsBack: async () => undefined,
      lanes: {
        lastUsedMs: () => call(() => -Infinity),
        remove: (id) =>
          call(() => {
            removed.add(id);
            return "written";
          }),
      },
      index: {
        firstDueMs: (id) =>
          call(() => {
            if (id < firstInUse) return undefined;
            lookedAtMs.set(id, [...(lookedAtMs.get(id) ?? []), nowMs]);
            return nowMs + 1;
          }),
      },
      ensureLane: () => Promise.reject(new Error("nothing is overdue")),
      constants: { overdueSeconds: 900, laneKeptSeconds: 86_400 },
      reportFailure: (_owner, error) => expect.unreachable(String(error)),
      now,
    }),
  });

  const passes: number[] = [];
  while (passes.length < 2) {
    const startedAtMs = nowMs;
    const { runs, end } = await sweep(() => nowMs < startedAtMs + RUN_MS);
    list = list.filter(({ webhookId }) => !removed.has(webhookId));
    if (end === "finished") passes.push(runs);
    nowMs = startedAtMs + INTERVAL_MS;
  }

  expect(list).toHaveLength(IN_USE);
  expect(passes).toEqual([3, 1]);
  const looks = [...lookedAtMs.values()];
  expect(looks).toHaveLength(IN_USE);
  expect(Math.max(...looks.map(([first = Infinity]) => first))).toBeLessThan(3 * INTERVAL_MS);
});

/** The place of the first lane behind one; the list is in the order of ids, and long. */
function placeBehind(list: readonly LaneOwner[], after: string): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle]?.webhookId ?? "") > after) high = middle;
    else low = middle + 1;
  }
  return low;
}
