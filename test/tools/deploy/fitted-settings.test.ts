import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { describe, expect, it, onTestFinished, vi } from "vitest";

import { readAccountConcurrency } from "../../../tools/deploy/account-concurrency.ts";
import { fittedSettings } from "../../../tools/deploy/fitted-settings.ts";
import { givenSettings } from "../../../tools/deploy/given-settings.ts";
import { type Receiver, startReceiver } from "../../support/receiver.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const SETTINGS_PATH = "/2016-08-19/account-settings/";

/** Lambda's API of an account. */
async function lambdaOf(answers: Readonly<Record<string, { status?: number; body: unknown }>>) {
  const lambda = await startReceiver();
  onTestFinished(() => lambda.close());
  for (const [path, { status = 200, body }] of Object.entries(answers)) {
    lambda.answer(path, [{ status, body: JSON.stringify(body) }]);
  }
  vi.stubEnv("AWS_ENDPOINT_URL_LAMBDA", lambda.url);
  return lambda;
}

function limits(limit: number, unreserved = limit) {
  const account = { ConcurrentExecutions: limit, UnreservedConcurrentExecutions: unreserved };
  return { [SETTINGS_PATH]: { body: { AccountLimit: account } } };
}

function client(): CloudFormationClient {
  const credentials = { accessKeyId: "id", secretAccessKey: "key", sessionToken: "token" };
  return new CloudFormationClient({ region: "eu-west-1", credentials });
}

/** A checkout with this cdk.json. */
function checkout(context: Record<string, unknown> = {}): string {
  const root = temporaryFolder();
  writeFileSync(join(root, "cdk.json"), JSON.stringify({ app: "node x", context }));
  return root;
}

async function fitted(args: readonly string[], context?: Record<string, unknown>) {
  const given = await givenSettings(args, checkout(context), temporaryFolder());
  return fittedSettings({ caller: client(), given });
}

/** The headers of the only request. */
function headersOf(lambda: Receiver): Readonly<Record<string, unknown>> {
  expect(lambda.requests).toHaveLength(1);
  return { ...lambda.requests[0]?.headers };
}

