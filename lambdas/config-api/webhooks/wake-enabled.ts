import type { Webhook } from "../../shared/domain/webhook.ts";
import type { Log } from "../../shared/runtime/logger.ts";
import { within } from "../../shared/runtime/machine.ts";
import type { WakeLane } from "../../shared/waiting/wake-lane.ts";

/** What waking the lanes of enabled webhooks needs. */
export interface WakePorts {
  readonly wakeLane: WakeLane;
  readonly log: Log;
}

/** So long an answer waits for a lane to be woken, in milliseconds: some fifty when all is well. */
const LONGEST_WAIT_MS = 2000;

/**
 * Makes what waits for an enabled webhook run on at once. Never throws: the webhook is enabled, and
 * a lane that could not be woken wakes after its sleep. Enabling it once more wakes it, too.
 */
export function makeWakeEnabled({ wakeLane, log }: WakePorts) {
  return async ({ id, application, environment }: Webhook): Promise<void> => {
    try {
      await within(LONGEST_WAIT_MS, wakeLane({ webhookId: id, application, environment }));
    } catch (error) {
      log.error("lane not woken", error, { webhook_id: id });
    }
  };
}
