import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";

import { signedCall } from "./signed-call.ts";

/** How many functions an account may run at once in a region. */
export interface AccountConcurrency {
  readonly region: string;
  /** The quota. */
  readonly limit: number;
  /** What of it is not reserved for single functions, other than those that were asked for. */
  readonly unreserved: number;
}

/** The answer to reading it: known, or why it is not. */
export type ConcurrencyReading =
  | ({ readonly known: true } & AccountConcurrency)
  | { readonly known: false; readonly why: string };

/**
 * Reads how many functions the account may run at once.
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html
 *
 * @param caller with the caller's credentials and region
 * @param ownFunctions names of functions whose present reservation counts as not reserved
 */
export async function readAccountConcurrency(
  caller: CloudFormationClient,
  ownFunctions: readonly string[],
): Promise<ConcurrencyReading> {
  try {
    const settings = await lambdaGet(caller, "/2016-08-19/account-settings/");
    const { ConcurrentExecutions: limit, UnreservedConcurrentExecutions: unreserved } = (settings?.[
      "AccountLimit"
    ] ?? {}) as Record<string, number | undefined>;
    if (limit === undefined || unreserved === undefined) throw new Error("the answer has no limit");
    const own = await Promise.all(
      ownFunctions.map(async (name) => {
        const found = await lambdaGet(caller, `/2019-09-30/functions/${name}/concurrency`);
        return Number(found?.["ReservedConcurrentExecutions"] ?? 0);
      }),
    );
    return {
      known: true,
      region: await caller.config.region(),
      limit,
      unreserved: own.reduce((sum, count) => sum + count, unreserved),
    };
  } catch (error) {
    return { known: false, why: error instanceof Error ? error.message : String(error) };
  }
}

/** One call of Lambda's API; undefined when there is no such function. */
async function lambdaGet(
  caller: CloudFormationClient,
  path: string,
): Promise<Record<string, unknown> | undefined> {
  const { status, text } = await signedCall(caller, { service: "lambda", method: "GET", path });
  if (status === 404) return undefined;
  const body = JSON.parse(text) as Record<string, unknown>;
  if (status !== 200) {
    const { Message: message = body["message"] } = body;
    throw new Error(`${status} ${String(message)}`);
  }
  return body;
}
