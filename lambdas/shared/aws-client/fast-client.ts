import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SQSClient } from "@aws-sdk/client-sqs";

/** The part of the SDK's HttpRequest that AWS's JSON protocols use. */
type AwsRequest = {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query: Record<string, never>;
  readonly headers: Record<string, string>;
  readonly body: string;
};

type Input = { readonly QueueUrl?: string };

type Command = { readonly input: Input; readonly constructor: unknown };

type Call = { readonly input: Input; readonly request: AwsRequest };

/**
 * What is used of an SDK client besides sending: its own parts, put together as the client itself
 * does.
 */
type ClientParts = {
  readonly config: {
    readonly systemClockOffset: number;
    readonly signer: () => Promise<{
      sign(request: AwsRequest, options: { signingDate: Date }): Promise<AwsRequest>;
    }>;
    readonly requestHandler: {
      handle(request: AwsRequest): Promise<{
        response: { readonly statusCode: number; readonly body: Uint8Array };
      }>;
    };
  };
  readonly middlewareStack: {
    add(
      middleware: (
        next: (call: Call) => Promise<unknown>,
        context: { readonly commandName?: string },
      ) => (call: Call) => Promise<unknown>,
      options: { step: "deserialize"; priority: "low"; name: string },
    ): void;
  };
  send(command: Command): Promise<unknown>;
};

/** Headers that are the same in all requests of one command, in lower case: those of a template. */
const LASTING_HEADERS: ReadonlySet<string> = new Set([
  "host",
  "content-type",
  "x-amz-target",
  "x-amzn-query-mode",
  "user-agent",
  "x-amz-user-agent",
]);

/**
 * Headers that each request has of its own, in lower case: the signature's, the body's, the SDK's
 * count of attempts (fast calls have none), and those of the invocation. A request with any further
 * header is no template, since only the SDK and its middleware can tell what it would be next time.
 */
const FRESH_HEADERS: ReadonlySet<string> = new Set([
  "authorization",
  "x-amz-date",
  "x-amz-content-sha256",
  "x-amz-security-token",
  "content-length",
  "amz-sdk-invocation-id",
  "amz-sdk-request",
  "x-amzn-trace-id",
  "traceparent",
  "tracestate",
  "baggage",
]);

/**
 * A client on {@link awsClientSettings} whose `commands` (`{ BatchGetItemCommand }`) cost half the
 * CPU: the SDK spends most of a call on working out again what never changes (`bench/deliver.ts`).
 * The first call of a command goes through the SDK; its request is the template of the later ones:
 * endpoint, target, lasting headers. These have a body and trace headers of their own, and are
 * signed by the SDK's signer with its credentials. What is not answered with 200 is left to the
 * SDK, as if it came for the first time: it tries again, waits, and names errors.
 *
 * Only for operations of JSON protocols whose input and output hold texts, numbers, booleans and
 * DynamoDB's binary attributes, and which call tables by name (an ARN may lead to the endpoint of
 * another account). Answers have no `$metadata`.
 */
export function makeFastClient<Client extends DynamoDBClient | SQSClient>(
  client: Client,
  commands: Readonly<Record<string, unknown>>,
): Client {
  const parts = client as unknown as ClientParts;
  const names = new Map(Object.entries(commands).map(([name, command]) => [command, name]));
  const templates = new Map<string, AwsRequest>();
  let signer: ReturnType<ClientParts["config"]["signer"]> | undefined;

  parts.middlewareStack.add(
    (next, { commandName = "" }) =>
      (call) => {
        const template = templateOf(call.request);
        const key = keyOf(commandName, call.input);
        if (template === undefined) templates.delete(key);
        else templates.set(key, template);
        return next(call);
      },
    { step: "deserialize", priority: "low", name: "keepTemplate" },
  );

  /** @returns the answer, or undefined: the SDK shall do it */
  async function sendFast(template: AwsRequest, input: object): Promise<object | undefined> {
    signer ??= parts.config.signer();
    const headers = { ...template.headers, ...traceHeaders() };
    const request = { ...template, headers, body: writeJson(input) };
    const signingDate = new Date(Date.now() + parts.config.systemClockOffset);
    const signed = await (await signer).sign(request, { signingDate });
    try {
      const { response } = await parts.config.requestHandler.handle(signed);
      return response.statusCode === 200 ? readJson(response.body) : undefined;
    } catch {
      return undefined;
    }
  }

  async function send(command: Command): Promise<unknown> {
    const template = templates.get(keyOf(names.get(command.constructor) ?? "", command.input));
    const answer = template && (await sendFast(template, command.input));
    return answer ?? parts.send(command);
  }

  return Object.create(client, { send: { value: send } }) as Client;
}

