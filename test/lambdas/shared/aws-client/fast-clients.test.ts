import { createHash } from "node:crypto";

import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { ChangeMessageVisibilityBatchCommand, SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import type { FAST_COMMANDS } from "../../../../lambdas/shared/aws-client/fast-clients.ts";
import { adviseOnFailure } from "../../../support/advise-on-failure.ts";
import { httpResponse, startTcpReceiver, type TcpReceiver } from "../../../support/tcp-receiver.ts";

adviseOnFailure(
  "The SDK calls AWS in another way than lambdas/shared/aws-client. Mend that, or hold the update back; " +
    "until then -c fastAwsClients=false deploys without it.",
);

/**
 * Headers that need not be the same: the signature's own, the SDK's counts, and those of
 * `node:http`.
 */
const OWN_HEADERS =
  /^(?:authorization|x-amz-date|amz-sdk-invocation-id|amz-sdk-request|connection|keep-alive)$/u;

type Client = { send(command: unknown): Promise<object>; destroy(): void };
type Operation = {
  readonly service: keyof typeof FAST_COMMANDS;
  readonly command: () => unknown;
  readonly answer: object;
};

/** The plain SDK compares it. */
const MD5 = createHash("md5").update("ü").digest("hex");
const bytes = new Uint8Array([0, 1, 254, 255]);
const item = {
  pk: { S: "evt_1" },
  n: { N: "5.00" },
  packed: { B: "AAH+/w==" },
  on: { BOOL: true },
};

/** A call of each operation, with all kinds of members that are used. */
const OPERATIONS: Readonly<
  Record<
    keyof typeof FAST_COMMANDS.dynamodb | keyof typeof FAST_COMMANDS.sqs,
    (url: string) => Operation
  >
> = {
  BatchGetItemCommand: () => ({
    service: "dynamodb",
    command: () =>
      new BatchGetItemCommand({
        RequestItems: {
          t: { Keys: [{ pk: { S: "ü" }, sk: { S: "event" } }], ConsistentRead: true },
        },
      }),
    answer: { Responses: { t: [item] }, UnprocessedKeys: { t: { Keys: [{ pk: { S: "x" } }] } } },
  }),
  BatchExecuteStatementCommand: () => ({
    service: "dynamodb",
    command: () =>
      new BatchExecuteStatementCommand({
        Statements: [
          {
            Statement: "INSERT INTO …",
            Parameters: [
              { S: "a" },
              { N: "1" },
              { M: { b: { B: bytes } } },
              { L: [{ NULL: true }] },
            ],
          },
        ],
      }),
    answer: {
      Responses: [
        { TableName: "t", Item: item },
        { Error: { Code: "ConditionalCheckFailed", Message: "no", Item: item } },
      ],
    },
  }),
  QueryCommand: () => ({
    service: "dynamodb",
    command: () =>
      new QueryCommand({
        TableName: "t",
        IndexName: "i",
        Limit: 5,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": { S: "a" } },
      }),
    answer: { Items: [item], Count: 1, ScannedCount: 1, LastEvaluatedKey: { pk: { S: "a" } } },
  }),
  SendMessageBatchCommand: (QueueUrl) => ({
    service: "sqs",
    command: () =>
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [{ Id: "0", MessageBody: "ü", DelaySeconds: 1, MessageGroupId: "g" }],
      }),
    answer: {
      Successful: [{ Id: "0", MessageId: "m", MD5OfMessageBody: MD5 }],
      Failed: [{ Id: "1", SenderFault: false, Code: "InternalError" }],
    },
  }),
  ChangeMessageVisibilityBatchCommand: (QueueUrl) => ({
    service: "sqs",
    command: () =>
      new ChangeMessageVisibilityBatchCommand({
        QueueUrl,
        Entries: [{ Id: "0", ReceiptHandle: "r", VisibilityTimeout: 7 }],
      }),
    answer: { Successful: [{ Id: "0" }], Failed: [] },
  }),
};

let receiver: TcpReceiver;
let answers: [status: number, body: object][];

beforeEach(async () => {
  receiver = await startTcpReceiver((socket) => {
    const [status, body] = answers.shift() ?? [200, {}];
    socket.write(httpResponse(status, JSON.stringify(body), ["content-type: application/json"]));
  });
  vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${receiver.port}`);
  vi.stubEnv("AWS_REGION", "eu-central-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "id");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "key");
  vi.stubEnv("AWS_SESSION_TOKEN", "token");
});
afterEach(() => receiver.close());

/** The clients of a function that was deployed with that setting. */
async function clientsWith(fastAwsClients: boolean): Promise<Record<Operation["service"], Client>> {
  vi.stubEnv("FAST_AWS_CLIENTS", String(fastAwsClients));
  vi.resetModules();
  const made = await import("../../../../lambdas/shared/aws-client/fast-clients.ts");
  return {
    dynamodb: made.makeFastDynamoDb() as unknown as Client,
    sqs: made.makeFastSqs() as unknown as Client,
  };
}

/** Whether the SDK itself sent it: only then there is a count of its attempts. */
function isBySdk(request: string): boolean {
  return /\r\namz-sdk-request: /iu.test(request);
}

/** A request without what belongs to it alone. */
function lasting(request: string) {
  const [head = "", body] = request.split("\r\n\r\n");
  const [line, ...headers] = head.split("\r\n");
  const kept = headers
    .map((header) => header.replace(/^[^:]+/u, (name) => name.toLowerCase()))
    .filter((header) => !OWN_HEADERS.test(header.slice(0, header.indexOf(":"))));
  return { line, headers: kept.toSorted(), body };
}

describe.each(Object.entries(OPERATIONS))("%s", (_name, operationAt) => {
  test("sends the same by the plain SDK and by the fast client, and reads the same", async () => {
    const { service, command, answer } = operationAt(`${process.env["AWS_ENDPOINT_URL"]}/1/q`);
    answers = [0, 1, 2].map(() => [200, answer]);
    const plain = (await clientsWith(false))[service];
    const fast = (await clientsWith(true))[service];
    const read = [
      await plain.send(command()),
      await fast.send(command()),
      await fast.send(command()),
    ];
    plain.destroy();
    fast.destroy();
    expect(receiver.requests.map(isBySdk)).toEqual([true, true, false]);
    const [byPlain, first, later] = receiver.requests.map(lasting);
    expect(first).toEqual(byPlain);
    expect(later).toEqual(byPlain);
    const [readByPlain, readFirst, readLater] = read.map((output) => ({
      ...output,
      $metadata: undefined,
    }));
    expect(readFirst).toEqual(readByPlain);
    expect(readLater).toEqual(readByPlain);
  });

  test("throws the same by both, after as many attempts of the SDK", async () => {
    const { service, command, answer } = operationAt(`${process.env["AWS_ENDPOINT_URL"]}/1/q`);
    const refusal = { __type: "x#ResourceNotFoundException", message: "no table" };
    const thrownBy = async (fastAwsClients: boolean): Promise<unknown> => {
      const client = (await clientsWith(fastAwsClients))[service];
      answers = [[200, answer]];
      await client.send(command());
      answers = [0, 1, 2].map(() => [400, refusal]);
      const thrown = await client.send(command()).catch((error: unknown) => error);
      client.destroy();
      const { name, message } = thrown as Error;
      return { name, message };
    };
    const byPlain = await thrownBy(false);
    const sentByPlain = receiver.requests.splice(0).length;
    expect(await thrownBy(true)).toEqual(byPlain);
    // One more: what is not answered with 200 goes through the SDK as if it came for the first
    // time.
    expect(receiver.requests.length).toBe(sentByPlain + 1);
  });
});
