import { ALONE, DELIVER, type Mutant } from "./mutant.ts";
import type { Focus } from "./scenario.ts";

const LIMITERS = "lambdas/shared/adapters/dynamo-rate-limits.ts";
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

const NO_SLOT = "if (!slot.isGood()) return settle(work, seen, keptBack(before, limit, now()));";
const OLD_SLOT =
  "if (!slot.isGood()) return settle(work, claimed.record, keptBack(before, limit, now()));";

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
    edits: [{ file: RATE_LIMIT, from: "VALID_MS = 1000;", to: "VALID_MS = 1e9;" }],
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
