import {
  type CloudFormationClient,
  DescribeStacksCommand,
  StackStatus,
  UpdateTerminationProtectionCommand,
} from "@aws-sdk/client-cloudformation";

import { RunFailed } from "../../local/session/run-failed.ts";

/** What is there of a stack before it is deployed; `unknown` when the caller may not look. */
export type StackPresence = "new" | "present" | "failed" | "unknown";

/** A stack and what is there of it. */
interface FoundStack {
  readonly presence: StackPresence;
  readonly isProtected: boolean;
}

/** States of a stack that was never made whole. The CDK deletes it before it makes it anew. */
const FAILED: ReadonlySet<string | undefined> = new Set([
  StackStatus.ROLLBACK_COMPLETE,
  StackStatus.ROLLBACK_FAILED,
]);

/**
 * Looks which stacks are there. One whose first deployment failed loses its termination protection,
 * which would keep the CDK from making it anew: nothing ever worked with what it held.
 *
 * @param caller with the caller's credentials and region
 * @throws {RunFailed} when a failed stack is protected and the caller may not change that, with the
 *   command for it
 */
export async function preparePresentStacks(
  caller: CloudFormationClient,
  names: readonly string[],
): Promise<ReadonlyMap<string, StackPresence>> {
  const found = new Map<string, StackPresence>();
  for (const name of names) {
    const { presence, isProtected } = await findStack(caller, name);
    if (presence === "failed" && isProtected) await unprotect(caller, name);
    found.set(name, presence);
  }
  return found;
}

async function findStack(caller: CloudFormationClient, name: string): Promise<FoundStack> {
  try {
    const { Stacks: [stack] = [] } = await caller.send(
      new DescribeStacksCommand({ StackName: name }),
    );
    const isProtected = stack?.EnableTerminationProtection === true;
    return { presence: FAILED.has(stack?.StackStatus) ? "failed" : "present", isProtected };
  } catch (error) {
    const isAbsent = error instanceof Error && error.message.includes("does not exist");
    return { presence: isAbsent ? "new" : "unknown", isProtected: false };
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-protect-stacks.html */
async function unprotect(caller: CloudFormationClient, name: string): Promise<void> {
  try {
    await caller.send(
      new UpdateTerminationProtectionCommand({
        StackName: name,
        EnableTerminationProtection: false,
      }),
    );
  } catch (error) {
    const region = await caller.config.region();
    throw new RunFailed(
      `the first deployment of ${name} failed, and its termination protection keeps the CDK from making it anew (${error instanceof Error ? error.message : String(error)}): ` +
        `aws cloudformation update-termination-protection --region ${region} --no-enable-termination-protection --stack-name ${name}, then npm run deploy again`,
    );
  }
}
