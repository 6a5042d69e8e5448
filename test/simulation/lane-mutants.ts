import {
  ALONE,
  HEARTBEATS,
  LANE_ITEMS,
  LANE_STEP,
  OFTEN,
  UNCLAIMED,
  type Mutant,
} from "./mutant.ts";

const LANE = "lambdas/shared/domain/lane.ts";
const QUIET = "parkedAt < :quiet";
const OPENING = '": "opening"';

/** The mutants of the model's suite that are about lanes: E and L. */
export const LANE_MUTANTS: readonly Mutant[] = [
  {
    name: "close without the quiet time",
    edits: [{ file: HEARTBEATS, at: "L5", from: QUIET, to: "($& OR parkedAt >= :quiet)" }],
    focus: { ...ALONE, sweeps: false },
  },
  {
    name: "quiet time counted to the close, not to the index read",
    seed: 64,
    edits: [{ file: LANE_STEP, name: "parkedBeforeMs", from: "lookedAtMs", to: "now()" }],
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
        at: "L5",
        from: `#state = :open AND ${QUIET}`,
        to: `(#state = :open OR #state <> :open) AND (${QUIET} OR parkedAt >= :quiet)`,
      },
    ],
    focus: { ...ALONE, sweeps: false, faults: { crash: 1 } },
  },
  {
    name: "no touch when the lane is open",
    seed: 402,
    edits: [{ file: LANE, name: "laneCall", from: '"touch"', to: '"done"' }],
    focus: { ...ALONE, sweeps: false },
  },
  {
    name: "lane opens straight to open, no sweep",
    seed: 537,
    edits: [
      { file: LANE_ITEMS, at: "E2", from: OPENING, to: '": "open"' },
      { file: HEARTBEATS, at: "L6", from: OPENING, to: '": "open"' },
    ],
    focus: { ...ALONE, sweeps: false, faults: { crash: 1 } },
  },
  {
    name: "no heartbeat",
    edits: [{ file: LANE, name: "isFresh", is: "true" }],
    focus: { ...ALONE, sweeps: true, faults: { dieExecution: 1 } },
  },
  {
    name: "opening without a condition",
    edits: [
      UNCLAIMED,
      {
        file: LANE_ITEMS,
        at: "E2",
        from: "attribute_not_exists(pk)",
        to: "$& OR attribute_exists(pk)",
      },
      {
        file: LANE_ITEMS,
        at: "E2",
        from: "generation = :g AND #state = :seen AND wokenAt = :seenWokenAt",
        to: "generation = :g OR #state = :seen OR wokenAt = :seenWokenAt OR attribute_exists(pk)",
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
        name: "start",
        from: 'lane.state === "opening"',
        to: "false",
      },
    ],
    focus: { ...ALONE, sweeps: true, faults: { dieExecution: 1 } },
  },
  {
    name: "superseded lane does not start its successor",
    seed: 44,
    edits: [{ file: LANE_STEP, name: "wake", from: 'lane?.state === "opening"', to: "false" }],
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
    edits: [{ file: HEARTBEATS, at: "L1", from: "generation = :g", to: "generation >= :g" }],
    focus: { ...ALONE, mostWakes: 3, faults: { crash: 1 } },
  },
];
