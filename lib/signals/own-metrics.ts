import type { DropReason } from "../../lambdas/shared/domain/delivery-record.ts";
import type { MetricName } from "../../lambdas/shared/runtime/metrics.ts";

/** Which function writes which metrics. Each has the dimension `service`, the function; `dropped` has `reason` beside it. */
export const OWN_METRICS = {
  deliver: [
    "delivered",
    "firstAttemptDelivered",
    "retried",
    "deferred",
    "dropped",
    "publishToDeliveredMs",
    "attemptMs",
    "clientCertificateExpiresSoon",
  ],
  "fan-out": ["rejected", "unchecked"],
  bury: ["dropped"],
  sweep: ["lanesOpen", "lanesOverdue", "oldestOverdueMs"],
  "signing-keys": ["signingKeyDelayMs"],
  "vault-key": ["vaultSealsLeft"],
  "config-api": ["operatorMadeKey"],
} as const satisfies Readonly<Record<string, readonly MetricName[]>>;

/** A function that writes metrics of its own. */
export type Measuring = keyof typeof OWN_METRICS;

/** Functions whose cold starts are counted, as `ColdStart`: somebody waits for each. */
export const COLD_STARTS_OF = ["deliver", "fan-out", "config-api"] as const;

/** Which function drops for which reason. What somebody cancels is dropped as asked, and not counted. */
export const DROPPED_BY = {
  attempts_spent: "deliver",
  rejected: "deliver",
  gone: "deliver",
  webhook_deleted: "deliver",
  expired: "deliver",
  unprocessable: "bury",
} as const satisfies Readonly<Record<Exclude<DropReason, "cancelled">, Measuring>>;

/** A series of a metric: what CloudWatch charges for. */
export interface OwnSeries {
  readonly service: string;
  readonly name: string;
  /** Of `dropped` only. */
  readonly reason?: string;
}

/** Every series that the functions can write. */
export function ownSeries(): readonly OwnSeries[] {
  const services = Object.keys(OWN_METRICS) as Measuring[];
  return [
    ...services.flatMap((service) =>
      OWN_METRICS[service].flatMap((name) =>
        name === "dropped" ? droppedSeries(service) : [{ service, name }],
      ),
    ),
    ...COLD_STARTS_OF.map((service) => ({ service, name: "ColdStart" })),
  ];
}

function droppedSeries(service: Measuring): readonly OwnSeries[] {
  return Object.entries(DROPPED_BY)
    .filter(([, by]) => by === service)
    .map(([reason]) => ({ service, name: "dropped", reason }));
}
