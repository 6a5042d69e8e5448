import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";

/**
 * Every metric of the functions with its unit. Their namespace is the installation's. Each has the
 * dimension `service`, the function, and no other but where {@link REASONED} names it: CloudWatch
 * asks money for each combination of dimension values (docs/operations.md counts them), and who
 * fares how is in the logs and the delivery records.
 */
export const METRIC_UNITS = {
  /** Deliveries that ended with a 2xx. */
  delivered: MetricUnit.Count,
  /** Those of them that needed one attempt. */
  firstAttemptDelivered: MetricUnit.Count,
  /** Attempts that failed and will be followed by another. */
  retried: MetricUnit.Count,
  /**
   * Deliveries that were put off without an attempt: their webhook is disabled or limited, or its
   * receiver down.
   */
  deferred: MetricUnit.Count,
  /** Deliveries given up, by reason: see the dropped queue. */
  dropped: MetricUnit.Count,
  /**
   * Events not accepted, by what there is to do about it (`RejectClass`): see the rejected-events
   * queue.
   */
  rejected: MetricUnit.Count,
  /** From the acceptance of the event to the end of the successful attempt. */
  publishToDeliveredMs: MetricUnit.Milliseconds,
  /** From the start of an attempt to its end, whatever its outcome. */
  attemptMs: MetricUnit.Milliseconds,
  /**
   * Attempts for webhooks whose client certificate ends within 30 days or has ended: `warnings` of
   * `GET /webhooks` name them.
   */
  clientCertificateExpiresSoon: MetricUnit.Count,
  /** Lanes that one run of the sweep looked at: webhooks that were down within the last day. */
  lanesOpen: MetricUnit.Count,
  /**
   * Those of them with a delivery that should have been sent a whole sleep ago: their executions
   * had died.
   */
  lanesOverdue: MetricUnit.Count,
  /**
   * Those of them whose receiver the breaker found down, as long as something that is due waits for
   * it.
   */
  receiversDown: MetricUnit.Count,
  /**
   * How long a tenant's key that signs JWS should have been followed by another, at most: above 0,
   * rotation has stopped.
   */
  signingKeyDelayMs: MetricUnit.Milliseconds,
  /**
   * Credentials that could not be sealed under the current vault key: above 0, they need someone
   * (docs/vault.md).
   */
  vaultSealsLeft: MetricUnit.Count,
  /**
   * API keys that the operator key made: each opens a tenant's payloads to whoever holds it
   * (SECURITY.md).
   */
  operatorMadeKey: MetricUnit.Count,
} as const;

/** The name of a metric: see {@link METRIC_UNITS}. */
export type MetricName = keyof typeof METRIC_UNITS;

/** The metrics that have a second dimension, `reason`. */
export type ReasonedMetric = "dropped" | "rejected";

/**
 * Takes the measurements of an invocation; its end writes them (make-function.ts). Never throws.
 */
export interface MetricsRecorder {
  /** Adds one measurement; a count that happened once is 1. */
  add(name: Exclude<MetricName, ReasonedMetric>, value: number): void;
  /** Counts one of something that has a reason. */
  countBy(name: ReasonedMetric, reason: string): void;
}

/**
 * Powertools' own warnings are of no use: an invocation without measurements is nothing special.
 */
const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** The metrics of this function. Namespace and service come from the POWERTOOLS_ variables. */
export function makeMetrics(): { readonly writer: Metrics; readonly recorder: MetricsRecorder } {
  const writer = new Metrics({ logger: SILENT });
  return {
    writer,
    recorder: {
      add: (name, value) => {
        writer.addMetric(name, METRIC_UNITS[name], value);
      },
      countBy: (name, reason) => {
        writer.singleMetric().addDimension("reason", reason).addMetric(name, METRIC_UNITS[name], 1);
      },
    },
  };
}
