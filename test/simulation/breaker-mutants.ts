import { ALONE, COMMIT, DELIVER, type Mutant } from "./mutant.ts";
import type { Focus } from "./scenario.ts";

const BREAKER = "lambdas/shared/domain/breaker.ts";
const UNSENT = "lambdas/shared/domain/unsent.ts";
const LOOK = "lambdas/retry-lane/guarded-look.ts";
const SWEEP = "lambdas/sweep/look-at-lanes.ts";

/** A receiver that is found down, for whatever reason, and answers now and then. */
const DOWN: Focus = {
  ...ALONE,
  ticks: false,
  isGuarded: true,
  downs: 4,
  attempts: 4,
  successChance: 0.1,
  dawdle: 0.3,
};

/** Nothing ends within the days that a run has. */
const LONG: Focus = { ...DOWN, attempts: 40, plainSeconds: 14_400, successChance: 0.6 };

/** The mutants of the model's suite that are about receivers that are down. */
export const BREAKER_MUTANTS: readonly Mutant[] = [
  {
    name: "receiver down: acked without a commit",
    edits: [{ file: DELIVER, at: "G", does: 'return "ack";' }],
    focus: DOWN,
  },
  {
    name: "parked unsent counts as an attempt",
    edits: [
      {
        file: COMMIT,
        name: "changeOf",
        case: "defer",
        from: "attempts: 0",
        to: "attempts: endsAtMs === undefined ? 0 : 1",
      },
    ],
    focus: DOWN,
  },
  {
    name: "a probe is parked like the others",
    edits: [{ file: UNSENT, name: "unsentCommit", from: ' || as === "probe"', to: "" }],
    focus: LONG,
  },
  {
    name: "a lane that is down sends no probe",
    edits: [{ file: LOOK, at: "R", to: "" }],
    focus: LONG,
  },
  {
    name: "receiver down: a resend is parked",
    edits: [{ file: UNSENT, name: "unsentCommit", from: " || isResend(record)", to: "" }],
    focus: { ...DOWN, faults: { resend: 3 } },
  },
  {
    name: "receiver down: dropped before its end",
    seed: 909,
    edits: [
      {
        file: UNSENT,
        name: "unsentCommit",
        from: "nowMs < endsAtMs",
        to: "breaker.probedAtMs === 0",
      },
    ],
    focus: { ...DOWN, plainSeconds: 3600 },
  },
  {
    name: "receiver down: dropped though no probe failed",
    edits: [
      {
        file: UNSENT,
        name: "unsentCommit",
        from: "> record.scheduledAtMs + CLOCK_SKEW_MS",
        to: ">= 0",
      },
    ],
    focus: { ...DOWN, attempts: 1 },
  },
  {
    name: "a probe counts from its end",
    edits: [
      {
        file: BREAKER,
        name: "afterFailure",
        from: "probedAtMs: startedAtMs",
        to: "probedAtMs: endedAtMs",
      },
      // Within the skew of clocks both are the same.
      { file: UNSENT, name: "CLOCK_SKEW_MS", is: "0" },
    ],
    focus: { ...DOWN, lateEvents: 2, attempts: 1, slowChance: 0.8, functionTimeoutSeconds: 60 },
  },
  {
    name: "a failed probe counts after the breaker closed",
    seed: 1145,
    edits: [{ file: BREAKER, name: "afterSuccess", from: "probedAtMs: 0,", to: "" }],
    focus: { ...DOWN, events: 2, attempts: 2, successChance: 0.5, functionTimeoutSeconds: 10 },
  },
  {
    name: "sweep passes over receivers that are down",
    edits: [{ file: SWEEP, at: "E", to: "if (!(await ports.holdsBack(owner))) $&" }],
    focus: { ...LONG, sweeps: true, faults: { dieExecution: 2 } },
  },
];
