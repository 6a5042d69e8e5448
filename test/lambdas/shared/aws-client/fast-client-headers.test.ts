import { BatchGetItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import {
  awsClientSettings,
  sqsClientSettings,
} from "../../../../lambdas/shared/aws-client/aws-client-settings.ts";
import { AwsHttpHandler } from "../../../../lambdas/shared/aws-client/aws-http-handler.ts";
import { makeFastClient } from "../../../../lambdas/shared/aws-client/fast-client.ts";
import { httpResponse, startTcpReceiver, type TcpReceiver } from "../../../support/tcp-receiver.ts";

/** Of the SDK's own request; a fast call has no count of attempts. */
const SDK_ONLY = ["amz-sdk-invocation-id", "amz-sdk-request"];

let receiver: TcpReceiver;
let settings: ConstructorParameters<typeof DynamoDBClient>[0] & object;
let plain: DynamoDBClient;
let fast: DynamoDBClient;

beforeEach(async () => {
  receiver = await startTcpReceiver((socket) => void socket.write(httpResponse(200, "{}")));
  settings = {
    requestHandler: new AwsHttpHandler(),
    endpoint: `http://127.0.0.1:${receiver.port}`,
    region: "eu-central-1",
    credentials: { accessKeyId: "id", secretAccessKey: "key", sessionToken: "token" },
  };
  plain = new DynamoDBClient({ ...awsClientSettings, ...settings });
  fast = makeFastClient(new DynamoDBClient({ ...awsClientSettings, ...settings }), {
    BatchGetItemCommand,
  });
});

afterEach(async () => {
  invocation = {};
  plain.destroy();
  fast.destroy();
  await receiver.close();
});

function get(item = "evt_1"): BatchGetItemCommand {
  const keys = [{ pk: { S: item }, sk: { S: "event" } }];
  return new BatchGetItemCommand({ RequestItems: { deliveries: { Keys: keys } } });
}

/** The headers of the requests so far, names in lower case. */
function sentHeaders(): ReadonlyMap<string, string>[] {
  return receiver.requests.map((request) => {
    const [head = ""] = request.split("\r\n\r\n");
    const pairs = head.split("\r\n").slice(1);
    return new Map(
      pairs.map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
  });
}

function sent(name: string): (string | undefined)[] {
  return sentHeaders().map((headers) => headers.get(name));
}

/** Whether the SDK itself sent each request. */
function bySdk(): boolean[] {
  return sent("amz-sdk-request").map((value) => value !== undefined);
}

/**
 * What Lambda's runtime knows of the invocation at hand. The SDK looks for this store once a
 * process.
 */
let invocation: Readonly<Record<string, string>> = {};
vi.stubGlobal("awslambda", {
  InvokeStore: {
    getXRayTraceId: () => undefined,
    getTraceparent: () => invocation["traceparent"],
    getTracestate: () => invocation["tracestate"],
    getBaggage: () => invocation["baggage"],
  },
});

function beginInvocation(values: Readonly<Record<string, string>>): void {
  vi.stubEnv("AWS_LAMBDA_FUNCTION_NAME", "ringback-deliver");
  vi.stubEnv("_X_AMZN_TRACE_ID", values["x-amzn-trace-id"]);
  invocation = values;
}

/**
 * Adds a header with another value to each of the SDK's requests, as an application's middleware
 * may.
 */
function addHeader(client: DynamoDBClient, name: string, values: Iterator<string>): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      const { value, done } = values.next();
      if (done !== true) headers[name] = value;
      return next(args);
    },
    { step: "build", name: `add ${name}` },
  );
}

describe("of the headers of an invocation, fast calls send", () => {
  test.each([
    ["x-amzn-trace-id", "Root=1-a;Parent=1;Sampled=1;Lineage=1:f00:1"],
    ["traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"],
    ["tracestate", "vendor=1"],
    ["baggage", "user=1"],
  ])("%s as it is now, not as it was at the first call", async (name, first) => {
    const traceparent = "00-0-0-00";
    for (const value of [first, `${first}2`, `${first}3`]) {
      beginInvocation({ traceparent, [name]: value });
      await fast.send(get());
    }
    expect(bySdk()).toEqual([true, false, false]);
    expect(sent(name)).toEqual([first, `${first}2`, `${first}3`]);
  });

  test("exactly those that the SDK sends, also where Lambda gives none", async () => {
    const full = {
      "x-amzn-trace-id": "Root=1-a",
      traceparent: "00-1",
      tracestate: "a=1",
      baggage: "b=1",
    };
    const { traceparent: _, ...untraced } = full;
    const { tracestate: __, ...stateless } = full;
    await fast.send(get());
    for (const values of [full, untraced, stateless, {}]) {
      beginInvocation(values);
      await plain.send(get());
      await fast.send(get());
    }
    vi.unstubAllEnvs();
    invocation = {};
    await plain.send(get());
    await fast.send(get());
    const [, ...rest] = sentHeaders().map((headers) => {
      const traces = Object.keys(full).map((name) => [name, headers.get(name)]);
      return Object.fromEntries(traces) as Record<string, string | undefined>;
    });
    const pairs = [0, 2, 4, 6, 8].map((index) => [rest[index + 1], rest[index]]);
    for (const [byUs, byTheSdk] of pairs) expect(byUs).toEqual(byTheSdk);
    expect(rest[0]).toEqual(full);
    expect(rest.at(-1)).toEqual(Object.fromEntries(Object.keys(full).map((name) => [name])));
  });

  test("no trace outside of Lambda, whatever the environment says", async () => {
    vi.stubEnv("AWS_LAMBDA_FUNCTION_NAME", undefined);
    vi.stubEnv("_X_AMZN_TRACE_ID", "Root=1-a");
    for (let i = 0; i < 2; i += 1) await fast.send(get());
    expect(bySdk()).toEqual([true, false]);
    expect(sent("x-amzn-trace-id")).toEqual([undefined, undefined]);
  });

  test("none of the SDK's count of attempts", async () => {
    for (let i = 0; i < 2; i += 1) await fast.send(get());
    for (const name of SDK_ONLY) expect(sent(name)).toEqual([expect.any(String), undefined]);
  });
});

