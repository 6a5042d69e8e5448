import type { PublishOperationalEvent } from "../shared/adapters/operational-events.ts";
import { isOperationalType } from "../shared/profiles/operational-types.ts";
import type { Host } from "../shared/runtime/make-function.ts";
import { within } from "../shared/runtime/within.ts";
import type { TellSlow } from "./ports.ts";

/** Event type of the operational event: a receiver takes its time, and its webhook is served apart. */
const WEBHOOK_SLOW_EVENT = "webhook.slow";

/** The bus is not waited for longer: the commit of the delivery that turned the webhook waits meanwhile. */
const LONGEST_MS = 1000;

/**
 * Logs and publishes that a webhook turned slow. One turn told twice is one event, by its id. What an operational event
 * did to its receiver makes no other: a webhook for these may itself be the slow one.
 */
export function makeTellSlow(
  ports: Pick<Host, "log" | "machine"> & { readonly publish: PublishOperationalEvent },
): TellSlow {
  const { log, machine, publish } = ports;
  return async (
    { application, environment, webhookId },
    { sinceMs, regainFromMs, turns },
    eventType,
  ) => {
    const slowUntil = new Date(regainFromMs).toISOString();
    const told = { webhook_id: webhookId, turns, slow_until: slowUntil };
    log.warn("webhook slow", { application, environment, ...told });
    if (isOperationalType(eventType)) return;
    const published = publish(
      { application, environment },
      {
        type: WEBHOOK_SLOW_EVENT,
        id: `${WEBHOOK_SLOW_EVENT}:${webhookId}:${sinceMs}`,
        payload: { ...told, slow_since: new Date(sinceMs).toISOString() },
      },
    );
    await within(LONGEST_MS, published, machine).catch(() => undefined);
  };
}
