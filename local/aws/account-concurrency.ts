import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";

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

/** An account that does not answer within this time is deployed to as if it might not be asked. */
const TIMEOUT_MS = 10_000;

/**
 * Reads how many functions the account may run at once, with two of Lambda's calls that are signed here: they are not worth
 * a client of their own.
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html
 * https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html
 *
 * @param client with the caller's credentials and region; never used for anything else, because its signer signs for one
 *   service only
 * @param ownFunctions names of functions whose present reservation counts as not reserved
 */
export async function readAccountConcurrency(
  client: CloudFormationClient,
  ownFunctions: readonly string[],
): Promise<ConcurrencyReading> {
  try {
    const settings = await lambdaGet(client, "/2016-08-19/account-settings/");
    const { ConcurrentExecutions: limit, UnreservedConcurrentExecutions: unreserved } = (settings?.[
      "AccountLimit"
    ] ?? {}) as Record<string, number | undefined>;
    if (limit === undefined || unreserved === undefined) throw new Error("the answer has no limit");
    const own = await Promise.all(
      ownFunctions.map(async (name) => {
        const found = await lambdaGet(client, `/2019-09-30/functions/${name}/concurrency`);
        return Number(found?.["ReservedConcurrentExecutions"] ?? 0);
      }),
    );
    return {
      known: true,
      region: await client.config.region(),
      limit,
      unreserved: own.reduce((sum, count) => sum + count, unreserved),
    };
  } catch (error) {
    return { known: false, why: error instanceof Error ? error.message : String(error) };
  }
}

/** One call of Lambda's API; undefined when there is no such function. */
async function lambdaGet(
  { config }: CloudFormationClient,
  path: string,
): Promise<Record<string, unknown> | undefined> {
  const region = await config.region();
  const { protocol, hostname, port, host } = lambdaEndpoint(region);
  const signer = await config.signer({
    name: "sigv4",
    signingName: "lambda",
    signingRegion: region,
    properties: {},
  });
  const { headers } = await signer.sign({
    method: "GET",
    protocol,
    hostname,
    ...(port === "" ? {} : { port: Number(port) }),
    path,
    query: {},
    headers: { host },
  });
  const answer = await fetch(`${protocol}//${host}${path}`, {
    headers,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (answer.status === 404) return undefined;
  const body = (await answer.json()) as Record<string, unknown>;
  if (!answer.ok) {
    const { Message: message = body["message"] } = body;
    throw new Error(`${answer.status} ${String(message)}`);
  }
  return body;
}

/** Where Lambda answers; a stand-in for AWS is named as for every AWS tool. */
function lambdaEndpoint(region: string): URL {
  const { AWS_ENDPOINT_URL_LAMBDA: own, AWS_ENDPOINT_URL: all } = process.env;
  const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return new URL(own ?? all ?? `https://lambda.${region}.${suffix}`);
}
