import type { Breaker } from "../domain/breaker.ts";
import type { LaneOwner } from "../domain/lane.ts";
import type { TellTenant } from "../eventbridge/operational-events.ts";
import type { Log } from "../runtime/logger.ts";
import type { Machine } from "../runtime/machine.ts";
import { makeTellOfReceiver } from "./tell-of-receiver.ts";

/**
 * Tells people, and a tenant, that a receiver went down, or came back. As well as can be: never
 * throws.
 * @param eventType of the delivery that told; left out: none did
 */
export type TellBreaker = (owner: LaneOwner, breaker: Breaker, eventType?: string) => Promise<void>;

/**
 * Logs and publishes that a receiver went down, or that it answered again. One turn told twice is
 * one event, by its id.
 */
export function makeTellBreaker(ports: {
  readonly publish: TellTenant;
  readonly log: Log;
  readonly machine: Pick<Machine, "later">;
}): TellBreaker {
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
