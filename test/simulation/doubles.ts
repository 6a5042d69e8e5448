import type { DeliverPorts } from "../../lambdas/deliver/deliver-one.ts";
import type { makeRelease } from "../../lambdas/shared/waiting/release.ts";
import type { makeResend } from "../../lambdas/shared/waiting/resend.ts";
import type { ReceivedMessage } from "../../local/virtual-aws/memory-queue.ts";
import type { ExternalCall } from "../support/fakes/external-call.ts";
import type { MemoryDeliveries, OnRecordWrite } from "../support/fakes/memory-deliveries.ts";
import type { MemoryLanes } from "../support/fakes/memory-lanes.ts";
import type { Cloud } from "./cloud.ts";
import type { Task } from "./scheduler.ts";

/** What a double may use. */
export interface DoubleTools {
  readonly cloud: Cloud;
  readonly task: Task;
  readonly call: ExternalCall;
}

/** Stand-ins that take one rule away, at the ports: a condition of a table, or the order of two calls. */
export interface Doubles {
  readonly deliveries?: new (onWrite: OnRecordWrite) => MemoryDeliveries;
  readonly lanes?: new () => MemoryLanes;
  readonly deliverPorts?: (
    ports: DeliverPorts,
    tools: DoubleTools & { readonly received: ReceivedMessage },
  ) => DeliverPorts;
  readonly releasePorts?: (
    ports: Parameters<typeof makeRelease>[0],
    tools: DoubleTools,
  ) => Parameters<typeof makeRelease>[0];
  readonly resendPorts?: (
    ports: Parameters<typeof makeResend>[0],
    tools: DoubleTools,
  ) => Parameters<typeof makeResend>[0];
}
