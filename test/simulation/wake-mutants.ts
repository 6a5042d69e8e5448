import { ALONE, HEARTBEATS, LANE_ITEMS, type Mutant, UNCLAIMED } from "./mutant.ts";
import type { Focus } from "./scenario.ts";

const LANE = "lambdas/shared/domain/lane.ts";
const SLEEPS = "lane.restedAtMs === lane.wokenAtMs";

/** A lane that is woken at any time, of a webhook that is disabled and enabled. */
const WOKEN: Focus = { ...ALONE, disables: 2, wakes: 8, successChance: 0, attempts: 5 };

/** The mutants of the model's suite that are about waking a lane: W and L7. */
export const WAKE_MUTANTS: readonly Mutant[] = [
  {
    name: "wake supersedes a lane that is awake",
    seed: 120,
    edits: [
      UNCLAIMED,
      { file: LANE, name: "wakeCall", from: SLEEPS, to: "true" },
      { file: LANE_ITEMS, at: "W2", from: "restedAt = wokenAt", to: "($& OR wokenAt <> restedAt)" },
    ],
    focus: WOKEN,
  },
  {
    name: "a rest counts after the next wake, too",
    seed: 394,
    edits: [
      UNCLAIMED,
      { file: HEARTBEATS, at: "L1", from: " REMOVE restedAt", to: "" },
      { file: LANE, name: "wakeCall", from: SLEEPS, to: "lane.restedAtMs !== undefined" },
      { file: LANE_ITEMS, at: "W2", from: "restedAt = wokenAt", to: "attribute_exists(restedAt)" },
    ],
    focus: WOKEN,
  },
  {
    name: "superseding starts nothing",
    edits: [
      {
        file: "lambdas/shared/waiting/wake-lane.ts",
        at: "E, of what W2 opened, too",
        to: 'if (call !== "supersede") $&',
      },
    ],
    focus: WOKEN,
  },
  {
    name: "wake passes over a lane that is opening",
    seed: 1159,
    edits: [{ file: LANE, name: "wakeCall", from: '"ensure"', to: '"nothing"' }],
    focus: { ...WOKEN, faults: { crash: 1 } },
  },
  {
    name: "call without a condition",
    edits: [
      { file: LANE_ITEMS, at: "W3", from: "restedAt <> wokenAt", to: "attribute_exists(restedAt)" },
    ],
    focus: WOKEN,
  },
  {
    name: "a lane that was called sleeps",
    edits: [
      {
        file: HEARTBEATS,
        at: "L7",
        from: "attribute_not_exists(calledAt)",
        to: "($& OR attribute_exists(calledAt))",
      },
    ],
    focus: WOKEN,
  },
];