describe("the settings of a deployment", () => {
  it("are fitted into what Lambda's API says of the account", async () => {
    const lambda = await lambdaOf(limits(10));
    const { settings, lines } = await fitted([]);
    expect(settings).toEqual({
      deliverConcurrency: 2,
      deliverSlowConcurrency: 0,
      fanOutConcurrency: 2,
      fanOutSliceConcurrency: 0,
      notificationConcurrency: 2,
      accountConcurrency: 10,
    });
    expect(lines[0]).toBe("The account may run 10 functions at once in eu-west-1.");
    const headers = headersOf(lambda);
    expect(headers["authorization"]).toMatch(
      /Credential=id\/\d{8}\/eu-west-1\/lambda\/aws4_request/u,
    );
    expect(headers["x-amz-security-token"]).toBe("token");
  });

  it("stay as they are where the account is large enough", async () => {
    await lambdaOf(limits(1000));
    const { settings, lines } = await fitted([]);
    expect(settings).toEqual({ accountConcurrency: 1000 });
    expect(lines.at(-1)).toContain("-c accountConcurrency=1000");
  });

  it.each([
    ["1000", 0],
    ["none", 0],
    ["500", 1],
  ])("name the account's limit unless it was given as %s", async (given, warnings) => {
    await lambdaOf(limits(1000));
    const { settings, lines } = await fitted(["-c", `accountConcurrency=${given}`]);
    expect(settings).toEqual({});
    const found = lines.filter((line) => line.startsWith("!"));
    expect(found).toHaveLength(warnings);
    expect(found.join("")).toContain(warnings === 0 ? "" : "may run 1000: leave it out");
  });

  it("that were given stay, whether on the command line or in cdk.json", async () => {
    await lambdaOf(limits(50));
    const { settings } = await fitted(["-c", "deliverConcurrency=30"], { fanOutConcurrency: 3 });
    expect(settings).toEqual({
      deliverSlowConcurrency: expect.any(Number),
      fanOutSliceConcurrency: expect.any(Number),
      notificationConcurrency: expect.any(Number),
      accountConcurrency: 50,
    });
  });

  it.each([
    [403, { Message: "User: arn:aws:iam::1:user/x is not authorized" }, "403 User: arn:"],
    [403, { message: "The security token is expired" }, "403 The security token is expired"],
    [500, {}, "500 undefined"],
    [404, {}, "the answer has no limit"],
    [200, { AccountLimit: {} }, "the answer has no limit"],
    [200, {}, "the answer has no limit"],
  ])("stay as they are after the answer %i %j, and a line says so", async (status, body, why) => {
    await lambdaOf({ [SETTINGS_PATH]: { status, body } });
    const { settings, lines } = await fitted([]);
    expect(settings).toEqual({});
    expect(lines.join("\n")).toContain(`could not be read (${why}`);
    expect(lines.join("\n")).toContain("lambda:GetAccountSettings allows it");
  });

  it("stay as they are when nobody answers", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL_LAMBDA", "http://127.0.0.1:1");
    expect(await fitted([])).toMatchObject({ settings: {} });
  });

  it("are refused before anything is deployed where one is wrong or a reservation does not fit", async () => {
    await lambdaOf({
      ...limits(100),
      "/2019-09-30/functions/ringback-config-api/concurrency": { status: 404, body: {} },
    });
    await expect(fitted(["-c", "deliverConcurrency=many"])).rejects.toThrow(
      'deliverConcurrency: got "many", expected a whole number from 2 to 1000',
    );
    await expect(fitted(["-c", "configApiReservedConcurrency=5"])).rejects.toThrow(
      "configApiReservedConcurrency=5: of the 100 functions",
    );
  });

  it("may repeat a reservation that the function has already", async () => {
    const path = "/2019-09-30/functions/acme-deliver/concurrency";
    await lambdaOf({
      ...limits(1000, 300),
      [path]: { body: { ReservedConcurrentExecutions: 700 } },
    });
    const args = ["-c", "namePrefix=acme", "-c", "deliverReservedConcurrency=700"];
    expect((await fitted(args)).settings).toEqual({ accountConcurrency: 1000 });
  });
});

describe("the account's concurrency", () => {
  it("is read at the endpoint of the region", async () => {
    const asked: string[] = [];
    vi.stubEnv("AWS_ENDPOINT_URL_LAMBDA", undefined);
    vi.stubEnv("AWS_ENDPOINT_URL", undefined);
    const fetched = vi.spyOn(globalThis, "fetch").mockImplementation((url) => {
      asked.push(url as string);
      return Promise.resolve(Response.json(limits(7)[SETTINGS_PATH]?.body));
    });
    const chinese = new CloudFormationClient({
      region: "cn-north-1",
      credentials: { accessKeyId: "id", secretAccessKey: "key" },
    });
    expect(await readAccountConcurrency(client(), [])).toMatchObject({ known: true, limit: 7 });
    await readAccountConcurrency(chinese, []);
    fetched.mockRestore();
    expect(asked).toEqual([
      `https://lambda.eu-west-1.amazonaws.com${SETTINGS_PATH}`,
      `https://lambda.cn-north-1.amazonaws.com.cn${SETTINGS_PATH}`,
    ]);
  });
});

describe("what was given", () => {
  it("is what the CDK takes: arguments before cdk.json, cdk.context.json and ~/.cdk.json", async () => {
    const home = temporaryFolder();
    const root = checkout({ a: "cdk.json", b: "cdk.json", c: "cdk.json" });
    writeFileSync(join(home, ".cdk.json"), JSON.stringify({ context: { a: "home", d: "home" } }));
    writeFileSync(join(root, "cdk.context.json"), JSON.stringify({ b: "context", e: ["context"] }));
    const args = ["--profile", "x", "-c", "c=one", "--context", "f=a=b", "--context=g=", "-c"];
    expect(await givenSettings(args, root, home)).toEqual({
      a: "cdk.json",
      b: "cdk.json",
      c: "one",
      d: "home",
      e: ["context"],
      f: "a=b",
      g: "",
    });
  });

  it("is nothing without files or arguments", async () => {
    expect(await givenSettings([], temporaryFolder(), temporaryFolder())).toEqual({});
  });
});
