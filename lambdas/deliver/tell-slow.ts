import type { PublishOperationalEvent } from "../shared/eventbridge/operational-events.ts";
import type { Host } from "../shared/runtime/make-function.ts";
import { makeTellOfReceiver } from "../shared/waiting/tell-of-receiver.ts";
import type { TellSlow } from "./ports.ts";

/** Type of the operational event: a receiver is slow, and its webhook is served apart. */
const WEBHOOK_SLOW_EVENT = "webhook.slow";

/**
 * Logs and publishes that a webhook turned slow. One turn told twice is one event, by its id.
 */
export function makeTellSlow(
  ports: Pick<Host, "log" | "machine"> & { readonly publish: PublishOperationalEvent },
): TellSlow {
  const { log } = ports;
  const tellOfReceiver = makeTellOfReceiver(ports);
  return async (owner, { sinceMs, regainFromMs, turns }, eventType) => {
    const { application, environment, webhookId } = owner;
    const slowUntil = new Date(regainFromMs).toISOString();
    const told = { webhook_id: webhookId, turns, slow_until: slowUntil };
    log.warn("webhook slow", { application, environment, ...told });
    await tellOfReceiver(owner, eventType, {
      type: WEBHOOK_SLOW_EVENT,
      id: `${WEBHOOK_SLOW_EVENT}:${webhookId}:${sinceMs}`,
      payload: { ...told, slow_since: new Date(sinceMs).toISOString() },
    });
  };
}
