import type { PublishOperationalEvent } from "../shared/adapters/operational-events.ts";
import type { Host } from "../shared/runtime/make-function.ts";
import type { TellBreaker } from "./breakers.ts";
import { makeTellOfReceiver } from "./tell-of-receiver.ts";

/**
 * Logs and publishes that a receiver went down, or that it answered again. One turn told twice is one event, by its id.
 */
export function makeTellBreaker(
  ports: Pick<Host, "log" | "machine"> & { readonly publish: PublishOperationalEvent },
): TellBreaker {
  const { log } = ports;
  const tellOfReceiver = makeTellOfReceiver(ports);
  return async (owner, { state, sinceMs }, eventType) => {
    const { application, environment, webhookId } = owner;
    const isDown = state === "down";
    const since = new Date(sinceMs).toISOString();
    const type = isDown ? "webhook.down" : "webhook.recovered";
    const fields = { application, environment, webhook_id: webhookId, since };
    if (isDown) log.warn("webhook down", fields);
    else log.warn("webhook recovered", fields);
    await tellOfReceiver(owner, eventType, {
      type,
      id: `${type}:${webhookId}:${sinceMs}`,
      payload: { webhook_id: webhookId, [isDown ? "down_since" : "recovered_at"]: since },
    });
  };
}
