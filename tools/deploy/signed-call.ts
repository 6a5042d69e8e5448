import { CloudFormationClient } from "@aws-sdk/client-cloudformation";

/** One request to an API of AWS that is not worth a client of its own. */
export interface AwsCall {
  readonly service: "lambda" | "sqs" | "ssm" | "sts";
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What the API answered, whatever the status. */
export interface AwsAnswer {
  readonly status: number;
  readonly text: string;
}

/** An API that does not answer within this time is taken for one that cannot be asked. */
const TIMEOUT_MS = 10_000;

/**
 * Makes one request, signed with the caller's credentials.
 *
 * @param caller any client with the caller's credentials and region
 * @throws {Error} without credentials, and when nobody answers
 */
export async function signedCall(caller: CloudFormationClient, call: AwsCall): Promise<AwsAnswer> {
  const { service, method, path, body } = call;
  const region = await caller.config.region();
  const { protocol, hostname, port, host } = endpointOf(service, region);
  // A client's signer signs for the first service that it was asked for, so each call has its own.
  const { config } = new CloudFormationClient({ region, credentials: caller.config.credentials });
  const signer = await config.signer({
    name: "sigv4",
    signingName: service,
    signingRegion: region,
    properties: {},
  });
  const content = body === undefined ? {} : { body };
  const { headers } = await signer.sign({
    method,
    protocol,
    hostname,
    ...(port === "" ? {} : { port: Number(port) }),
    path,
    query: {},
    headers: { host, ...call.headers },
    ...content,
  });
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const answer = await fetch(`${protocol}//${host}${path}`, {
      method,
      headers,
      signal,
      ...content,
    });
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    const why = signal.aborted ? `no answer in ${TIMEOUT_MS / 1000} s` : reasonOf(error);
    throw new Error(`${host} cannot be reached: ${why}`, { cause: error });
  }
}

/** Where a service answers; a stand-in for AWS is named as for every AWS tool. */
function endpointOf(service: string, region: string): URL {
  const own = process.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`];
  const all = process.env["AWS_ENDPOINT_URL"];
  const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return new URL(own ?? all ?? `https://${service}.${region}.${suffix}`);
}

/** What `fetch` hides behind "fetch failed". */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? cause.message : error.message;
}
