import { ArnFormat, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";

import type { Settings } from "../settings.ts";

/**
 * The ARN of the state machine that wakes parked deliveries, built from its name: it calls a
 * function that starts it anew, and a reference both ways would be a cycle.
 */
export function laneStateMachineArn(scope: Construct, settings: Settings): string {
  return Stack.of(scope).formatArn({
    service: "states",
    resource: "stateMachine",
    resourceName: `${settings.namePrefix}-retry-lane`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
