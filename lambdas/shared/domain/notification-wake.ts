import { isEnvironment, type Tenant } from "./tenant.ts";

/** A notification's expiry on its way through the queue. */
export interface NotificationWake extends Tenant {
  readonly uuid: string;
  readonly expiresAtMs: number;
  readonly createdAtMs: number;
}

/** A wake as the body of its message. */
export function writeNotificationWake(wake: NotificationWake): string {
  const { application, environment, uuid, expiresAtMs, createdAtMs } = wake;
  return JSON.stringify({
    application,
    environment,
    uuid,
    expires_at_ms: expiresAtMs,
    created_at_ms: createdAtMs,
  });
}

/** The wake of a message; `undefined` when it is none of ours. */
export function parseNotificationWake(body: string): NotificationWake | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const { application, environment, uuid } = fields;
  const { expires_at_ms: expiresAtMs, created_at_ms: createdAtMs } = fields;
  return typeof application === "string" &&
    isEnvironment(environment) &&
    typeof uuid === "string" &&
    typeof expiresAtMs === "number" &&
    typeof createdAtMs === "number"
    ? { application, environment, uuid, expiresAtMs, createdAtMs }
    : undefined;
}

/** Seconds that a message is to be delayed until `untilMs`, one hop of the chain at most. */
export function hopDelaySeconds(untilMs: number, nowMs: number, hopSeconds: number): number {
  return Math.min(hopSeconds, Math.max(0, Math.ceil((untilMs - nowMs) / 1000)));
}
