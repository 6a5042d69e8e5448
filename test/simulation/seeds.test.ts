import { describe, expect, test } from "vitest";

import { EXPLORES_A_PART } from "../support/explored.ts";
import { runSeedsInThread } from "./run-seeds-in-thread.ts";
import type { SeedsReport } from "./run-seeds.ts";

const SEEDS = EXPLORES_A_PART ? 1000 : 20_000;
const TIMEOUT_MS = 600_000;
const REPLAYED = process.env["RINGBACK_SIM_SEED"];

/** The steps of the protocol that a process can die at, as the simulation names them. */
const WRITES = [
  "F1 put the event",
  "F2 send",
  "F3 ack",
  "F2 send the slices",
  "F3 ack the slice",
  "put the attempt",
  "D4 commit delivered",
  "D4 commit queued",
  "D4 commit parked",
  "D4 commit dropped",
  "ChangeMessageVisibility",
  "D5 send the notice",
  "D6 ack",
  "T1 send the commit",
  "H1 send",
  "R1 send",
  "R2 mark",
  "E2 open the lane",
  "E3 touch the lane",
  "E4 StartExecution",
  "L1 wake",
  "L5 close the lane",
  "L6 restart the lane",
  "L7 rest",
  "L7 answer the call",
  "O2 note the lane",
  "O3 resend",
  "O cancel",
  "O cancel what is there",
  "B note the lane",
  "B ack",
  "S take a page",
  "S2 remove the lane",
  "W2 supersede the lane",
  "W3 call the lane",
  "P note the lane",
  "P2 park",
  "take a slot",
];
const READS = [
  "D1 read the record",
  "E1 read the lane",
  "L2 query what is due",
  "L4 query whether anything waits",
  "S list the lanes",
  "S read the place",
  "S1 query what is due first",
  "S2 read the lane",
  "W1 read the lane",
  "P1 find in the scan",
  "P1 read the record",
];

describe.skipIf(REPLAYED !== undefined)(`the first ${SEEDS} seeds`, () => {
  let report: SeedsReport;

  test(
    "hold everything that section 3 of the protocol promises",
    async () => {
      report = await runSeedsInThread(0, SEEDS);
      const { seeds, requests, steps, seconds } = report;
      expect(requests).toBeGreaterThan(SEEDS);
      process.stdout.write(
        `simulation: ${seeds} seeds, ${requests} requests, ${steps} steps, ${Math.round(seeds / seconds)} seeds/s\n`,
      );
    },
    TIMEOUT_MS,
  );

  test.each(EXPLORES_A_PART ? [] : WRITES)(
    "let a process die before and after, fail at and repeat: %s",
    (name) => {
      const fates = report.met.get(name);
      expect([...(fates?.keys() ?? [])]).toEqual(
        expect.arrayContaining([
          "reply",
          "twice",
          "fail_before",
          "fail_after",
          "die_before",
          "die_after",
        ]),
      );
    },
  );

  test.each(EXPLORES_A_PART ? [] : READS)("let a process die and fail at: %s", (name) => {
    const fates = report.met.get(name);
    expect([...(fates?.keys() ?? [])]).toEqual(
      expect.arrayContaining(["reply", "fail_before", "die_before"]),
    );
  });
});

test.each(REPLAYED === undefined ? [] : [Number(REPLAYED)])("seed %i holds", async (seed) => {
  // It loads all functions, which a thread of its own has already where nothing is replayed.
  const { replay } = await import("./run-seeds.ts");
  const lines: string[] = [];
  await replay(seed, (line) => void lines.push(line));
  process.stdout.write(`${lines.join("\n")}\n`);
  expect(lines.at(-1)).toBe("everything held");
});
