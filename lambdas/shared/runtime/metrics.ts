import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";

/**
 * Every metric of Ringback with its unit. The only dimension is `service`, the function: CloudWatch asks money for each
 * combination of dimension values, and who fares how is in the logs and the delivery records.
 */
export const METRIC_UNITS = {
  /** Deliveries that ended with a 2xx. */
  delivered: MetricUnit.Count,
  /** Attempts that failed and will be followed by another. */
  retried: MetricUnit.Count,
  /** Deliveries given up: see the dropped queue. */
  dropped: MetricUnit.Count,
  /** Events not accepted: see the rejected-events queue. */
  rejected: MetricUnit.Count,
  /** Events that went on without having been held against a schema or filter to the end: see the log for which. */
  unchecked: MetricUnit.Count,
  /** From the acceptance of the event to the end of the successful attempt. */
  publishToDeliveredMs: MetricUnit.Milliseconds,
  /** From the start of an attempt to its end, whatever its outcome. */
  attemptMs: MetricUnit.Milliseconds,
  /** Attempts for webhooks whose client certificate ends within 30 days or has ended: `warnings` of `GET /webhooks` name them. */
  clientCertificateExpiresSoon: MetricUnit.Count,
  /** How long a tenant's key that signs JWS should have been followed by another, at most: above 0, rotation has stopped. */
  signingKeyDelayMs: MetricUnit.Milliseconds,
  /** Credentials that could not be sealed under the current vault key: above 0, they need someone (docs/vault.md). */
  vaultSealsLeft: MetricUnit.Count,
  /** API keys that the operator key made: each opens a tenant's payloads to whoever holds it (SECURITY.md). */
  operatorMadeKey: MetricUnit.Count,
} as const;

/** The name of a metric: see {@link METRIC_UNITS}. */
export type MetricName = keyof typeof METRIC_UNITS;

/** The measurements of one invocation. */
export interface InvocationMetrics {
  /** Adds one measurement; a count that happened once is 1. */
  add(name: MetricName, value: number): void;
  /** Writes one EMF line with all of them, or nothing when there are none. Once, at the end of the invocation. */
  flush(): void;
}

let writer: Metrics | undefined; // one for all invocations: each comes with a console of its own, which costs 60 µs

/** Collects the metrics of one invocation. Namespace and service come from the POWERTOOLS_ variables. */
export function makeInvocationMetrics(): InvocationMetrics {
  const measured: [MetricName, number][] = [];
  return {
    add: (name, value) => {
      measured.push([name, value]);
    },
    flush: () => {
      if (measured.length === 0) return;
      writer ??= new Metrics();
      for (const [name, value] of measured.splice(0)) {
        writer.addMetric(name, METRIC_UNITS[name], value);
      }
      writer.publishStoredMetrics();
    },
  };
}
