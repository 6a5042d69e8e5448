import { createHash, createHmac } from "node:crypto";

import {
  BatchExecuteStatementCommand,
  BatchGetItemCommand,
  DynamoDBClient,
  ListTablesCommand,
} from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { awsClientSettings } from "../../../../lambdas/shared/aws-client/aws-client-settings.ts";
import { AwsHttpHandler } from "../../../../lambdas/shared/aws-client/aws-http-handler.ts";
import { makeFastClient } from "../../../../lambdas/shared/aws-client/fast-client.ts";
import { bytesValue } from "../../../../lambdas/shared/dynamodb/attributes.ts";
import { httpResponse, startTcpReceiver, type TcpReceiver } from "../../../support/tcp-receiver.ts";

const credentials = { accessKeyId: "id", secretAccessKey: "key", sessionToken: "token" };
const commands = { BatchGetItemCommand, BatchExecuteStatementCommand };
const keys = [{ pk: { S: "evt_1" }, sk: { S: "event" } }];
const bytes = new Uint8Array([0, 1, 254, 255]);

let receiver: TcpReceiver;
let plain: DynamoDBClient;
let fast: DynamoDBClient;
/** Answers of the endpoint, one a request; `lost` closes the connection. */
let answers: (readonly [status: number, body: object] | "lost")[];

beforeEach(async () => {
  answers = [];
  receiver = await startTcpReceiver((socket) => {
    const answer = answers.shift() ?? [200, {}];
    if (answer === "lost") socket.destroy();
    else socket.write(httpResponse(answer[0], JSON.stringify(answer[1])));
  });
  plain = new DynamoDBClient({
    ...awsClientSettings,
    requestHandler: new AwsHttpHandler(),
    endpoint: `http://127.0.0.1:${receiver.port}`,
    region: "eu-central-1",
    credentials,
  });
  fast = makeFastClient(plain, commands);
});

afterEach(async () => {
  plain.destroy();
  await receiver.close();
});

function get(): BatchGetItemCommand {
  return new BatchGetItemCommand({ RequestItems: { deliveries: { Keys: keys } } });
}

function insert(): BatchExecuteStatementCommand {
  const Parameters = [
    { B: bytes },
    { B: Buffer.from(bytes) },
    { M: { in: { B: bytes } } },
    { B: new Uint8Array() },
    bytesValue(bytes),
    { M: { B: { S: "a member called B" } } },
    { S: '{"B":{}}' },
    { N: "5.00" },
  ];
  return new BatchExecuteStatementCommand({ Statements: [{ Statement: "INSERT …", Parameters }] });
}

/** Whether the SDK itself sent it: only then there is a count of its attempts. */
function isBySdk(request: string | undefined): boolean {
  return /\r\namz-sdk-request: /i.test(request ?? "");
}

describe("a fast client", () => {
  test("takes its template from the SDK's first request and then sends the same itself", async () => {
    for (let i = 0; i < 3; i += 1) await fast.send(get());
    expect(receiver.requests.map(isBySdk)).toEqual([true, false, false]);
    const [first = "", second = "", third = ""] = receiver.requests.map(unchanging);
    expect(second).toBe(first);
    expect(third).toBe(first);
  });

  test("has a template for each command, also when they are first sent at once", async () => {
    await Promise.all([fast.send(get()), fast.send(insert())]);
    await Promise.all([fast.send(insert()), fast.send(get())]);
    expect(receiver.requests.map(isBySdk)).toEqual([true, true, false, false]);
    const unlike = new Set(receiver.requests.map(unchanging));
    expect(unlike.size).toBe(2);
  });

  test("signs what it sends: AWS Signature Version 4, with the session token", async () => {
    await fast.send(insert());
    await fast.send(insert());
    const [bySdk = "", byUs = ""] = receiver.requests;
    expect(signatureOf(bySdk)).toBe(expectedSignature(bySdk)); // the test's own formula is right
    expect(signatureOf(byUs)).toBe(expectedSignature(byUs));
    expect(headersOf(byUs).get("x-amz-security-token")).toBe("token");
  });

  test("reads answers as the SDK does, binary attributes included", async () => {
    const item = {
      pk: { S: '{"B":"x"}' },
      packed: { B: "AAH+/w==" },
      in: { M: { b: { B: "AA==" } } },
    };
    const answer = [200, { Responses: { deliveries: [item] }, UnprocessedKeys: {} }] as const;
    answers = [answer, answer];
    const { $metadata, ...bySdk } = await fast.send(get());
    const byUs = await fast.send(get());
    expect($metadata).toBeDefined();
    expect(byUs).toEqual(bySdk);
    expect(byUs.Responses?.["deliveries"]?.[0]?.["packed"]?.B).toEqual(bytes);
  });

  test.each([
    ["a throttle", [400, { __type: "ProvisionedThroughputExceededException" }] as const],
    ["a fault of AWS", [500, {}] as const],
    ["a lost connection", "lost" as const],
  ])("leaves %s to the SDK, which tries again", async (_title, trouble) => {
    await fast.send(get());
    answers = [trouble, trouble, [200, { Responses: { deliveries: keys } }]];
    expect((await fast.send(get())).Responses?.["deliveries"]).toEqual(keys);
    expect(receiver.requests.map(isBySdk)).toEqual([true, false, true, true]);
  });

  test("throws AWS's errors as the SDK does", async () => {
    await fast.send(get());
    const refusal = [400, { __type: "x#ResourceNotFoundException", message: "no table" }] as const;
    answers = [refusal, refusal];
    await expect(fast.send(get())).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  test("leaves all other commands to the SDK", async () => {
    await fast.send(new ListTablesCommand());
    await fast.send(new ListTablesCommand());
    expect(receiver.requests.map(isBySdk)).toEqual([true, true]);
  });
});

function headersOf(request: string): Map<string, string> {
  const [head = ""] = request.split("\r\n\r\n");
  const lines = head.split("\r\n").slice(1);
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

/** A request without what belongs to it alone. */
function unchanging(request: string): string {
  const own = /^(?:authorization|x-amz-date|x-amz-content-sha256|amz-sdk-.*)$/;
  const kept = [...headersOf(request)].filter(([name]) => !own.test(name));
  const lines = kept.map(([name, value]) => `${name}: ${value}`).toSorted();
  return [...lines, request.split("\r\n\r\n")[1]].join("\n");
}

function signatureOf(request: string): string | undefined {
  return /Signature=([0-9a-f]{64})/.exec(headersOf(request).get("authorization") ?? "")?.[1];
}

/** Of a request as it was caught: each character is one byte. */
function sha256(text: string): string {
  return createHash("sha256").update(text, "latin1").digest("hex");
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function expectedSignature(request: string): string {
  const headers = headersOf(request);
  const authorization = headers.get("authorization") ?? "";
  const [, scope = "", signed = ""] =
    /Credential=id\/([^,]+), SignedHeaders=([^,]+),/.exec(authorization) ?? [];
  const canonical = [
    "POST",
    "/",
    "",
    ...signed.split(";").map((name) => `${name}:${headers.get(name)}`),
    "",
    signed,
    sha256(request.split("\r\n\r\n")[1] ?? ""),
  ].join("\n");
  const toSign = ["AWS4-HMAC-SHA256", headers.get("x-amz-date"), scope, sha256(canonical)].join(
    "\n",
  );
  let key: string | Buffer = `AWS4${credentials.secretAccessKey}`;
  for (const part of scope.split("/")) key = createHmac("sha256", key).update(part).digest();
  return createHmac("sha256", key).update(toSign).digest("hex");
}
