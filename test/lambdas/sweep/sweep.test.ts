import { expect, test } from "vitest";

import type { LaneOwner } from "../../../lambdas/shared/domain/lane.ts";
import { makeSweep } from "../../../lambdas/sweep/sweep.ts";

const NOW_MS = 1_700_000_000_000;

function ownerOf(number: number): LaneOwner {
  const webhookId = `wh_${String(number).padStart(22, "0")}`;
  return { application: "acme", environment: "production", webhookId };
}

function setUp(options: {
  readonly pages: readonly (readonly LaneOwner[])[];
  readonly overdue: readonly LaneOwner[];
  readonly broken?: readonly LaneOwner[];
}) {
  const { pages, overdue, broken = [] } = options;
  const asked: [string, number][] = [];
  const ensured: LaneOwner[] = [];
  const failures: [string, unknown][] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  const sweep = makeSweep({
    owners: {
      async list(after) {
        const number = Number(after ?? 0);
        return {
          owners: pages[number] ?? [],
          next: number + 1 < pages.length ? String(number + 1) : undefined,
        };
      },
    },
    index: {
      async holdsDueBefore(webhookId, timeMs) {
        asked.push([webhookId, timeMs - NOW_MS]);
        atOnce += 1;
        mostAtOnce = Math.max(mostAtOnce, atOnce);
        await Promise.resolve();
        atOnce -= 1;
        return overdue.some((owner) => owner.webhookId === webhookId);
      },
    },
    async ensureLane(owner) {
      if (broken.includes(owner)) {
        throw new Error("throttled");
      }
      ensured.push(owner);
    },
    overdueSeconds: 900,
    reportFailure: ({ webhookId }, error) => void failures.push([webhookId, error]),
    now: () => NOW_MS,
  });
  return { sweep, asked, ensured, failures, mostAtOnce: () => mostAtOnce };
}

test("asks for every webhook of every page, and makes sure of the lanes that are overdue by a sleep", async () => {
  const pages = [[ownerOf(1), ownerOf(2)], [ownerOf(3)]];
  const { sweep, asked, ensured } = setUp({ pages, overdue: [ownerOf(2), ownerOf(3)] });
  expect(await sweep()).toEqual({ webhooks: 3, overdue: 2, failed: 0 });
  expect(asked).toEqual([1, 2, 3].map((number) => [ownerOf(number).webhookId, -900_000]));
  expect(ensured).toEqual([ownerOf(2), ownerOf(3)]);
});

test("a webhook that fails keeps no other back", async () => {
  const owners = [ownerOf(1), ownerOf(2), ownerOf(3)];
  const { sweep, ensured, failures } = setUp({
    pages: [owners],
    overdue: owners,
    broken: owners.slice(0, 1),
  });
  expect(await sweep()).toEqual({ webhooks: 3, overdue: 2, failed: 1 });
  expect(ensured).toEqual(owners.slice(1));
  expect(failures).toEqual([[owners[0]?.webhookId, new Error("throttled")]]);
});

test("asks for at most twenty at once", async () => {
  const { sweep, mostAtOnce } = setUp({
    pages: [Array.from({ length: 90 }, (_, number) => ownerOf(number))],
    overdue: [],
  });
  expect(await sweep()).toEqual({ webhooks: 90, overdue: 0, failed: 0 });
  expect(mostAtOnce()).toBe(20);
});

test("is content without any webhook", async () => {
  const { sweep } = setUp({ pages: [], overdue: [] });
  expect(await sweep()).toEqual({ webhooks: 0, overdue: 0, failed: 0 });
});
