import { ALONE, DELIVER, type Mutant } from "./mutant.ts";
import type { Focus } from "./scenario.ts";

const LIMITERS = "lambdas/shared/dynamodb/dynamo-rate-limits.ts";
const RATE_LIMIT = "lambdas/shared/domain/rate-limit.ts";

/** Deliveries that want more than they may have. */
const LIMITED: Focus = {
  ...ALONE,
  ticks: false,
  events: 2,
  rateLimit: 0.2,
  successChance: 0.1,
  waitSeconds: [1, 3],
  attempts: 5,
  workers: 3,
};

/** One request at once, and a receiver that takes its time. */
const ALONE_IN_FLIGHT: Focus = {
  ...LIMITED,
  rateLimit: undefined,
  maxInFlight: 1,
  slowChance: 0.5,
  functionTimeoutSeconds: 60,
};

const LEASES = "lambdas/shared/dynamodb/dynamo-leases.ts";

/** The rules of a webhook's rate limit. */
export const LIMIT_MUTANTS: readonly Mutant[] = [
  {
    name: "attempt without a slot",
    edits: [
      { file: DELIVER, at: "K1", to: "" },
      { file: DELIVER, at: "K1: too late for its slot", to: "" },
    ],
    focus: LIMITED,
  },
  {
    name: "a slot that is good for ever",
    edits: [{ file: RATE_LIMIT, name: "validMs", is: "1e9" }],
    focus: { ...LIMITED, dawdle: 0.3 },
  },
  {
    name: "the clock begins, wherever the slots are",
    edits: [
      {
        file: LIMITERS,
        name: "takeExpressions",
        from: "nextSlot < :now OR",
        to: "$& nextSlot >= :now OR",
      },
    ],
    focus: LIMITED,
  },
  {
    name: "slots however far ahead",
    seed: 41,
    edits: [
      {
        file: LIMITERS,
        name: "takeExpressions",
        from: "nextSlot >= :now AND nextSlot <= :border",
        to: "(nextSlot >= :now OR nextSlot <= :border)",
      },
    ],
    focus: LIMITED,
  },
  {
    name: "a place that is taken is taken again",
    edits: [
      {
        file: LEASES,
        name: "makeDynamoLeases",
        from: "leasedUntil < :now OR",
        to: "$& leasedUntil >= :now OR",
      },
    ],
    focus: ALONE_IN_FLIGHT,
  },
  {
    name: "a place that is free before its request ends",
    edits: [
      {
        file: "lambdas/shared/domain/in-flight.ts",
        name: "leaseEndMs",
        is: "nowMs + BEGINS_WITHIN_MS",
      },
    ],
    focus: ALONE_IN_FLIGHT,
  },
  {
    name: "whoever is late gives the place of another back",
    edits: [
      {
        file: LEASES,
        name: "giveBack",
        from: '"holder = :me"',
        to: '"holder = :me OR holder <> :me"',
      },
    ],
    focus: { ...ALONE_IN_FLIGHT, dawdle: 0.3, faults: { crash: 2, lostReply: 2 } },
  },
  {
    name: "a delivery without a slot is acked",
    edits: [{ file: DELIVER, at: "K1", does: 'return "ack";' }],
    focus: LIMITED,
  },
  {
    name: "nobody sees to the lane of what is kept back",
    edits: [{ file: DELIVER, at: "E, or K2", to: "if (commit.limit === undefined) $&" }],
    focus: { ...LIMITED, sweeps: false },
  },
];
