import type { PublishOperationalEvent } from "../shared/adapters/operational-events.ts";
import { isOperationalType } from "../shared/profiles/operational-types.ts";
import type { Host } from "../shared/runtime/make-function.ts";
import { within } from "../shared/runtime/within.ts";
import type { TellBreaker } from "./breakers.ts";

/** The bus is not waited for longer: the commit of the delivery that told waits meanwhile. */
const LONGEST_MS = 1000;

/**
 * Logs and publishes that a receiver went down, or that it answered again. One turn told twice is one event, by its id. What an
 * operational event did to its receiver makes no other.
 */
export function makeTellBreaker(
  ports: Pick<Host, "log" | "machine"> & { readonly publish: PublishOperationalEvent },
): TellBreaker {
  const { log, machine, publish } = ports;
  return async ({ application, environment, webhookId }, { state, sinceMs }, eventType) => {
    const isDown = state === "down";
    const since = new Date(sinceMs).toISOString();
    const type = isDown ? "webhook.down" : "webhook.recovered";
    const fields = { application, environment, webhook_id: webhookId, since };
    if (isDown) log.warn("webhook down", fields);
    else log.warn("webhook recovered", fields);
    if (isOperationalType(eventType)) return;
    const published = publish(
      { application, environment },
      {
        type,
        id: `${type}:${webhookId}:${sinceMs}`,
        payload: { webhook_id: webhookId, [isDown ? "down_since" : "recovered_at"]: since },
      },
    );
    await within(LONGEST_MS, published, machine).catch(() => undefined);
  };
}