describe("of the headers of a request, fast calls", () => {
  test.each(["authorization", "x-amz-date", "x-amz-content-sha256", "content-length"])(
    "make %s for their own body and time",
    async (name) => {
      vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-29T12:00:00Z") });
      await fast.send(get());
      vi.setSystemTime(Date.parse("2026-11-29T12:00:05Z"));
      await fast.send(get("evt_22"));
      await plain.send(get("evt_22"));
      vi.useRealTimers();
      const [first, byUs, byTheSdk] = sent(name);
      expect(bySdk()).toEqual([true, false, true]);
      expect(byUs).not.toBe(first);
      if (name !== "authorization") expect(byUs).toBe(byTheSdk); // the SDK also signs its count of attempts
    },
  );

  test("send the session token of the credentials that hold now", async () => {
    let sessions = 0;
    const credentials = () => {
      sessions += 1;
      return Promise.resolve({
        accessKeyId: "id",
        secretAccessKey: "key",
        sessionToken: `token ${sessions}`,
        expiration: new Date(0), // so the SDK asks again each time
      });
    };
    const client = new DynamoDBClient({ ...awsClientSettings, ...settings, credentials });
    const own = makeFastClient(client, { BatchGetItemCommand });
    for (let i = 0; i < 2; i += 1) await own.send(get());
    client.destroy();
    expect(bySdk()).toEqual([true, false]);
    const [first, second] = sent("x-amz-security-token");
    expect(second).not.toBe(first);
  });

  test.each([
    ...["cookie", "Cookie", "x-amz-checksum-crc32", "content-md5", "x-amz-account-id"],
    ...["x-datadog-trace-id", "b3", "x-forwarded-for"],
  ])("never repeat %s: such requests are the SDK's", async (name) => {
    addHeader(fast, name, ["one", "two", "three"].values());
    for (let i = 0; i < 5; i += 1) await fast.send(get());
    expect(sent(name.toLowerCase())).toEqual(["one", "two", "three", undefined, undefined]);
    expect(bySdk()).toEqual([true, true, true, true, false]);
  });

  test("are the SDK's when the request has a query", async () => {
    fast.middlewareStack.add(
      (next) => (args) => {
        (args.request as { query: Record<string, string> }).query["at"] = "1";
        return next(args);
      },
      { step: "build", name: "add query" },
    );
    for (let i = 0; i < 2; i += 1) await fast.send(get());
    expect(bySdk()).toEqual([true, true]);
  });

  test("send all others as the SDK does", async () => {
    await fast.send(get());
    await plain.send(get());
    await fast.send(get());
    const signature = ["authorization", "x-amz-date", "x-amz-content-sha256"];
    const changing = new Set([...SDK_ONLY, ...signature]);
    const [, bySdkItself, byUs] = sentHeaders().map((headers) =>
      Object.fromEntries([...headers].filter(([name]) => !changing.has(name))),
    );
    expect(byUs).toEqual(bySdkItself);
  });
});

describe("the endpoint of fast calls", () => {
  test("is that of the account in the credentials, where the SDK takes it", async () => {
    const hosts: string[] = [];
    class Recorder extends AwsHttpHandler {
      override handle({ hostname }: { hostname: string }) {
        hosts.push(hostname);
        const body = new TextEncoder().encode("{}");
        return Promise.resolve({ response: { statusCode: 200, headers: {}, body } });
      }
    }
    const credentials = { accessKeyId: "id", secretAccessKey: "key", accountId: "123456789012" };
    const client = new DynamoDBClient({
      ...awsClientSettings,
      region: "eu-central-1",
      credentials,
      requestHandler: new Recorder(),
    });
    const own = makeFastClient(client, { BatchGetItemCommand });
    for (let i = 0; i < 2; i += 1) await own.send(get());
    expect(hosts).toEqual(Array(2).fill("123456789012.ddb.eu-central-1.amazonaws.com"));
  });

  test("is the host of the queue's URL, for each queue", async () => {
    const other = await startTcpReceiver((socket) => void socket.write(httpResponse(200, "{}")));
    const { requestHandler, credentials, region } = settings;
    const client = new SQSClient({
      ...sqsClientSettings,
      requestHandler: requestHandler as never,
      credentials: credentials as never,
      region: region as string,
    });
    const own = makeFastClient(client, { SendMessageBatchCommand });
    for (const { port } of [receiver, other, receiver, other]) {
      await own.send(
        new SendMessageBatchCommand({ QueueUrl: `http://127.0.0.1:${port}/1/q`, Entries: [] }),
      );
    }
    client.destroy();
    await other.close();
    expect([receiver.requests.length, other.requests.length]).toEqual([2, 2]);
    expect(bySdk()).toEqual([true, false]);
  });
});
