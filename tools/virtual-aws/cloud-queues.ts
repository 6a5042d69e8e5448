import type { Settings } from "../../lib/settings.ts";
import { visibilityTimeout } from "../../lib/shared/visibility-timeout.ts";
import type { CloudPlan } from "./cloud-plan.ts";
import { NAMES } from "./function-environment.ts";

/** The queues as the stacks would have them. */
export function queuesOf(
  { fanOutTimeoutSeconds, deliverTimeoutSeconds }: Settings,
  { isFair = false, mostInFlight }: CloudPlan,
) {
  const ofDeliveries = {
    ...queueOf(visibilityTimeout(deliverTimeoutSeconds).toSeconds()),
    isFair,
    ...(mostInFlight !== undefined && { mostInFlight }),
  };
  return {
    [NAMES.eventsQueue]: queueOf(visibilityTimeout(fanOutTimeoutSeconds).toSeconds()),
    [NAMES.slicesQueue]: queueOf(visibilityTimeout(fanOutTimeoutSeconds).toSeconds()),
    [NAMES.deliveriesQueue]: ofDeliveries,
    [NAMES.trialDeliveriesQueue]: ofDeliveries,
    [NAMES.slowDeliveriesQueue]: ofDeliveries,
    [NAMES.droppedQueue]: queueOf(30),
    [NAMES.rejectedQueue]: queueOf(30),
  };
}

function queueOf(visibilityTimeoutSeconds: number) {
  return { visibilityTimeoutSeconds };
}
