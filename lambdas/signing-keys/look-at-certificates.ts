import { CERTIFICATE_WARNING_MS } from "../shared/domain/client-identity.ts";
import type { Tenant } from "../shared/domain/tenant.ts";
import { dayNumberOf, utcDayOf } from "../shared/domain/utc-day.ts";
import type { OperationalEvent, TellTenant } from "../shared/eventbridge/operational-events.ts";
import { type ApplicationList, eachTenant } from "./each-tenant.ts";

/** Event type of the operational event: a client certificate ends within 30 days, or has ended. */
const EXPIRING_EVENT = "certificate.expiring";

/** A client certificate that needs a successor. */
export interface EndingCertificate {
  readonly webhookId: string;
  /** The hidden webhook that holds the `callback_config`. */
  readonly isCallbackConfig: boolean;
  /** Epoch milliseconds. */
  readonly expiresAtMs: number;
}

/** What looking at certificates needs. */
export interface CertificatePorts {
  readonly applications: ApplicationList;
  /** Those of a tenant that end before `untilMs`, by webhooks that are not gone. */
  readonly endingCertificates: (
    tenant: Tenant,
    untilMs: number,
  ) => Promise<readonly EndingCertificate[]>;
  readonly publish: TellTenant;
  readonly now: () => number;
}

/** What a look came to. */
interface CertificateReport {
  /** Certificates that were told of. */
  readonly expiring: number;
  /** Tenants that could not be dealt with. */
  readonly failed: number;
  /** Whether there was time for all tenants. */
  readonly isWhole: boolean;
}

/**
 * Tells of every client certificate that ends within 30 days, one event a webhook and day: from the
 * webhooks, not from their attempts, so that one which gets few deliveries is told of in time, and
 * one that gets many costs no more.
 * @param failed is told of each tenant that could not be dealt with
 */
export function makeLookAtCertificates(ports: CertificatePorts) {
  const { applications, endingCertificates, publish, now } = ports;
  return async (
    isTimeUp: () => boolean,
    failed: (tenant: Tenant, error: unknown) => void,
  ): Promise<CertificateReport> => {
    const nowMs = now();
    const untilMs = nowMs + CERTIFICATE_WARNING_MS;
    let expiring = 0;
    let failures = 0;
    const look = async (tenant: Tenant): Promise<void> => {
      try {
        for (const certificate of await endingCertificates(tenant, untilMs)) {
          await publish(tenant, expiringEvent(certificate, nowMs));
          expiring += 1;
        }
      } catch (error) {
        failures += 1;
        failed(tenant, error);
      }
    };
    const isWhole = await eachTenant(applications, look, isTimeUp);
    return { expiring, failed: failures, isWhole };
  };
}

/** The same all day, so that a run which is repeated tells nothing twice. */
function expiringEvent(
  { webhookId, isCallbackConfig, expiresAtMs }: EndingCertificate,
  nowMs: number,
): OperationalEvent {
  return {
    type: EXPIRING_EVENT,
    id: `${EXPIRING_EVENT}:${webhookId}:${utcDayOf(nowMs)}:${expiresAtMs}`,
    payload: {
      webhook_id: webhookId,
      configured_by: isCallbackConfig ? "callback_config" : "webhook",
      certificate_expires_at: new Date(expiresAtMs).toISOString(),
      days_left: dayNumberOf(expiresAtMs) - dayNumberOf(nowMs),
    },
  };
}
