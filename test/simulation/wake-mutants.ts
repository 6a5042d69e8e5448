import { ALONE, HEARTBEATS, LANE_ITEMS, type Mutant, UNCLAIMED } from "./mutant.ts";
import type { Focus } from "./scenario.ts";

const LANE = "lambdas/shared/domain/lane.ts";
const SLEEPS = 'return lane.restedAtMs === lane.wokenAtMs ? "supersede" : "call";';

/** A lane that is woken at any time, of a webhook that is disabled and enabled. */
const WOKEN: Focus = { ...ALONE, disables: 2, wakes: 8, successChance: 0, attempts: 5 };

/** The mutants of the model's suite that are about waking a lane: W and L7. */
export const WAKE_MUTANTS: readonly Mutant[] = [
  {
    name: "wake supersedes a lane that is awake",
    seed: 120,
    edits: [
      UNCLAIMED,
      { file: LANE, from: SLEEPS, to: 'return "supersede";' },
      {
        file: LANE_ITEMS,
        from: "restedAt = wokenAt",
        to: "(restedAt = wokenAt OR wokenAt <> restedAt)",
      },
    ],
    focus: WOKEN,
  },
  {
    name: "a rest counts after the next wake, too",
    seed: 394,
    edits: [
      UNCLAIMED,
      {
        file: HEARTBEATS,
        from: "wokenAt = :now REMOVE restedAt",
        to: "wokenAt = :now",
      },
      {
        file: LANE,
        from: SLEEPS,
        to: 'return lane.restedAtMs === undefined ? "call" : "supersede";',
      },
      { file: LANE_ITEMS, from: "restedAt = wokenAt", to: "attribute_exists(restedAt)" },
    ],
    focus: WOKEN,
  },
  {
    name: "superseding starts nothing",
    edits: [
      {
        file: "lambdas/shared/waiting/wake-lane.ts",
        from: "await ensureLane(owner);",
        to: 'if (call !== "supersede") await ensureLane(owner);',
      },
    ],
    focus: WOKEN,
  },
  {
    name: "wake passes over a lane that is opening",
    seed: 1159,
    edits: [{ file: LANE, from: 'return "ensure";', to: 'return "nothing";' }],
    focus: { ...WOKEN, faults: { crash: 1 } },
  },
  {
    name: "call without a condition",
    edits: [
      {
        file: LANE_ITEMS,
        from: "restedAt <> wokenAt",
        to: "attribute_exists(restedAt)",
      },
    ],
    focus: WOKEN,
  },
  {
    name: "a lane that was called sleeps",
    edits: [
      {
        file: HEARTBEATS,
        from: "attribute_not_exists(calledAt)",
        to: "(attribute_not_exists(calledAt) OR attribute_exists(calledAt))",
      },
    ],
    focus: WOKEN,
  },
];
