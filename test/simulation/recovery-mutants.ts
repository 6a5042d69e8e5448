import { ALONE, COMMIT, DELIVER, type Mutant } from "./mutant.ts";
import type { Focus } from "./scenario.ts";

const RECOVERY = "lambdas/shared/domain/recovery.ts";
const GUARDS = "lambdas/deliver/breakers.ts";
const LOOK = "lambdas/retry-lane/look-recovering.ts";
const BREAKERS = "lambdas/shared/dynamodb/dynamo-breakers.ts";

/** More at once than a receiver gets that has just come back, and fails now and then. */
const RECOVERS: Focus = {
  ...ALONE,
  ticks: false,
  isGuarded: true,
  recoveries: 4,
  events: 3,
  attempts: 4,
  successChance: 0.3,
  waitSeconds: [1, 3, 1000],
  workers: 3,
  dawdle: 0.3,
};

/** Its pace grows no more: so a half of it is known. */
const LIMITED: Focus = { ...RECOVERS, rateLimit: 0.2, lateEvents: 2 };

/** The mutants of the model's suite that are about receivers that recover. */
export const RECOVERY_MUTANTS: readonly Mutant[] = [
  {
    name: "receiver recovers: acked without a commit",
    edits: [{ file: DELIVER, at: "K1", does: 'return "ack";' }],
    focus: RECOVERS,
  },
  {
    name: "receiver recovers: put off counts as an attempt",
    seed: 17,
    edits: [
      {
        file: COMMIT,
        name: "changeOf",
        case: "defer",
        from: "attempts: 0",
        to: "attempts: commit.limit?.newPerSecond === undefined ? 0 : 1",
      },
    ],
    focus: RECOVERS,
  },
  {
    name: "receiver recovers: put off, and no lane ensured",
    edits: [{ file: DELIVER, at: "E, or K2", to: "if (commit.limit === undefined) $&" }],
    focus: { ...RECOVERS, sweeps: false },
  },
  {
    name: "receiver recovers: its lane's half needs a slot",
    edits: [{ file: GUARDS, name: "makeGuards", from: 'as === "usual" && ', to: "" }],
    focus: RECOVERS,
  },
];

/** The rules of the pace itself, as test/model/recovery.ts has them. */
export const PACE_MUTANTS: readonly Mutant[] = [
  {
    name: "a lane releases whenever it looks",
    edits: [{ file: RECOVERY, name: "isLookDue", is: "true" }],
    focus: { ...RECOVERS, wakes: 3 },
  },
  {
    name: "a look is noted without a condition",
    seed: 80,
    edits: [
      {
        file: BREAKERS,
        name: "put",
        from: "breakerVersion = :seen",
        to: "breakerVersion >= :seen OR breakerVersion < :seen",
      },
    ],
    focus: { ...RECOVERS, sweeps: true, wakes: 3, faults: { dieExecution: 2, crash: 3 } },
  },
  {
    name: "a look is noted when it has released",
    edits: [
      { file: LOOK, at: "L2: its note", to: "" },
      {
        file: LOOK,
        name: "makeLookRecovering",
        from: "return { released: late",
        to: "await breakers.put(lane, known, next, nowMs); $&",
      },
    ],
    focus: { ...RECOVERS, faults: { crash: 3 } },
  },
  {
    name: "a lane releases the whole pace",
    edits: [{ file: RECOVERY, name: "backlogShare", is: "pace" }],
    focus: LIMITED,
  },
  {
    name: "what is new needs no slot while its receiver recovers",
    seed: 14,
    edits: [{ file: RECOVERY, name: "limitOfNew", is: "limit" }],
    focus: LIMITED,
  },
  {
    name: "what is new has the whole pace",
    edits: [{ file: RECOVERY, name: "limitOfNew", from: "perSecond / 2", to: "perSecond" }],
    focus: LIMITED,
  },
];
