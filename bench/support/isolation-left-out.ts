import type { SourceEdit } from "../../test/support/edited-module.ts";

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

const POOLS = "lambdas/deliver/pools.ts";
const WATCH = "lambdas/deliver/attempt-watch.ts";
const STANDING = "lambdas/shared/domain/standing.ts";

/** Everything that keeps receivers that hang from harming others, but for the pools themselves. */
export const MECHANISMS: readonly Mechanism[] = [
  {
    name: "the trial pool",
    edits: [
      {
        file: "lambdas/shared/domain/tenant-standing.ts",
        from: '? "quick" : "trial";',
        to: '? "quick" : "slow";',
      },
      {
        file: "lib/deliver/delivery-pools.ts",
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
    edits: [{ file: POOLS, from: "await countBadTurn(owner, tenant);", to: "void countBadTurn;" }],
    situations: ["1000 turn bad in rotation", "60 turn bad together"],
  },
  {
    name: "late after two seconds",
    edits: [
      {
        file: WATCH,
        from: "if (!isDoubted()) onLate();",
        to: "void [isDoubted, onLate];",
      },
    ],
    situations: ["10 turn bad together", "60 turn bad together"],
  },
  {
    name: "slow after three sluggish ones of ten",
    edits: [
      {
        file: STANDING,
        from: '(pace === "sluggish" && isOften)',
        to: '(pace === "sluggish" && isOften && nowMs < 0)',
      },
    ],
    situations: ["1000 answer after 1.9 s"],
  },
  {
    name: "sluggish webhooks count for the tenant",
    edits: [
      {
        file: "lambdas/deliver/domain/recent-paces.ts",
        from: " || webhooksAmong(ofTenant) >= MANY_WEBHOOKS;",
        to: " || webhooksAmong(ofTenant) < 0;",
      },
    ],
    situations: ["1000 answer after 1.9 s"],
  },
  {
    name: "doubt of our own network",
    edits: [
      {
        file: "lambdas/deliver/domain/network-doubt.ts",
        from: "return nowMs < untilMs;",
        to: "return nowMs < 0 * untilMs;",
      },
    ],
    situations: ["60 get the same event, our network stalls"],
  },
  {
    name: "five seconds where few origins are open",
    edits: [
      {
        file: "lambdas/deliver/domain/network-doubt.ts",
        from: "return open < FEWEST_ORIGINS ? DOUBT_MS : LATE_MS;",
        to: "return open < 0 ? DOUBT_MS : LATE_MS;",
      },
    ],
    situations: ["60 quick, our network stalls for 3 s"],
  },
  {
    name: "fan-out asks for the pool",
    edits: [
      {
        file: "lambdas/fan-out/make-fan-out.ts",
        from: "env.HAS_SLOW_POOL\n",
        to: "env.HAS_SLOW_POOL && Date.now() < 0\n",
      },
    ],
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
    edits: [
      {
        file: "lambdas/deliver/compose.ts",
        from: 'const apart = env.HAS_SLOW_POOL ? "slow" : own;',
        to: "const apart = own;",
      },
    ],
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
        file: "lambdas/shared/domain/message-group.ts",
        from: "return `${tenantKey(tenant)}#${shardOf(webhookId)}`;",
        to: "void tenant, tenantKey, shardOf; return webhookId;",
      },
    ],
    situations: ["1000 answer after 0.9 s, fair queues"],
  },
];
