import { ALONE, BURIAL, LANE_STEP, POISON, type Mutant, LANE_ITEMS } from "./mutant.ts";
import { HAND_OVER_PUTS_FIRST } from "./pool-mutants.ts";
import type { Focus } from "./scenario.ts";

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
    name: "no sweep",
    edits: [
      {
        file: "lambdas/sweep/look-at-lanes.ts",
        from: "await ensureLane(owner);",
        to: "",
      },
    ],
    focus: { ...ALONE, sweeps: true, faults: { dieExecution: 1 } },
  },
  {
    name: "bury acks what its message carries",
    edits: [
      {
        file: BURY,
        from: 'return record.status === "queued" ? "carried" : "nothing";',
        to: 'return "nothing";',
      },
    ],
    focus: BURIAL,
  },
  {
    name: "bury does not tell again",
    seed: 61,
    edits: [{ file: BURY, from: 'if (record.status === "dropped") {', to: "if (false) {" }],
    focus: { ...BURIAL, attempts: 1, successChance: 0 },
  },
  {
    name: "bury tells nobody",
    edits: [
      {
        file: BURY,
        from: 'await (record.status === "dropped" ? notices.send(record) : note(record));',
        to: 'if (record.status !== "dropped") await note(record);',
      },
    ],
    focus: POISON,
  },
  {
    name: "bury acks after a refused commit",
    seed: 75,
    edits: [
      {
        file: BURY,
        from: 'return (await find(await records.read(key), redriven)) === "carried" ? "failed" : "ack";',
        to: 'return "ack";',
      },
    ],
    focus: { ...BURIAL, faults: { crash: 4, lostReply: 3 } },
  },
  {
    name: "the first of a page is not released",
    edits: [
      {
        file: LANE_STEP,
        from: "await releaseAll(released, ",
        to: "await releaseAll(released.slice(1), ",
      },
    ],
    focus: { ...ALONE, sweeps: true },
  },
  {
    name: "what could not be released is forgotten with its page",
    seed: 29,
    edits: [
      {
        file: "lambdas/retry-lane/release-all.ts",
        from: "if (failures.length > 0) {",
        to: "if (false) {",
      },
      { file: LANE_STEP, from: "if (await index.holdsAny(webhook)) {", to: "if (false) {" },
    ],
    focus: { ...ALONE, sweeps: false, faults: { crash: 1 } },
  },
  {
    name: "a message gets the id of another of its batch",
    edits: [
      {
        file: "lambdas/shared/sqs/sqs-queue.ts",
        from: "results.get(String(index)) ??",
        to: "results.get(String(messages.length - 1 - index)) ??",
      },
    ],
    focus: { ...BATCHES, pageSize: 1000 },
  },
  {
    name: "a read gets the item of another of its request",
    edits: [
      {
        file: "lambdas/shared/dynamodb/dynamo-batch-reader.ts",
        from: "return names.map((name) =>",
        to: "return names.toReversed().map((name) =>",
      },
    ],
    focus: BATCHES,
  },
  {
    name: "twins of a batch share a request",
    edits: [
      {
        file: "lambdas/shared/dynamodb/dynamo-statements.ts",
        from: "const group = item === undefined ? 0 : (seen.get(item) ?? 0);",
        to: "const group = 0;",
      },
    ],
    focus: { ...BATCHES, faults: { eventAgain: 2 } },
  },
  {
    name: "event is acked before its slices are sent",
    edits: [{ file: "lambdas/fan-out/send-first.ts", from: "await (event", to: "void (event" }],
    focus: SLICED,
  },
  {
    name: "slice is acked that could not send",
    seed: 249,
    edits: [
      {
        file: "lambdas/fan-out/fan-out-slice.ts",
        from: "known?.subscribers ?? []));",
        to: "known?.subscribers ?? [])).catch(() => undefined);",
      },
    ],
    focus: { ...SLICED, faults: { crash: 1 } },
  },
  {
    name: "slices leave out the last webhook",
    edits: [
      {
        file: "lambdas/fan-out/domain/event-slice.ts",
        from: "Math.ceil(webhookIds.length / size)",
        to: "Math.floor(webhookIds.length / size)",
      },
    ],
    focus: { ...SLICED, webhooks: 3, sliceSize: 2 },
  },
  {
    name: "lane closes when nothing waits under its first key",
    edits: [
      {
        file: "lambdas/shared/dynamodb/dynamo-lane-index.ts",
        from: "for (const lane of laneKeysOf(webhookId))",
        to: "for (const lane of [webhookId])",
      },
    ],
    focus: { ...PARKED_APART, sweeps: false },
  },
  {
    name: "sweep looks under the first key only",
    edits: [
      {
        file: "lambdas/shared/dynamodb/dynamo-lane-index.ts",
        from: "laneKeysOf(webhookId).map(firstOf)",
        to: "[webhookId].map(firstOf)",
      },
    ],
    focus: { ...PARKED_APART, faults: { dieExecution: 1 } },
  },
  {
    name: "lane releases what waits under its first key only",
    edits: [
      {
        file: "lambdas/shared/dynamodb/lane-pages.ts",
        from: "...others.map(",
        to: "...others.slice(4).map(",
      },
    ],
    focus: PARKED_APART,
  },
  {
    name: "a lane that is woken again and again opens a generation each time",
    edits: [
      {
        file: LANE_ITEMS,
        from: "wokenAt = :now, calledAt = :now REMOVE restedAt",
        to: "wokenAt = :now REMOVE restedAt",
      },
    ],
    focus: { ...ALONE, wakes: 8, successChance: 0, waitSeconds: [1000], attempts: 5 },
  },
];
