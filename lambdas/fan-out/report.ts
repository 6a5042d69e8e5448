import type { AcceptedEvent } from "../shared/domain/accepted-event.ts";
import { REJECT_CLASSES } from "../shared/domain/rejection.ts";
import type { Tenant } from "../shared/domain/tenant.ts";
import type { Log } from "../shared/runtime/logger.ts";
import type { MetricsRecorder } from "../shared/runtime/metrics.ts";
import type { RejectReport } from "./reject-entry.ts";
/**
 * What was not looked at to the end, for it took more steps than one event may take: the event went
 * on as if it fitted.
 */
export interface Unchecked extends Tenant {
  readonly eventId: string;
  readonly eventType: string;
  /** Whether the payload was not held against its event type's schema. */
  readonly schema: boolean;
  /** Webhooks that got the event though it was not held against their filters. */
  readonly webhookIds: readonly string[];
}

/** What is measured and logged. Never throws. */
export interface FanOutReport extends RejectReport {
  accepted(event: AcceptedEvent, webhookCount: number): void;
  unchecked(unchecked: Unchecked): void;
}

/** Webhooks that one line names: there may be a thousand. */
const MOST_LOGGED_IDS = 10;

/** Logs and measures the fan-out: a rejection by reason, field and tenant, never by value. */
export function makeFanOutReport(log: Log, metrics: MetricsRecorder): FanOutReport {
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
    unchecked({ application, environment, eventId, eventType, schema, webhookIds }) {
      log.warn("event not checked to the end: it would take too many steps", {
        event_id: eventId,
        application,
        environment,
        event_type: eventType,
        schema,
        filters: webhookIds.length,
        webhook_ids: webhookIds.slice(0, MOST_LOGGED_IDS).join(", "),
      });
    },
    rejected({ reason, errors }, keeping, event) {
      metrics.countBy("rejected", REJECT_CLASSES[reason]);
      log.warn("event rejected", {
        reason,
        fields: errors.map(({ field }) => field).join(", "),
        keeping,
        event_id: event?.id,
        application: event?.tenant?.application,
        environment: event?.tenant?.environment,
        event_type: event?.type,
      });
    },
  };
}
