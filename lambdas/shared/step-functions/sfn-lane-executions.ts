import { ExecutionAlreadyExists, StartExecutionCommand, type SFNClient } from "@aws-sdk/client-sfn";

import type { LaneExecutions } from "../waiting/lane-ports.ts";

/**
 * The executions of the retry lane. Their name is `<webhook>-<generation>`, so the console's list
 * reads as "who is down". AWS answers a start of the running execution with that execution; the
 * emulator with ExecutionAlreadyExists, as for an ended one, and E4 reads the lane item then, which
 * tells the two apart.
 */
export function makeLaneExecutions(options: {
  readonly stepFunctions: SFNClient;
  readonly stateMachineArn: string;
}): LaneExecutions {
  const { stepFunctions, stateMachineArn } = options;
  return {
    async start(webhookId, generation) {
      try {
        await stepFunctions.send(
          new StartExecutionCommand({
            stateMachineArn,
            name: `${webhookId}-${generation}`,
            input: JSON.stringify({ webhook: webhookId, generation }),
          }),
        );
        return "started";
      } catch (error) {
        if (error instanceof ExecutionAlreadyExists) {
          return "already_ended";
        }
        throw error;
      }
    },
  };
}
