import type { SourceEdit } from "../support/source-edit.ts";
import type { Focus } from "./scenario.ts";

/**
 * One rule of the protocol taken away in the source: a decision, the condition of a write, or the
 * order of two calls.
 */
export interface Mutant {
  /** As the model's suite calls it. */
  readonly name: string;
  readonly edits: readonly SourceEdit[];
  /**
   * A seed that catches it, where the first hundred do not; when the code calls in another order,
   * others will. The list that the suite prints says which did: the first of `MOST_SEEDS`.
   */
  readonly seed?: number;
  /** Where to look: the model's configuration of the same mutant. */
  readonly focus: Focus;
}

/** One delivery, no disturbance but what is named. */
export const ALONE: Focus = {
  events: 1,
  webhooks: 1,
  faults: {},
  disables: 0,
  deletesWebhook: false,
  wakes: 0,
  republishes: 0,
  overruns: false,
  clockSkewMs: 0,
  outages: 0,
  goneChance: 0,
  throttles: 0,
  slowChance: 0,
  spreadsLanes: "none",
};

/** Crashes until the message is redriven. */
export const BURIAL: Focus = {
  ...ALONE,
  sweeps: true,
  maxReceiveCount: 2,
  renewFromReceive: 1,
  faultChance: 0.2,
  faults: { crash: 9 },
};

/** Crashes until bury has seen it three times. */
export const POISON: Focus = { ...BURIAL, faultChance: 0.5, faults: { crash: 300 } };

/**
 * A receiver that never takes anything, and processes that take their time: long runs, where rare
 * things meet.
 */
export const OFTEN: Focus = { successChance: 0, dawdle: 0.3 };

/** The files of the rules. */
export const DELIVER = "lambdas/deliver/deliver-one.ts";
export const CLAIM = "lambdas/deliver/claim.ts";
export const WHOSE_TURN = "lambdas/shared/domain/whose-turn.ts";
/**
 * Beside it where two releases of one wait are the harm: the mark that a message makes itself
 * prevents it, so each of the two rules is looked at without the other.
 */
export const UNCLAIMED: SourceEdit = { file: CLAIM, at: "R2", if: "false" };
export const LANE_STEP = "lambdas/retry-lane/run-lane-step.ts";
export const COMMIT = "lambdas/shared/domain/commit.ts";
export const RECORDS = "lambdas/shared/dynamodb/dynamo-delivery-records.ts";
export const LANE_ITEMS = "lambdas/shared/dynamodb/dynamo-lane-items.ts";
export const HEARTBEATS = "lambdas/retry-lane/dynamo-lane-heartbeats.ts";
