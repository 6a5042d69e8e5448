import { describe, expect, test } from "vitest";

import { makePace } from "../../../tools/repair/make-pace.ts";
import type { Finding } from "../../../tools/repair/ports.ts";
import { repairAll, type RepairAllPorts } from "../../../tools/repair/repair-all.ts";
import { tellProgress, tellRepair } from "../../../tools/repair/report.ts";

const ACME = { application: "acme", environment: "production" } as const;
const BANK = { application: "bank", environment: "sandbox" } as const;
const EMPTY = { events: [], records: [], unreadable: 0 };
const TYPE = { type: "A", acceptedAtMs: 0, webhookIds: [] };

/** A table of two segments, of three pages and one. */
function ports(findings: readonly Finding[] = []): RepairAllPorts {
  const pages = [3, 1];
  return {
    segments: 2,
    scan: async (segment, after) => {
      const place = Number(after?.["place"]?.N ?? 0) + 1;
      const event = { ...ACME, ...TYPE, id: `${segment}.${place}` };
      const next = place < pages[segment]! ? { place: { N: String(place) } } : undefined;
      return { ...EMPTY, events: [event], unreadable: segment, next };
    },
    repairPage: async () => findings,
    progress: () => undefined,
    signal: new AbortController().signal,
  };
}

describe("a run", () => {
  test("goes through every page of every segment, once", async () => {
    const seen: string[] = [];
    const counts = await repairAll({
      ...ports(),
      repairPage: async ({ events }) => {
        seen.push(...events.map(({ id }) => id));
        return [];
      },
    });
    expect(seen.toSorted()).toEqual(["0.1", "0.2", "0.3", "1.1"]);
    expect(counts).toMatchObject({ pages: 4, items: 4, unreadable: 1 });
  });

  test("ends at the next page once it is told to", async () => {
    const stop = new AbortController();
    const run = repairAll({
      ...ports(),
      progress: () => stop.abort(new Error("stopped")),
      signal: stop.signal,
    });
    await expect(run).rejects.toThrow("stopped");
  });
});

describe("the report", () => {
  test("counts for each tenant what was found, and what became of it", async () => {
    const counts = await repairAll(
      ports([
        { ...BANK, found: "absent", result: "repaired" },
        { ...ACME, found: "queued", result: "repaired" },
        { ...ACME, found: "queued", result: "moved_on" },
        { ...ACME, found: "queued", result: "failed" },
        { ...ACME, found: "parked", result: "repaired" },
      ]),
    );
    expect(tellRepair(counts, false).split("\n")).toEqual([
      "                 queued, overdue  no record  parked  repaired  moved on  failed",
      "acme/production               12          0       4         4         4       4",
      "bank/sandbox                   0          4       0         4         0       0",
      "4 events and records looked at.",
      "1 items cannot be read, and were passed over.",
      "4 failed: run it again.",
      "8 parked, 4 had moved on by themselves. The sweep takes them within half an hour.",
      "",
    ]);
    expect(tellProgress(counts)).toBe(
      "4 pages, 4 events and records: 16 without a message, 4 parked\n",
    );
  });

  test("of a dry run says how to go on", async () => {
    const counts = await repairAll(ports([{ ...ACME, found: "absent", result: "would" }]));
    expect(tellRepair(counts, true)).toContain("4 would be parked");
    expect(tellRepair(counts, true)).toContain("run it again with --apply");
  });

  test("says that there is nothing to repair", async () => {
    expect(tellRepair(await repairAll(ports()), true)).toContain("Nothing to repair.");
  });
});

test("a pace gives so many turns a second, and none that was not taken in time", async () => {
  let nowMs = 1000;
  const turns: number[] = [];
  const turn = makePace(10, {
    now: () => nowMs,
    later: (ms, work) => {
      nowMs += ms;
      work();
      return () => undefined;
    },
  });
  for (let taken = 0; taken < 3; taken += 1) {
    await turn();
    turns.push(nowMs);
  }
  nowMs += 5000;
  await turn();
  turns.push(nowMs);
  await turn();
  turns.push(nowMs);
  expect(turns).toEqual([1000, 1100, 1200, 6200, 6300]);
});
