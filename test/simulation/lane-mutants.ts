import {
  ALONE,
  HEARTBEATS,
  LANE_ITEMS,
  LANE_STEP,
  OFTEN,
  UNCLAIMED,
  type Mutant,
} from "./mutant.ts";

const QUIET = "parkedAt < :quiet";

/** The mutants of the model's suite that are about lanes: E and L. */
export const LANE_MUTANTS: readonly Mutant[] = [
  {
    name: "close without the quiet time",
    edits: [{ file: HEARTBEATS, from: QUIET, to: `(${QUIET} OR parkedAt >= :quiet)` }],
    focus: { ...ALONE, sweeps: false },
  },
  {
    name: "quiet time counted to the close, not to the index read",
    seed: 64,
    edits: [
      {
        file: LANE_STEP,
        from: "lookedAtMs - constants.laneQuietSeconds * 1000",
        to: "now() - constants.laneQuietSeconds * 1000",
      },
    ],
    focus: {
      ...ALONE,
      ...OFTEN,
      sweeps: false,
      ticks: true,
      tickSeconds: 310,
      attempts: 3,
      waitSeconds: [1350],
      indexLagSeconds: 839,
      functionTimeoutSeconds: 310,
      visibilityTimeoutSeconds: 900,
    },
  },
  {
    name: "close without a condition",
    edits: [
      {
        file: HEARTBEATS,
        from: `#state = :open AND ${QUIET}`,
        to: `(#state = :open OR #state <> :open) AND (${QUIET} OR parkedAt >= :quiet)`,
      },
    ],
    focus: { ...ALONE, sweeps: false, faults: { crash: 1 } },
  },
  {
    name: "no touch when the lane is open",
    seed: 402,
    edits: [
      {
        file: "lambdas/shared/domain/lane.ts",
        from: 'return lane.parkedAtMs > nowMs - constants.laneTouchSeconds * 1000 ? "done" : "touch";',
        to: 'return "done";',
      },
    ],
    focus: { ...ALONE, sweeps: false },
  },
  {
    name: "lane opens straight to open, no sweep",
    seed: 537,
    edits: [
      {
        file: LANE_ITEMS,
        from: 'nowMs)),\n          ":opening": { S: "opening" }',
        to: 'nowMs)),\n          ":opening": { S: "open" }',
      },
      { file: HEARTBEATS, from: '":opening": { S: "opening" }', to: '":opening": { S: "open" }' },
    ],
    focus: { ...ALONE, sweeps: false, faults: { crash: 1 } },
  },
  {
    name: "no heartbeat",
    edits: [
      {
        file: "lambdas/shared/domain/lane.ts",
        from: "return lane.wokenAtMs > nowMs - constants.laneDeadSeconds * 1000;",
        to: "return true;",
      },
    ],
    focus: { ...ALONE, sweeps: true, faults: { dieExecution: 1 } },
  },
  {
    name: "opening without a condition",
    edits: [
      UNCLAIMED,
      {
        file: LANE_ITEMS,
        from: '"attribute_not_exists(pk)"',
        to: '"attribute_not_exists(pk) OR attribute_exists(pk)"',
      },
      {
        file: LANE_ITEMS,
        from: '"generation = :g AND #state = :seen AND wokenAt = :seenWokenAt"',
        to: '"generation = :g OR #state = :seen OR wokenAt = :seenWokenAt OR attribute_exists(pk)"',
      },
    ],
    focus: {
      ...ALONE,
      ...OFTEN,
      sweeps: false,
      ticks: true,
      events: 3,
      attempts: 10,
      waitSeconds: [1350],
      mostWakes: 3,
      pageSize: 1,
      workers: 3,
      batch: 1,
      functionTimeoutSeconds: 1350,
      stallsAt: ["E2 open the lane"],
      stallChance: 0.3,
      dawdle: 0.02,
      faultChance: 0.03,
      faults: { crash: 1 },
    },
  },
  {
    name: "execution name reused (no next generation)",
    edits: [
      {
        file: "lambdas/shared/waiting/ensure-lane.ts",
        from: 'if (lane.state === "opening") {',
        to: "if (false) {",
      },
    ],
    focus: { ...ALONE, sweeps: true, faults: { dieExecution: 1 } },
  },
  {
    name: "superseded lane does not start its successor",
    seed: 44,
    edits: [{ file: LANE_STEP, from: 'if (lane?.state === "opening") {', to: "if (false) {" }],
    focus: {
      ...ALONE,
      ...OFTEN,
      sweeps: false,
      ticks: true,
      attempts: 4,
      waitSeconds: [1350],
      mostWakes: 3,
      faults: { crash: 1 },
    },
  },
  {
    name: "wake does not check the generation",
    seed: 79,
    edits: [
      {
        file: HEARTBEATS,
        from: '"generation = :g AND #state <> :closed"',
        to: '"generation >= :g AND #state <> :closed"',
      },
    ],
    focus: { ...ALONE, mostWakes: 3, faults: { crash: 1 } },
  },
];
