import type { DropReason } from "../../lambdas/shared/domain/delivery-record.ts";
import type { RejectClass } from "../../lambdas/shared/domain/rejection.ts";
import type { MetricName, ReasonedMetric } from "../../lambdas/shared/runtime/metrics.ts";

/**
 * Which function writes which metrics. Each has the dimension `service`, the function; those of
 * {@link REASONS} have `reason` beside it.
 */
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
  "fan-out": ["rejected"],
  bury: ["dropped"],
  sweep: ["lanesOpen", "lanesOverdue", "receiversDown"],
  "signing-keys": ["signingKeyDelayMs"],
  "vault-key": ["vaultSealsLeft"],
  "config-api": ["operatorMadeKey"],
} as const satisfies Readonly<Record<string, readonly MetricName[]>>;

/** A function that writes metrics of its own. */
export type Measuring = keyof typeof OWN_METRICS;

/** Functions whose cold starts are counted, as `ColdStart`: somebody waits for each. */
export const COLD_STARTS_OF = ["deliver", "fan-out", "config-api"] as const;

/**
 * Reasons to drop that have no series: what somebody cancels is dropped as asked; `receiver_down`
 * and `rejected` count as `attempts_spent`: there is nothing more to attempt either.
 */
type UncountedReason = "cancelled" | "rejected" | "receiver_down";

/** Which function counts for which reason, of the metrics that have reasons. */
export const REASONS = {
  dropped: {
    attempts_spent: "deliver",
    gone: "deliver",
    webhook_deleted: "deliver",
    expired: "deliver",
    unprocessable: "bury",
  },
  rejected: { malformed: "fan-out", unknown: "fan-out", invalid: "fan-out" },
} as const satisfies {
  readonly dropped: Readonly<Record<Exclude<DropReason, UncountedReason>, Measuring>>;
  readonly rejected: Readonly<Record<RejectClass, Measuring>>;
};

/** A series of a metric: what CloudWatch charges for. */
export interface OwnSeries {
  readonly service: string;
  readonly name: string;
  /** Of those with reasons only. */
  readonly reason?: string;
}

/** Every series that the functions can write. */
export function ownSeries(): readonly OwnSeries[] {
  const services = Object.keys(OWN_METRICS) as Measuring[];
  return [
    ...services.flatMap((service) =>
      OWN_METRICS[service].flatMap((name) =>
        isReasoned(name) ? seriesByReason(service, name) : [{ service, name }],
      ),
    ),
    ...COLD_STARTS_OF.map((service) => ({ service, name: "ColdStart" })),
  ];
}

function isReasoned(name: MetricName): name is ReasonedMetric {
  return Object.hasOwn(REASONS, name);
}

function seriesByReason(service: Measuring, name: ReasonedMetric): readonly OwnSeries[] {
  return Object.entries(REASONS[name])
    .filter(([, by]) => by === service)
    .map(([reason]) => ({ service, name, reason }));
}
