import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";

import type { SynthesizedStack } from "../../local/cloud/synthesized-templates.ts";
import { RunFailed } from "../../local/session/run-failed.ts";
import type { StackPresence } from "./present-stacks.ts";
import { signedCall } from "./signed-call.ts";

/**
 * Looks whether queues outlived a stack that was deleted: their names would be taken. Who may not
 * look finds none.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html
 * @param caller with the caller's credentials and region
 * @throws {RunFailed} naming the queues, and what to do
 */
export async function checkRetainedQueues(
  caller: CloudFormationClient,
  stacks: readonly Pick<SynthesizedStack, "name" | "resources">[],
  presence: ReadonlyMap<string, StackPresence>,
): Promise<void> {
  for (const { name, resources } of stacks) {
    const isThere = presence.get(name) === "present" || presence.get(name) === "unknown";
    const queues = isThere ? [] : resources.filter(({ Type }) => Type === "AWS::SQS::Queue");
    const found = await Promise.all(
      queues.map(async ({ Properties: { QueueName } = {} }) => {
        const queue = String(QueueName);
        return (await exists(caller, queue)) ? [queue] : [];
      }),
    );
    const kept = found.flat();
    if (kept.length === 0) continue;
    throw new RunFailed(
      `there are queues of a stack ${name} that was deleted (${kept.join(", ")}): docs/upgrades-and-recovery.md, "A stack was deleted", says how to import them, so that what they hold goes on`,
    );
  }
}

async function exists(caller: CloudFormationClient, queueName: string): Promise<boolean> {
  const { status } = await signedCall(caller, {
    service: "sqs",
    method: "POST",
    path: "/",
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "AmazonSQS.GetQueueUrl",
    },
    body: JSON.stringify({ QueueName: queueName }),
  });
  return status === 200;
}
