import { ALONE, CLAIM, COMMIT, DELIVER, type Mutant, RECORDS } from "./mutant.ts";
import { ACKS } from "./order-edits.ts";
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

const WITH_RECORD = "if (seen !== undefined) {\n      const { nextAttemptAtMs = now() } = seen;";
const H1 = "const carrier = await ports.messages[pool].send(work.message, 0); // H1";
const H2 = "return writeCommit(work, seen, firstHandOver(identity, carrier)); // H2, H3";

const ATTEMPTED_THERE = "if (isBehind(pool, pools.own)) return handOver(work, seen, pool);";
/** Released messages and holds of a receiver that turns. */
const WITH_RECORDS: Focus = { ...TURNING, successChance: 0, waitSeconds: [30] };

/** The mutants of the model's suite that are about the hand-over between the pools. */
export const POOL_MUTANTS: readonly Mutant[] = [
  {
    name: "slow webhook attempted in the quick pool",
    edits: [{ file: DELIVER, from: ATTEMPTED_THERE, to: "" }],
    focus: { ...TURNING, standings: "slow" },
  },
  {
    name: "first message handed over without a commit",
    seed: 2365,
    edits: [{ file: DELIVER, from: H2, to: 'void carrier;\n    return "ack";' }],
    focus: { ...WITH_RECORDS, faults: { duplicate: 3 } },
  },
  {
    name: "hand-over: ack before send",
    edits: [
      ...ACKS,
      { file: DELIVER, from: H1, to: `await visibility.ack(work.receiptHandle);\n    ${H1}` },
    ],
    focus: { ...TURNING, standings: "slow", faultChance: 0.2, faults: { crash: 2 } },
  },
  {
    name: "hand-over without a condition",
    edits: [
      {
        file: RECORDS,
        from: 'if (result === "duplicate" && change.set.status === "delivered") {',
        to: 'if (result === "duplicate") {',
      },
    ],
    focus: { ...WITH_RECORDS, faults: { duplicate: 3 } },
  },
  {
    name: "refused hand-over is acked",
    edits: [
      {
        file: DELIVER,
        from: 'if (result === "refused") {',
        to: `if (result === "refused" && commit.kind === "hand_over") return "ack";
    if (result === "refused") {`,
      },
    ],
    focus: { ...WITH_RECORDS, faults: { duplicate: 3, lostReply: 2 }, faultChance: 0.2 },
  },
  {
    name: "hand-over after a refused commit",
    seed: 2802,
    edits: [
      {
        file: DELIVER,
        from: 'await records.read(key), () => Promise.resolve("failed"));',
        to: `await records.read(key), (again) =>
        isBehind(work.serving.pool(), pools.own)
          ? handOver(work, again, work.serving.pool())
          : Promise.resolve("failed"),
      );`,
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
        from: WITH_RECORD,
        to: `if (seen !== undefined) {
      await ports.messages[pool].send(work.message, 0);
      return "ack";
      const { nextAttemptAtMs = now() } = seen;`,
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
        from: "dispatch: record.dispatch + 1,",
        to: 'dispatch: record.dispatch + (change.set.status === "parked" ? change.attempts : 1),',
      },
      {
        file: RECORDS,
        from: `['SET "dispatch" = "dispatch" + 1']`,
        to: `[change.set.status === "parked" && change.attempts === 0
      ? 'SET "dispatch" = "dispatch" + 0'
      : 'SET "dispatch" = "dispatch" + 1']`,
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
    edits: [
      {
        file: DELIVER,
        from: 'if (record.status === "parked") await goOn(',
        to: 'if (commit.kind === "park") await goOn(',
      },
    ],
    focus: WITH_RECORDS,
  },
  {
    name: "hand-over into the same queue",
    edits: [
      { file: DELIVER, from: "? ports.release[await poolOf()](", to: "? ports.release.quick(" },
    ],
    focus: { ...WITH_RECORDS, turns: 1 },
  },
  {
    name: "hand-over counts as an attempt",
    edits: [
      {
        file: COMMIT,
        from: `set: { status, carrier: carrier ?? NO_CARRIER, nextAttemptAtMs },
        remove: [],
        attempts: 0,`,
        to: `set: { status, carrier: carrier ?? NO_CARRIER, nextAttemptAtMs },
        remove: [],
        attempts: 1,`,
      },
    ],
    focus: { ...WITH_RECORDS, attempts: 2 },
  },
  {
    // Here to itself: where it goes is all the same.
    name: "slow pool hands back",
    edits: [
      {
        file: DELIVER,
        from: ATTEMPTED_THERE,
        to: 'if (pool === "slow") return handOver(work, seen, pool);',
      },
    ],
    focus: { ...TURNING, standings: "slow", turns: 0 },
  },
  {
    name: "slow pool attempts without a record of its own",
    edits: [
      {
        file: CLAIM,
        from: 'if (seen !== undefined || own === "quick") return',
        to: "return",
      },
    ],
    focus: { ...TURNING, standings: "slow", successChance: 0, throttles: 3, throttleSeconds: 400 },
  },
  {
    name: "slow webhook attempted in the trial pool",
    edits: [
      {
        file: DELIVER,
        from: ATTEMPTED_THERE,
        to: `if (pools.own === "quick" && isBehind(pool, pools.own)) return handOver(work, seen, pool);`,
      },
    ],
    focus: { ...TURNING, standings: "unproven" },
  },
  {
    name: "trial pool hands over without a commit",
    edits: [{ file: DELIVER, from: H2, to: `if (pools.own === "trial") return "ack";\n    ${H2}` }],
    focus: { ...TURNING, standings: "unproven", faults: { duplicate: 3 } },
  },
  {
    // Here to itself, too.
    name: "trial pool hands back",
    edits: [
      {
        file: DELIVER,
        from: ATTEMPTED_THERE,
        to: `if (isBehind(pool, pools.own) || pool === "trial") return handOver(work, seen, pool);`,
      },
    ],
    focus: { ...TURNING, standings: "unproven", turns: 0 },
  },
  {
    name: "trial pool attempts without a record of its own",
    edits: [
      {
        file: CLAIM,
        from: 'if (seen !== undefined || own === "quick") return',
        to: 'if (seen !== undefined || own !== "slow") return',
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
      from: H1,
      to: `const carrier = "chosen-" + work.messageId;
    await writeCommit(work, seen, firstHandOver(identity, carrier));
    await ports.messages[pool].send({ ...work.message, as: carrier }, 0);
    return "ack";`,
    },
    { file: DELIVER, from: H2, to: "" },
  ],
  focus: { ...TURNING, standings: "slow", faultChance: 0.2, faults: { crash: 2 } },
};
