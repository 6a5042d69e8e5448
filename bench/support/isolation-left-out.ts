import type { SourceEdit } from "../../test/support/source-edit.ts";

/** A mechanism, and how it is left out. */
export interface Mechanism {
  readonly name: string;
  /** Places of the source that are written otherwise then. */
  readonly edits?: readonly SourceEdit[];
  /** Settings that it is not there with. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The situations that it is there for. */
  readonly situations: readonly string[];
}

const TENANT_STANDING = "lambdas/shared/domain/tenant-standing.ts";
const DELIVERY_POOLS = "lib/deliver/delivery-pools.ts";
const RECENT_PACES = "lambdas/deliver/domain/recent-paces.ts";
const MAKE_FAN_OUT = "lambdas/fan-out/make-fan-out.ts";
const NETWORK_DOUBT = "lambdas/deliver/domain/network-doubt.ts";

/** Everything that keeps receivers that hang from harming others, but for the pools themselves. */
export const MECHANISMS: readonly Mechanism[] = [
  {
    name: "the trial pool",
    edits: [
      { file: TENANT_STANDING, name: "servingPool", from: '"trial"', to: '"slow"' },
      {
        file: DELIVERY_POOLS,
        name: "poolConcurrency",
        from: "Math.floor(deliverSlowConcurrency / 2)",
        to: "0",
      },
    ],
    situations: [
      "60 dead, same tenant",
      "10 hang every fourth time, same tenant",
      "100 dead, the healthy one is new",
    ],
  },
  {
    name: "bad turns count for the tenant",
    edits: [{ file: "lambdas/deliver/pools.ts", name: "countBadTurn", is: "undefined" }],
    situations: ["1000 turn bad in rotation", "60 turn bad together"],
  },
  {
    name: "late after two seconds",
    edits: [{ file: "lambdas/deliver/attempt-watch.ts", name: "tell", is: "() => undefined" }],
    situations: ["10 turn bad together", "60 turn bad together"],
  },
  {
    name: "slow after three sluggish ones of ten",
    edits: [
      { file: "lambdas/shared/domain/standing.ts", name: "isSlow", from: "isOften", to: "false" },
    ],
    situations: ["1000 answer after 1.9 s"],
  },
  {
    name: "sluggish webhooks count for the tenant",
    edits: [{ file: RECENT_PACES, name: "isOftenSluggish", from: "MANY_WEBHOOKS", to: "Infinity" }],
    situations: ["1000 answer after 1.9 s"],
  },
  {
    name: "doubt of our own network",
    edits: [{ file: NETWORK_DOUBT, name: "isNetworkDoubted", is: "false" }],
    situations: ["60 get the same event, our network stalls"],
  },
  {
    name: "five seconds where few origins are open",
    edits: [{ file: NETWORK_DOUBT, name: "lateAfterMs", is: "LATE_MS" }],
    situations: ["60 quick, our network stalls for 3 s"],
  },
  {
    name: "fan-out asks for the pool",
    edits: [{ file: MAKE_FAN_OUT, name: "messages", from: "env.HAS_SLOW_POOL", to: "false" }],
    situations: ["1000 dead, flooded by fan-out"],
  },
  {
    name: "fan-out in slices",
    settings: { fanOutSliceConcurrency: 0 },
    situations: ["1000 dead, flooded by fan-out"],
  },
  {
    name: "holds of 8 s at most",
    settings: { holdMaxSeconds: 60 },
    situations: ["1000 fail at once"],
  },
  {
    name: "throttled commits go to the slow pool",
    edits: [{ file: "lambdas/deliver/make-deliver.ts", name: "apart", is: "own" }],
    situations: ["1 fails at once, 200 a second, lane keys: 1"],
  },
  {
    name: "four lane keys",
    settings: { laneKeys: 1 },
    situations: ["1 fails at once, 200 a second, lane keys: 4"],
  },
  {
    name: "groups by tenant",
    edits: [
      {
        file: "lambdas/shared/domain/delivery-message.ts",
        name: "messageGroupOf",
        from: "`${tenantKey(tenant)}#${shardOf(webhookId)}`",
        to: "webhookId",
      },
    ],
    situations: ["1000 answer after 0.9 s, fair queues"],
  },
];
