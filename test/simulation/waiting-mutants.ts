import { ALONE, DELIVER, OFTEN, RECORDS, UNCLAIMED, WHOSE_TURN, type Mutant } from "./mutant.ts";
import { MARKS_FIRST, RESENDS_QUEUED, SENDS_DELAY_FIRST } from "./order-edits.ts";
import type { Focus } from "./scenario.ts";

/** Waits of two and three ticks, read late in the index: releases of two waits meet. */
const MEETING: Focus = {
  ...ALONE,
  ...OFTEN,
  ticks: true,
  attempts: 10,
  waitSeconds: [900, 1350],
  indexLagSeconds: 451,
};

/**
 * The mutants of the model's suite that are about waiting: whose turn it is, hold, delay, release
 * and resend.
 */
export const WAITING_MUTANTS: readonly Mutant[] = [
  {
    name: "no due check",
    edits: [{ file: DELIVER, at: "D2: not early", if: "false" }],
    focus: { ...ALONE, faults: { crash: 1, duplicate: 1 } },
  },
  {
    name: "no carrier check",
    seed: 23,
    edits: [
      {
        file: WHOSE_TURN,
        name: "whoseTurn",
        case: "queued",
        to: 'return { turn: "mine", record };',
      },
    ],
    focus: { ...ALONE, faults: { eventAgain: 1 } },
  },
  {
    name: "no dispatch in the body",
    edits: [
      UNCLAIMED,
      { file: WHOSE_TURN, name: "whoseTurn", from: "record.dispatch === dispatch", to: "true" },
    ],
    focus: {
      ...MEETING,
      functionTimeoutSeconds: 450,
    },
  },
  {
    name: "mark without the dispatch condition",
    seed: 881,
    edits: [{ file: RECORDS, at: "R2", from: '"dispatch" = ?', to: '"dispatch" >= ?' }],
    focus: { ...ALONE, disables: 1, faults: { crash: 1 } },
  },
  {
    name: "mark raises dispatch",
    edits: [
      UNCLAIMED,
      {
        file: RECORDS,
        at: "R2",
        from: 'SET "status" = ?',
        to: 'SET "dispatch" = "dispatch" + 1 $&',
      },
    ],
    focus: { ...ALONE, disables: 1 },
  },
  {
    name: "mark first, then send",
    edits: MARKS_FIRST,
    focus: { ...ALONE, faults: { crash: 1 } },
  },
  {
    name: "resend: queued first, then send",
    edits: RESENDS_QUEUED,
    focus: { ...ALONE, attempts: 2, sweeps: true, faults: { resend: 1, crash: 1 } },
  },
  {
    name: "delay: send, then commit carrier = new id",
    seed: 722,
    edits: [UNCLAIMED, ...SENDS_DELAY_FIRST],
    focus: {
      ...MEETING,
      functionTimeoutSeconds: 450,
      faultChance: 0.1,
      faults: { crash: 1 },
    },
  },
  {
    name: "hold: visibility before the commit",
    seed: 181,
    edits: [
      {
        file: DELIVER,
        at: "D4",
        to: `$& if (commit.kind === "hold") await comeBackAt(work, commit.nextAttemptAtMs);`,
      },
      { file: DELIVER, name: "act", case: "hold", to: 'return "failed";' },
    ],
    focus: { ...ALONE, dawdle: 0.3, functionTimeoutSeconds: 60 },
  },
  {
    name: "holds never renewed, redrive unwatched",
    edits: [
      {
        file: "lambdas/shared/domain/waiting.ts",
        name: "chooseWait",
        from: "receiveCount < constants.renewFromReceive",
        to: "true",
      },
    ],
    focus: { ...ALONE, attempts: 5, waitSeconds: [5], maxReceiveCount: 3, renewFromReceive: 2 },
  },
  {
    name: "stale message releases a parked delivery",
    seed: 127,
    edits: [
      UNCLAIMED,
      {
        file: DELIVER,
        name: "takeTurn",
        from: "(turn, ports)",
        to: "(turn, { ...ports, ensureLane: (lane) => goOn(lane, () => ports.poolOf(lane)) })",
      },
    ],
    focus: {
      ...MEETING,
      functionTimeoutSeconds: 1,
      stallChance: 0.02,
      mostWakes: 3,
      workers: 3,
      wakes: 12,
      outages: 20,
      outageSeconds: 900,
    },
  },
];
