import { describe, expect, test } from "vitest";

import type { LaneOwner } from "../../../lambdas/shared/domain/lane.ts";
import { makeDynamoSweepPlaces } from "../../../lambdas/sweep/dynamo-sweep-places.ts";
import { makeSweep, type SweepPlace } from "../../../lambdas/sweep/sweep.ts";
import { openVirtualTable } from "../../support/virtual-table.ts";
import { ownerOf } from "./lane-owners.ts";

/** Sweeps over lanes on pages of so many; `onLook` is told of each page before it is looked at. */
function setUp(options: {
  readonly lanes: number;
  readonly pageSize: number;
  readonly unreadable?: number;
  readonly place?: SweepPlace;
  readonly onLook?: (owners: readonly LaneOwner[]) => void;
}) {
  const owners = Array.from({ length: options.lanes }, (_, number) => ownerOf(number));
  const store = openVirtualTable();
  const places = makeDynamoSweepPlaces(store);
  if (options.place !== undefined) {
    const { after = "", runs } = options.place;
    const place = { after: { S: after }, runs: { N: String(runs) } };
    store.table.put({ pk: { S: "sweep#lanes" }, sk: { S: "place" }, ...place });
  }
  const looked: string[] = [];
  const sweep = makeSweep({
    lanes: {
      async list(after) {
        const left = owners.filter(({ webhookId }) => after === undefined || webhookId > after);
        const page = left.slice(0, options.pageSize);
        const next = left.length > page.length ? page.at(-1)?.webhookId : undefined;
        return { owners: page, unreadable: options.unreadable ?? 0, next };
      },
    },
    places,
    async lookAtLanes(page) {
      options.onLook?.(page);
      looked.push(...page.map(({ webhookId }) => webhookId));
      return { overdue: 1, oldestOverdueMs: 1000 * looked.length, down: 4, removed: 2, failed: 3 };
    },
  });
  return { sweep, looked, places, ids: owners.map(({ webhookId }) => webhookId) };
}

/** Time for so many pages. */
function pages(count: number): () => boolean {
  let left = count;
  return () => {
    left -= 1;
    return left > 0;
  };
}

describe("the sweep", () => {
  test("looks at every lane of every page, and adds up what came of it", async () => {
    const { sweep, looked, places, ids } = setUp({ lanes: 5, pageSize: 2 });
    expect(await sweep(pages(9))).toEqual({
      lanes: 5,
      overdue: 3,
      oldestOverdueMs: 5000,
      down: 12,
      removed: 6,
      failed: 9,
      runs: 1,
      end: "finished",
    });
    expect(looked).toEqual(ids);
    expect(await places.read()).toMatchObject({ after: undefined, runs: 0 });
  });

  test("remembers nothing as long as all lanes are on one page", async () => {
    const { sweep, looked, places } = setUp({ lanes: 2, pageSize: 2 });
    await sweep(pages(1));
    await sweep(pages(1));
    expect(looked).toHaveLength(4);
    expect((await places.read()).moves).toBeUndefined();
  });

  test("is content without any lane", async () => {
    const { sweep } = setUp({ lanes: 0, pageSize: 2 });
    expect(await sweep(pages(1))).toMatchObject({ lanes: 0, runs: 1, end: "finished" });
  });

  test("counts what is unreadable on the list as failed", async () => {
    const { sweep } = setUp({ lanes: 2, pageSize: 9, unreadable: 4 });
    expect(await sweep(pages(1))).toMatchObject({ lanes: 6, failed: 7 });
  });
});

describe("a pass that takes longer than a run", () => {
  test("goes on where the last run ended, and begins anew after the end", async () => {
    const { sweep, looked, ids } = setUp({ lanes: 9, pageSize: 2 });
    const runs = [];
    for (let run = 0; run < 4; run += 1) {
      const { lanes, runs: count, end } = await sweep(pages(2));
      runs.push([lanes, count, end]);
    }
    expect(runs).toEqual([
      [4, 1, "out_of_time"],
      [4, 2, "out_of_time"],
      [1, 3, "finished"],
      [4, 1, "out_of_time"],
    ]);
    expect(looked).toEqual([...ids, ...ids.slice(0, 4)]);
  });

  test("goes on behind a page over which a run died, and meets it again in the next pass", async () => {
    let deaths = 1;
    const { sweep, looked, ids } = setUp({
      lanes: 6,
      pageSize: 2,
      onLook: (owners) => {
        if (owners[0]?.webhookId === ids[2] && deaths > 0) {
          deaths -= 1;
          throw new Error("killed");
        }
      },
    });
    await expect(sweep(pages(9))).rejects.toThrow("killed");
    expect(await sweep(pages(9))).toMatchObject({ runs: 2, end: "finished" });
    expect(looked).toEqual([ids[0], ids[1], ids[4], ids[5]]);
    await sweep(pages(9));
    expect(looked.slice(4)).toEqual(ids);
  });

  test("is shared by two sweeps at once: no page is looked at twice", async () => {
    const { sweep, looked, ids } = setUp({ lanes: 40, pageSize: 2 });
    const ends = await Promise.all([sweep(pages(99)), sweep(pages(99))]);
    expect(ends.map(({ end }) => end).toSorted()).toEqual(["finished", "overtaken"]);
    expect(looked.toSorted()).toEqual(ids);
  });

  test("goes on behind a lane that was removed meanwhile", async () => {
    const place = { after: `${ownerOf(3).webhookId}x`, runs: 7 };
    const { sweep, looked, ids } = setUp({ lanes: 6, pageSize: 9, place });
    expect(await sweep(pages(1))).toMatchObject({ runs: 8, end: "finished" });
    expect(looked).toEqual(ids.slice(4));
  });
});
