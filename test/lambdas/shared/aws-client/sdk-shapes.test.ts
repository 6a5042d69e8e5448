import { BatchGetItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SQSClient } from "@aws-sdk/client-sqs";
import { buildConnector, Client } from "undici";
import makeConnector from "undici/lib/core/connect.js";
import HttpClient from "undici/lib/dispatcher/client.js";
import { describe, expect, test } from "vitest";

import { AwsHttpHandler } from "../../../../lambdas/shared/aws-client/aws-http-handler.ts";
import { makeFastClient } from "../../../../lambdas/shared/aws-client/fast-client.ts";
import { adviseOnFailure } from "../../../support/advise-on-failure.ts";
import { httpResponse, startTcpReceiver } from "../../../support/tcp-receiver.ts";

adviseOnFailure(
  "An update changed a part that lambdas/shared/aws-client takes from inside the SDK or undici. Mend it there, " +
    "or hold the update back; until then -c fastAwsClients=false deploys without the SDK's parts.",
);

const settings = {
  region: "eu-central-1",
  credentials: { accessKeyId: "id", secretAccessKey: "key" },
};

type Inside = {
  readonly config: Record<string, unknown> & {
    systemClockOffset: number;
    signer(): Promise<Record<string, unknown>>;
    readonly requestHandler: Record<string, unknown>;
  };
};

describe.each([DynamoDBClient, SQSClient])("inside of %o", (ServiceClient) => {
  test("are the parts that a fast call is put together of", async () => {
    const { config } = new ServiceClient(settings) as unknown as Inside;
    expect(config.systemClockOffset).toBe(0);
    expect(config.requestHandler["handle"]).toBeTypeOf("function");
    expect((await config.signer())["sign"]).toBeTypeOf("function");
  });

  test("all that the SDK asks of a handler of requests is there", () => {
    const { config } = new ServiceClient(settings) as unknown as Inside;
    const ours = new AwsHttpHandler() as unknown as Record<string, unknown>;
    const asked = ["handle", "destroy", "updateHttpClientConfig", "httpHandlerConfigs"];
    const theirs = Object.getOwnPropertyNames(Object.getPrototypeOf(config.requestHandler));
    for (const name of asked)
      expect([typeof ours[name], theirs]).toEqual(["function", expect.arrayContaining([name])]);
    expect(ours["metadata"]).toEqual(config.requestHandler["metadata"]);
  });
});

test("the SDK shows each request, whole, to the middleware that keeps it as a template", async () => {
  const receiver = await startTcpReceiver((socket) => void socket.write(httpResponse(200, "{}")));
  const endpoint = `http://127.0.0.1:${receiver.port}`;
  const client = new DynamoDBClient({ ...settings, endpoint });
  const seen: unknown[] = [];
  client.middlewareStack.add(
    (next, context) => (call) => {
      seen.push({ ...(call.request as object), commandName: context["commandName"] });
      return next(call);
    },
    { step: "deserialize", priority: "low", name: "look" },
  );
  await client.send(new BatchGetItemCommand({ RequestItems: {} }));
  client.destroy();
  await receiver.close();
  expect(seen).toEqual([
    expect.objectContaining({
      commandName: "BatchGetItemCommand",
      method: "POST",
      protocol: "http:",
      hostname: "127.0.0.1",
      port: receiver.port,
      path: "/",
      query: {},
      headers: expect.objectContaining({ authorization: expect.any(String) }),
    }),
  ]);
});

test("a clock that is wrong is put right for fast calls as for the SDK's own", async () => {
  const date = new Date(Date.now() + 3_600_000);
  const receiver = await startTcpReceiver((socket, _request, index) => {
    const refusal =
      '{"__type":"x#InvalidSignatureException","message":"Signature not yet current"}';
    const headers = [`date: ${date.toUTCString()}`];
    socket.write(index === 0 ? httpResponse(400, refusal, headers) : httpResponse(200, "{}"));
  });
  const endpoint = `http://127.0.0.1:${receiver.port}`;
  const requestHandler = new AwsHttpHandler();
  const client = new DynamoDBClient({ ...settings, endpoint, requestHandler });
  const fast = makeFastClient(client, { BatchGetItemCommand });
  for (let i = 0; i < 2; i += 1) await fast.send(new BatchGetItemCommand({ RequestItems: {} }));
  fast.destroy();
  await receiver.close();
  const hours = receiver.requests.map((request) => /x-amz-date: (\d{8}T\d\d)/iu.exec(request)?.[1]);
  const hour = date.toISOString().replaceAll("-", "").slice(0, 11);
  expect(hours.slice(1)).toEqual([hour, hour]);
  expect(receiver.requests.at(-1)).not.toMatch(/amz-sdk-request/iu);
});

test("undici's parts that are imported by path are the ones that it exports", () => {
  expect(HttpClient).toBe(Client);
  expect(makeConnector).toBe(buildConnector);
});
