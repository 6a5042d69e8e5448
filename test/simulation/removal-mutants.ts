import { ALONE, BURIAL, UNCLAIMED, type Mutant } from "./mutant.ts";

const LANE_LIST = "lambdas/shared/dynamodb/dynamo-lane-list.ts";
const LOOK_AT_LANES = "lambdas/sweep/look-at-lanes.ts";

/** A lane is forgotten as soon as that is allowed, and used again afterwards. */
const FORGOTTEN = {
  ...ALONE,
  sweeps: true,
  laneKeptSeconds: 2700,
  outlivesLanes: true,
} as const;

/** A delivery that ended is sent again, and the process that does so dies. */
const SENT_AGAIN = {
  ...FORGOTTEN,
  attempts: 1,
  faultChance: 0.2,
  faults: { resend: 1, crash: 1 },
} as const;

/**
 * The mutants of the model's suite that are about the removal of lanes: S2, and the notes that keep
 * a lane. One is the model's alone: removal of a lane that still wakes shows only when two wakes, a
 * deferral and two attempts meet at one moment.
 */
export const REMOVAL_MUTANTS: readonly Mutant[] = [
  {
    name: "removal does not look whether anything waits",
    seed: 53,
    edits: [{ file: LOOK_AT_LANES, name: "empty", from: '=== "empty"', to: '!== "failed"' }],
    focus: { ...FORGOTTEN, attempts: 3, successChance: 0, waitSeconds: [3600] },
  },
  {
    name: "removal whenever the lane was used last",
    seed: 820,
    edits: [{ file: LOOK_AT_LANES, name: "usedBeforeMs", is: "now()" }],
    focus: SENT_AGAIN,
  },
  {
    name: "removal of a lane that still wakes",
    edits: [
      UNCLAIMED,
      { file: LANE_LIST, name: "lastUsedMs", from: 'numberOf(item, "wokenAt")', to: "0" },
      { file: LANE_LIST, at: "S2", from: " AND wokenAt < :before", to: "" },
    ],
    focus: {
      ...FORGOTTEN,
      ticks: true,
      attempts: 10,
      successChance: 0,
      dawdle: 0.3,
      workers: 3,
      disables: 4,
      indexLagSeconds: 451,
      functionTimeoutSeconds: 450,
      waitSeconds: [900, 1350],
    },
  },
  {
    name: "removal without a condition",
    seed: 544,
    edits: [
      { file: LANE_LIST, at: "S2", from: "AND wokenAt < :before", to: "OR attribute_exists(pk)" },
    ],
    focus: { ...FORGOTTEN, attempts: 3, successChance: 0, faults: { resend: 2 } },
  },
  {
    name: "resend does not note the lane first",
    edits: [{ file: "lambdas/config-api/deliveries/resend.ts", at: "O2", to: "" }],
    focus: SENT_AGAIN,
  },
  {
    name: "burial does not note the lane of what is parked",
    edits: [{ file: "lambdas/bury/bury-one.ts", at: "N", to: "" }],
    focus: { ...BURIAL, waitSeconds: [3600] },
  },
];
