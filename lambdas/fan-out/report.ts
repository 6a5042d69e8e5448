import type { Log } from "../shared/runtime/logger.ts";
import type { InvocationMetrics } from "../shared/runtime/metrics.ts";
import type { FanOutReport } from "./ports.ts";

/** Logs and measures one invocation of the fan-out. Rejections are logged by reason and field, never by value. */
export function makeFanOutReport(log: Log, metrics: InvocationMetrics): FanOutReport {
  return {
    accepted(event, webhookCount) {
      log.debug("event accepted", {
        event_id: event.id,
        application: event.application,
        environment: event.environment,
        event_type: event.type,
        webhooks: webhookCount,
      });
    },
    rejected({ reason, errors }) {
      metrics.add("rejected", 1);
      log.warn("event rejected", { reason, fields: errors.map(({ field }) => field).join(", ") });
    },
  };
}
