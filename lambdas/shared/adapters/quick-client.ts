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

type Command = { readonly input: object; readonly constructor: unknown };

/** What is used of an SDK client besides sending: its own parts, put together as the client itself does. */
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
        next: (args: { readonly request: AwsRequest }) => Promise<unknown>,
        context: { readonly commandName?: string },
      ) => (args: { readonly request: AwsRequest }) => Promise<unknown>,
      options: { step: "deserialize"; priority: "low"; name: string },
    ): void;
  };
  send(command: Command): Promise<unknown>;
};

/** Headers that belong to one request: the signature's own, the body's, and the SDK's count of attempts. */
const OWN_HEADERS =
  /^(?:authorization|x-amz-(?:date|content-sha256|security-token)|content-length|amz-sdk-.*)$/i;

/**
 * A client on {@link awsClientSettings} whose `commands` (`{ BatchGetItemCommand }`) cost half the CPU: the SDK spends
 * most of a call on working out again what never changes (`bench/deliver.ts`). The first call of a command goes through
 * the SDK and shows what its request looks like: endpoint, target, headers. Later calls send the same with a body of their
 * own, signed by the SDK's signer with its credentials. Whatever is not answered with 200 is left to the SDK, as if it
 * came for the first time: it tries again, waits, and names errors. Only for operations of JSON protocols whose input and
 * output hold texts, numbers, booleans and DynamoDB's binary attributes; answers have no `$metadata`.
 */
export function makeQuickClient<Client extends DynamoDBClient | SQSClient>(
  client: Client,
  commands: Readonly<Record<string, unknown>>,
): Client {
  const parts = client as unknown as ClientParts;
  const names = new Map(Object.entries(commands).map(([name, command]) => [command, name]));
  const learned = new Map<string, AwsRequest>();
  let signer: ReturnType<ClientParts["config"]["signer"]> | undefined;

  parts.middlewareStack.add(
    (next, { commandName = "" }) =>
      (args) => {
        learned.set(commandName, withoutOwnHeaders(args.request));
        return next(args);
      },
    { step: "deserialize", priority: "low", name: "learnRequest" },
  );

  /** @returns the answer, or undefined: the SDK shall do it */
  async function sendQuickly(pattern: AwsRequest, input: object): Promise<object | undefined> {
    signer ??= parts.config.signer();
    const request = { ...pattern, headers: { ...pattern.headers }, body: writeJson(input) };
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
    const pattern = learned.get(names.get(command.constructor) ?? "");
    const answer = pattern && (await sendQuickly(pattern, command.input));
    return answer ?? parts.send(command);
  }

  return Object.create(client, { send: { value: send } }) as Client;
}

function withoutOwnHeaders(request: AwsRequest): AwsRequest {
  const { method, protocol, hostname, port, path, query, headers } = request;
  const kept = Object.entries(headers).filter(([name]) => !OWN_HEADERS.test(name));
  return {
    method,
    protocol,
    hostname,
    ...(port !== undefined && { port }),
    path,
    query,
    headers: Object.fromEntries(kept),
    body: "",
  };
}

/** Binary attributes are base64 in JSON. */
function writeJson(input: object): string {
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
