import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, describe, expect, test } from "vitest";

import {
  awsClientSettings,
  sqsClientSettings,
} from "../../../../lambdas/shared/aws-client/aws-client-settings.ts";
import { AwsHttpHandler } from "../../../../lambdas/shared/aws-client/aws-http-handler.ts";
import { type Answer, httpResponse, startTcpReceiver } from "../../../support/tcp-receiver.ts";

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A stand-in for an AWS endpoint, and what every client needs to call it. */
async function startEndpoint(answer: Answer) {
  const receiver = await startTcpReceiver(answer);
  cleanups.push(receiver.close);
  const settings = {
    endpoint: `http://127.0.0.1:${receiver.port}`,
    region: "eu-central-1",
    credentials: { accessKeyId: "id", secretAccessKey: "key" },
  };
  return { receiver, settings };
}

function makeDynamoDb(settings: object, silenceTimeoutMs?: number): DynamoDBClient {
  const requestHandler = new AwsHttpHandler(silenceTimeoutMs);
  const client = new DynamoDBClient({ ...awsClientSettings, ...settings, requestHandler });
  cleanups.push(() => client.destroy());
  return client;
}

function json(status: number, body: object): string {
  return httpResponse(status, JSON.stringify(body), ["content-type: application/x-amz-json-1.0"]);
}

describe("an SDK client on AwsHttpHandler", () => {
  test("sends signed JSON and reads the answer, on one connection", async () => {
    const { receiver, settings } = await startEndpoint((socket) =>
      socket.write(json(200, { TableNames: ["webhooks"] })),
    );
    const client = makeDynamoDb(settings);
    for (let i = 0; i < 3; i += 1) {
      const { TableNames } = await client.send(new ListTablesCommand({ Limit: 5 }));
      expect(TableNames).toEqual(["webhooks"]);
    }
    expect(receiver.connectionCount()).toBe(1);
    expect(receiver.requests[0]).toMatch(/^POST \/ HTTP\/1\.1\r\nhost: 127\.0\.0\.1:\d+\r\n/);
    expect(receiver.requests[0]).toMatch(/\r\nx-amz-target: DynamoDB_20120810\.ListTables\r\n/i);
    expect(receiver.requests[0]).toMatch(/\r\nauthorization: AWS4-HMAC-SHA256 Credential=id\//i);
    expect(receiver.requests[0]).toMatch(/\r\n\r\n\{"Limit":5\}$/);
  });

  test("reads an answer that comes in pieces, and an empty one", async () => {
    const { settings } = await startEndpoint((socket, _request, index) => {
      if (index === 1) socket.write(json(200, {}));
      else {
        const [head = "", body = ""] = json(200, { TableNames: ["a"] }).split("\r\n\r\n");
        socket.write(`${head}\r\n\r\n${body.slice(0, 5)}`);
        setTimeout(() => socket.write(body.slice(5)), 20);
      }
    });
    const client = makeDynamoDb(settings);
    expect((await client.send(new ListTablesCommand())).TableNames).toEqual(["a"]);
    expect((await client.send(new ListTablesCommand())).TableNames).toBeUndefined();
  });

  test("throws AWS's errors by their names", async () => {
    const type = "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException";
    const { receiver, settings } = await startEndpoint((socket) =>
      socket.write(json(400, { __type: type, message: "no table" })),
    );
    const sent = makeDynamoDb(settings).send(new ListTablesCommand());
    await expect(sent).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "no table",
    });
    expect(receiver.requests).toHaveLength(1);
  });

  test.each<[string, Answer]>([
    ["answers 500", (socket) => socket.write(json(500, {}))],
    ["closes the connection", (socket) => socket.end()],
    ["resets the connection", (socket) => socket.resetAndDestroy()],
    ["says nothing", () => {}],
  ])("tries again when AWS %s", async (_title, misbehave) => {
    const { receiver, settings } = await startEndpoint((socket, request, index) => {
      if (index === 0) misbehave(socket, request, index);
      else socket.write(json(200, { TableNames: ["a"] }));
    });
    const { TableNames } = await makeDynamoDb(settings, 100).send(new ListTablesCommand());
    expect(TableNames).toEqual(["a"]);
    expect(receiver.requests).toHaveLength(2);
  });

  test("keeps fifty connections, and closes them with its client", async () => {
    const { receiver, settings } = await startEndpoint((socket) => socket.write(json(200, {})));
    const client = makeDynamoDb(settings);
    await Promise.all(Array.from({ length: 60 }, () => client.send(new ListTablesCommand())));
    await expect.poll(receiver.openCount).toBe(50);
    client.destroy();
    await expect.poll(receiver.openCount).toBe(0);
  });

  test("takes SQS's answers without their MD5", async () => {
    const { settings } = await startEndpoint((socket) =>
      socket.write(
        json(200, { Failed: [], Successful: [{ Id: "0", MessageId: "m", MD5OfMessageBody: "?" }] }),
      ),
    );
    const requestHandler = new AwsHttpHandler();
    const sqs = new SQSClient({ ...sqsClientSettings, ...settings, requestHandler });
    cleanups.push(() => sqs.destroy());
    const { Successful } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: `${settings.endpoint}/1/q`,
        Entries: [{ Id: "0", MessageBody: "a" }],
      }),
    );
    expect(Successful?.[0]?.MessageId).toBe("m");
  });
});