/**
 * One template for each command, and for each queue: the SDK sends to the host of the queue's URL.
 */
function keyOf(commandName: string, { QueueUrl: queueUrl = "" }: Input): string {
  return `${commandName} ${queueUrl}`;
}

/** What all requests like this one have in common; undefined where that cannot be told. */
function templateOf(request: AwsRequest): AwsRequest | undefined {
  const { method, protocol, hostname, port, path, query, headers } = request;
  if (Object.keys(query).length > 0) return undefined;
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (LASTING_HEADERS.has(lower)) kept[name] = value;
    else if (!FRESH_HEADERS.has(lower)) return undefined;
  }
  return {
    method,
    protocol,
    hostname,
    ...(port !== undefined && { port }),
    path,
    query,
    headers: kept,
    body: "",
  };
}

/**
 * Binary attributes are base64 in JSON. A replacer for them costs several times as much as the
 * rest: only what came out as an object in place of a text is written again with one. Those of
 * `bytesValue` are texts already.
 */
function writeJson(input: object): string {
  const text = JSON.stringify(input);
  if (!text.includes('"B":{')) return text;
  return JSON.stringify(input, function base64(this: Record<string, unknown>, key, value: unknown) {
    const raw = this[key]; // `value` of a Buffer is what its toJSON makes of it
    return raw instanceof Uint8Array ? Buffer.from(raw).toString("base64") : value;
  });
}

/** `{"B": "<base64>"}` is a binary attribute: no other member of an AttributeValue is called so. */
function readJson(body: Uint8Array): object {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("utf8");
  if (!text.includes('"B":')) return JSON.parse(text) as object;
  return JSON.parse(text, (key, value: unknown) =>
    key === "B" && typeof value === "string" ? new Uint8Array(Buffer.from(value, "base64")) : value,
  ) as object;
}

/** What Lambda's runtime keeps of the invocation at hand: https://www.npmjs.com/package/@aws/lambda-invoke-store */
type InvokeStore = {
  getXRayTraceId?(): string | undefined;
  getTraceparent?(): string | undefined;
  getTracestate?(): string | undefined;
  getBaggage?(): string | undefined;
};

/**
 * The headers by which AWS follows a chain of calls, of the invocation at hand: the SDK adds the
 * same ones (`recursionDetectionMiddleware`). Lambda counts rounds by the lineage in the first to
 * end endless loops, and X-Ray puts traces together:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
function traceHeaders(): Record<string, string> {
  const { awslambda } = globalThis as { awslambda?: { InvokeStore?: InvokeStore } };
  const store = awslambda?.InvokeStore;
  const functionName = process.env["AWS_LAMBDA_FUNCTION_NAME"];
  const traceId = functionName && (store?.getXRayTraceId?.() ?? process.env["_X_AMZN_TRACE_ID"]);
  const traceparent = store?.getTraceparent?.();
  const tracestate = store?.getTracestate?.();
  const baggage = store?.getBaggage?.();
  return {
    ...(traceId && { "X-Amzn-Trace-Id": traceId }),
    ...(traceparent && {
      traceparent,
      ...(tracestate && { tracestate }),
      ...(baggage && { baggage }),
    }),
  };
}
