import { ALONE, BURIAL, LANE_STEP, POISON, type Mutant, LANE_ITEMS, RECORDS } from "./mutant.ts";
import { HAND_OVER_PUTS_FIRST } from "./pool-mutants.ts";
import type { Focus } from "./scenario.ts";

const LANE_INDEX = "lambdas/shared/dynamodb/dynamo-lane-index.ts";
const BURY = "lambdas/bury/bury-one.ts";

/** Two deliveries of one webhook, whose calls are made together. */
const BATCHES: Focus = { ...ALONE, events: 2, batch: 2, ticks: true, waitSeconds: [900, 1350] };

/** An event to two webhooks, each in a slice of its own. */
const SLICED: Focus = { ...ALONE, webhooks: 2, sliceSize: 1 };

/** A delivery that parks under one of four keys of its lane. */
const PARKED_APART: Focus = { ...ALONE, spreadsLanes: "all", sweeps: true, waitSeconds: [3600] };

/** Rules that the model takes for granted, or has no mutant of. */
export const FURTHER_MUTANTS: readonly Mutant[] = [
  HAND_OVER_PUTS_FIRST,
  {
    name: "cancel: whatever state it is in",
    edits: [
      {
        file: RECORDS,
        name: "commitFirst",
        from: "IS_LIVE, LIVE",
        to: `...(change.set.status === "dropped" ? ['"status" <> ?', [{ S: "none" }]] : [$&])`,
      },
    ],
    focus: { ...ALONE, attempts: 1, faults: { cancel: 1 } },
  },
  {
    name: "no sweep",
    edits: [{ file: "lambdas/sweep/look-at-lanes.ts", at: "E", to: "" }],
    focus: { ...ALONE, sweeps: true, faults: { dieExecution: 1 } },
  },
  {
    name: "bury acks what its message carries",
    edits: [{ file: BURY, name: "find", from: '"queued" ? "carried"', to: '"queued" ? "nothing"' }],
    focus: BURIAL,
  },
  {
    name: "bury does not tell again",
    seed: 61,
    edits: [{ file: BURY, name: "find", from: 'record.status === "dropped"', to: "false" }],
    focus: { ...BURIAL, attempts: 1, successChance: 0 },
  },
  {
    name: "bury tells nobody",
    edits: [{ file: BURY, at: "The notice, or N", to: 'if (record.status !== "dropped") $&' }],
    focus: POISON,
  },
  {
    name: "bury acks after a refused commit",
    seed: 75,
    edits: [{ file: BURY, at: "B1 again", to: 'return "ack";' }],
    focus: { ...BURIAL, faults: { crash: 4, lostReply: 3 } },
  },
  {
    name: "the first of a page is not released",
    edits: [{ file: LANE_STEP, at: "R", from: "released", to: "released.slice(1)" }],
    focus: { ...ALONE, sweeps: true },
  },
  {
    name: "what could not be released is forgotten with its page",
    seed: 29,
    edits: [
      { file: "lambdas/retry-lane/release-all.ts", name: "failures", is: "[]" },
      { file: LANE_STEP, at: "L4", if: "false" },
    ],
    focus: { ...ALONE, sweeps: false, faults: { crash: 1 } },
  },
  {
    name: "a message gets the id of another of its batch",
    edits: [
      {
        file: "lambdas/shared/sqs/sqs-queue.ts",
        name: "call",
        from: "get(String(index))",
        to: "get(String(messages.length - 1 - index))",
      },
    ],
    focus: { ...BATCHES, pageSize: 1000 },
  },
  {
    name: "a read gets the item of another of its request",
    edits: [
      {
        file: "lambdas/shared/dynamodb/dynamo-batch-reader.ts",
        name: "call",
        from: "return names",
        to: "return names.toReversed()",
      },
    ],
    focus: BATCHES,
  },
  {
    name: "twins of a batch share a request",
    edits: [{ file: "lambdas/shared/dynamodb/dynamo-statements.ts", name: "group", is: "0" }],
    focus: { ...BATCHES, faults: { eventAgain: 2 } },
  },
  {
    name: "event is acked before its slices are sent",
    edits: [{ file: "lambdas/fan-out/first-messages.ts", at: "F2", from: "await", to: "void" }],
    focus: SLICED,
  },
  {
    name: "slice is acked that could not send",
    seed: 249,
    edits: [{ file: "lambdas/fan-out/fan-out-slice.ts", at: "F2", to: "try { $& } catch {}" }],
    focus: { ...SLICED, faults: { crash: 1 } },
  },
  {
    name: "slices leave out the last webhook",
    edits: [
      {
        file: "lambdas/fan-out/domain/event-slice.ts",
        name: "slicesOf",
        from: "Math.ceil",
        to: "Math.floor",
      },
    ],
    focus: { ...SLICED, webhooks: 3, sliceSize: 2 },
  },
  {
    name: "lane closes when nothing waits under its first key",
    edits: [
      { file: LANE_INDEX, name: "holdsAny", from: "laneKeysOf(webhookId)", to: "[webhookId]" },
    ],
    focus: { ...PARKED_APART, sweeps: false },
  },
  {
    name: "sweep looks under the first key only",
    edits: [
      { file: LANE_INDEX, name: "firstDueMs", from: "laneKeysOf(webhookId)", to: "[webhookId]" },
    ],
    focus: { ...PARKED_APART, faults: { dieExecution: 1 } },
  },
  {
    name: "lane releases what waits under its first key only",
    edits: [
      {
        file: "lambdas/shared/dynamodb/lane-pages.ts",
        name: "shares",
        from: "...others",
        to: "$&.slice(4)",
      },
    ],
    focus: PARKED_APART,
  },
  {
    name: "a lane that is woken again and again opens a generation each time",
    edits: [{ file: LANE_ITEMS, at: "W2", from: ", calledAt = :now", to: "" }],
    focus: { ...ALONE, wakes: 8, successChance: 0, waitSeconds: [1000], attempts: 5 },
  },
  {
    name: "cancel: whatever state it is in",
    edits: [
      {
        file: RECORDS,
        name: "commitFirst",
        from: "IS_LIVE, LIVE",
        to: `...(change.set.status === "dropped" ? ['"status" <> ?', [{ S: "none" }]] : [$&])`,
      },
    ],
    focus: { ...ALONE, attempts: 1, faults: { cancel: 1 } },
  },
];
