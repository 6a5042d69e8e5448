import { ALONE, CLAIM, COMMIT, DELIVER, type Mutant, RECORDS } from "./mutant.ts";
import { ACK } from "./order-edits.ts";
import type { Focus } from "./scenario.ts";

/** Several pools, and a receiver that is quick, and slow, and quick again. */
const TURNING: Focus = {
  ...ALONE,
  ticks: false,
  standings: "proved",
  isFanOutTold: false,
  turns: 4,
  successChance: 0.1,
  dawdle: 0.3,
};

/** Released messages and holds of a receiver that turns. */
const WITH_RECORDS: Focus = { ...TURNING, successChance: 0, waitSeconds: [30] };

/** The mutants of the model's suite that are about the hand-over between the pools. */
export const POOL_MUTANTS: readonly Mutant[] = [
  {
    name: "slow webhook attempted in the quick pool",
    edits: [{ file: DELIVER, at: "H", to: "" }],
    focus: { ...TURNING, standings: "slow" },
  },
  {
    name: "first message handed over without a commit",
    seed: 2365,
    edits: [{ file: DELIVER, at: "H2, H3", to: 'return "ack";' }],
    focus: { ...WITH_RECORDS, faults: { duplicate: 3 } },
  },
  {
    name: "hand-over: ack before send",
    edits: [{ file: DELIVER, at: "H1", to: `${ACK}; $&` }],
    focus: { ...TURNING, standings: "slow", faultChance: 0.2, faults: { crash: 2 } },
  },
  {
    name: "hand-over without a condition",
    edits: [{ file: RECORDS, name: "commitFirst", from: " && isForAny", to: "" }],
    focus: { ...WITH_RECORDS, faults: { duplicate: 3 } },
  },
  {
    name: "refused hand-over is acked",
    edits: [
      { file: DELIVER, at: "D1 again", to: 'if (commit.kind === "hand_over") return "ack"; $&' },
    ],
    focus: { ...WITH_RECORDS, faults: { duplicate: 3, lostReply: 2 }, faultChance: 0.2 },
  },
  {
    name: "hand-over after a refused commit",
    seed: 2802,
    edits: [
      {
        file: DELIVER,
        at: "D1 again",
        from: '() => Promise.resolve("failed")',
        to: `(again) => isBehind(work.serving.pool(), pools.own)
          ? handOver(work, again, work.serving.pool())
          : Promise.resolve("failed")`,
      },
    ],
    focus: {
      ...WITH_RECORDS,
      turns: 0,
      attempts: 8,
      waitSeconds: [1],
      workers: 5,
      faults: { duplicate: 6 },
      slowChance: 0.7,
      dawdle: 0,
      functionTimeoutSeconds: 60,
    },
  },
  {
    name: "hand-over: a copy of a queued message",
    edits: [
      {
        file: DELIVER,
        at: "H with a record",
        does: '{ await ports.messages[pool].send(work.message, 0); return "ack"; }',
      },
    ],
    focus: WITH_RECORDS,
  },
  {
    name: "hand-over keeps the dispatch",
    seed: 2426,
    edits: [
      {
        file: COMMIT,
        name: "applyChange",
        from: "record.dispatch + 1",
        to: 'record.dispatch + (change.set.status === "parked" ? change.attempts : 1)',
      },
      {
        file: RECORDS,
        name: "clauses",
        is: `['SET "dispatch" = "dispatch" + ' +
          (change.set.status === "parked" ? change.attempts : 1)]`,
      },
    ],
    focus: {
      ...WITH_RECORDS,
      waitSeconds: [300],
      faults: { crash: 2, lostReply: 2, duplicate: 2 },
    },
  },
  {
    name: "hand-over parks, and releases nothing",
    edits: [{ file: DELIVER, at: "R or E", if: 'commit.kind === "park"' }],
    focus: WITH_RECORDS,
  },
  {
    name: "hand-over into the same queue",
    edits: [{ file: DELIVER, name: "goOn", from: "await poolOf()", to: '"quick"' }],
    focus: { ...WITH_RECORDS, turns: 1 },
  },
  {
    name: "hand-over counts as an attempt",
    edits: [
      { file: COMMIT, name: "changeOf", case: "hand_over", from: "attempts: 0", to: "attempts: 1" },
    ],
    focus: { ...WITH_RECORDS, attempts: 2 },
  },
  {
    // Here to itself: where it goes is all the same.
    name: "slow pool hands back",
    edits: [{ file: DELIVER, at: "H", if: 'pool === "slow"' }],
    focus: { ...TURNING, standings: "slow", turns: 0 },
  },
  {
    name: "slow pool attempts without a record of its own",
    edits: [{ file: CLAIM, at: "H2, but not in the quick pool", if: "true" }],
    focus: { ...TURNING, standings: "slow", successChance: 0, throttles: 3, throttleSeconds: 400 },
  },
  {
    name: "slow webhook attempted in the trial pool",
    edits: [{ file: DELIVER, at: "H", if: 'pools.own === "quick" && $&' }],
    focus: { ...TURNING, standings: "unproven" },
  },
  {
    name: "trial pool hands over without a commit",
    edits: [{ file: DELIVER, at: "H2, H3", to: 'if (pools.own === "trial") return "ack"; $&' }],
    focus: { ...TURNING, standings: "unproven", faults: { duplicate: 3 } },
  },
  {
    // Here to itself, too.
    name: "trial pool hands back",
    edits: [{ file: DELIVER, at: "H", if: '$& || pool === "trial"' }],
    focus: { ...TURNING, standings: "unproven", turns: 0 },
  },
  {
    name: "trial pool attempts without a record of its own",
    edits: [
      {
        file: CLAIM,
        at: "H2, but not in the quick pool",
        if: 'seen !== undefined || own !== "slow"',
      },
    ],
    focus: {
      ...TURNING,
      standings: "unproven",
      successChance: 0,
      throttles: 3,
      throttleSeconds: 400,
    },
  },
];

/** Another rule of the hand-over. */
export const HAND_OVER_PUTS_FIRST: Mutant = {
  name: "hand-over: put before send",
  edits: [
    {
      file: DELIVER,
      at: "H1",
      to: `const carrier = "chosen-" + work.messageId;
    await writeCommit(work, seen, firstHandOver(identity, carrier));
    await ports.messages[pool].send({ ...work.message, as: carrier }, 0);
    return "ack";`,
    },
    { file: DELIVER, at: "H2, H3", to: "" },
  ],
  focus: { ...TURNING, standings: "slow", faultChance: 0.2, faults: { crash: 2 } },
};
