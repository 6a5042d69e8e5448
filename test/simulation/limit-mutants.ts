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

const NO_SLOT = "if (!slot.isGood()) return keepBack(work, seen, keptBack(before, limit, now()));";
const OLD_SLOT =
  "if (!slot.isGood()) return keepBack(work, claimed.record, keptBack(before, limit, now()));";

/** The rules of a webhook's rate limit. */
export const LIMIT_MUTANTS: readonly Mutant[] = [
  {
    name: "attempt without a slot",
    edits: [
      { file: DELIVER, from: NO_SLOT, to: "" },
      { file: DELIVER, from: OLD_SLOT, to: "" },
    ],
    focus: LIMITED,
  },
  {
    name: "a slot that is good for ever",
    edits: [
      { file: RATE_LIMIT, from: "return Math.min(LONGEST_VALID_MS,", to: "return Math.max(1e9," },
    ],
    focus: { ...LIMITED, dawdle: 0.3 },
  },
  {
    name: "the clock begins, wherever the slots are",
    edits: [
      { file: LIMITERS, from: "nextSlot < :now OR", to: "nextSlot < :now OR nextSlot >= :now OR" },
    ],
    focus: LIMITED,
  },
  {
    name: "slots however far ahead",
    seed: 41,
    edits: [
      {
        file: LIMITERS,
        from: "AND nextSlot >= :now AND nextSlot <= :border",
        to: "AND (nextSlot >= :now OR nextSlot <= :border)",
      },
    ],
    focus: LIMITED,
  },
  {
    name: "a place that is taken is taken again",
    edits: [
      {
        file: LEASES,
        from: "leasedUntil < :now OR",
        to: "leasedUntil < :now OR leasedUntil >= :now OR",
      },
    ],
    focus: ALONE_IN_FLIGHT,
  },
  {
    name: "a place that is free before its request ends",
    edits: [
      {
        file: "lambdas/shared/domain/in-flight.ts",
        from: "return nowMs + TIMEOUTS_OF_AN_ATTEMPT * longestAttemptSeconds * 1000 + MARGIN_MS;",
        to: "return nowMs + BEGINS_WITHIN_MS;",
      },
    ],
    focus: ALONE_IN_FLIGHT,
  },
  {
    name: "whoever is late gives the place of another back",
    edits: [{ file: LEASES, from: '"holder = :me"', to: '"holder = :me OR holder <> :me"' }],
    focus: { ...ALONE_IN_FLIGHT, dawdle: 0.3, faults: { crash: 2, lostReply: 2 } },
  },
  {
    name: "a delivery without a slot is acked",
    edits: [{ file: DELIVER, from: NO_SLOT, to: 'if (!slot.isGood()) return "ack";' }],
    focus: LIMITED,
  },
  {
    name: "nobody sees to the lane of what is kept back",
    edits: [{ file: DELIVER, from: ": limits.putOff(record, commit.limit));", to: ": null);" }],
    focus: { ...LIMITED, sweeps: false },
  },
];
