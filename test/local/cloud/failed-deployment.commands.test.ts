import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";

import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  paginateDescribeStackEvents,
} from "@aws-sdk/client-cloudformation";
import {
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { App, type Stack } from "aws-cdk-lib";
import { CfnUrl } from "aws-cdk-lib/aws-lambda";
import { expect, it, onTestFinished, vi } from "vitest";

import { ringbackStacks, type RingbackStacks } from "../../../lib/ringback-stacks.ts";
import { readSettings } from "../../../lib/settings/read-settings.ts";
import { bootstrap, deploySynthesized } from "../../../local/cloud/deploy-stacks.ts";
import { type Emulator, startEmulator } from "../../../local/cloud/emulator.ts";
import { LOCAL_AWS, localClientConfig } from "../../../local/cloud/local-aws.ts";
import { TEST_SETTINGS } from "../../../local/cloud/test-settings.ts";
import { preparePresentStacks } from "../../../tools/deploy/present-stacks.ts";
import { signedCall } from "../../../tools/deploy/signed-call.ts";
import { startProgram } from "../../support/processes.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const ROOT = join(import.meta.dirname, "../../..");

/** What is kept when a stack goes is kept here, too, as by default on AWS. */
const SETTINGS = { ...TEST_SETTINGS, removalPolicy: "retain" };

/** Some of the parameters, and the outputs that they repeat. */
const PARAMETERS = {
  "api-url": "ApiUrl",
  "event-bus-arn": "EventBusArn",
  "dropped-queue-url": "DroppedQueueUrl",
};

const TABLES = ["ringback-deliveries", "ringback-webhooks"];

/**
 * The real stacks; the chosen one has a resource that cannot be made, and all its others are made
 * before that one.
 */
function synthesize(outdir: string, failing?: keyof RingbackStacks): void {
  const text = readFileSync(join(ROOT, "cdk.json"), "utf8");
  const { context } = JSON.parse(text) as { context: Record<string, unknown> };
  const app = new App({ outdir, context: { ...context, ...SETTINGS } });
  const stacks = ringbackStacks(app, readSettings(app.node.getAllContext()));
  if (failing !== undefined) addFailure(stacks[failing]);
  app.synth();
}

function addFailure(stack: Stack): void {
  const others = [...stack.node.children];
  const failure = new CfnUrl(stack, "Failure", {
    authType: "NONE",
    targetFunctionArn: stack.formatArn({
      service: "lambda",
      resource: "function:ringback-that-there-is-not",
    }),
  });
  failure.node.addDependency(...others);
}

async function startOwnEmulator(folder: string, signal: AbortSignal): Promise<Emulator> {
  const options = { root: ROOT, folder, temporaryFolder: join(folder, "tmp"), signal };
  const emulator = await startEmulator(options);
  onTestFinished(() => emulator.stop());
  return emulator;
}

/** `npm run deploy` for somebody whose AWS is the emulator; returns what it prints. */
async function npmRunDeploy(endpointUrl: string, folder: string): Promise<string> {
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const quietly = ["--require-approval", "never", "--no-notices", "--ci", "--no-color"];
  const args = [...settings, ...quietly, "--output", join(folder, "deployed")];
  const { region, accessKeyId, secretAccessKey } = LOCAL_AWS;
  const nothing = join(folder, "no-such-file");
  const deploy = startProgram("node", [join(ROOT, "tools", "deploy.ts"), ...args], {
    cwd: ROOT,
    env: {
      PATH: [join(ROOT, "node_modules", ".bin"), process.env["PATH"]].join(delimiter),
      HOME: folder,
      AWS_ENDPOINT_URL: endpointUrl,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_CONFIG_FILE: nothing,
      AWS_SHARED_CREDENTIALS_FILE: nothing,
      CDK_DISABLE_CLI_TELEMETRY: "true",
      npm_config_update_notifier: "false",
    },
  });
  const { code } = await deploy.ended;
  if (code !== 0) throw new Error(`npm run deploy ended with code ${code}:\n${deploy.output()}`);
  return deploy.output();
}

/** Looks at what is deployed. */
function observe(endpointUrl: string) {
  const dynamodb = new DynamoDBClient(localClientConfig(endpointUrl));
  const cloudformation = new CloudFormationClient(localClientConfig(endpointUrl));
  return {
    dynamodb,
    cloudformation,
    /** What other programs find under a name. */
    async parameter(name: string): Promise<unknown> {
      vi.stubEnv("AWS_ENDPOINT_URL", endpointUrl);
      const { text } = await signedCall(cloudformation, {
        service: "ssm",
        method: "POST",
        path: "/",
        headers: {
          "content-type": "application/x-amz-json-1.1",
          "x-amz-target": "AmazonSSM.GetParameter",
        },
        body: JSON.stringify({ Name: name }),
      });
      return (JSON.parse(text) as { Parameter?: { Value?: string } }).Parameter?.Value;
    },
    async status(stack: string): Promise<string | undefined> {
      const { Stacks: stacks = [] } = await cloudformation.send(new DescribeStacksCommand());
      return stacks.find(({ StackName: name }) => name === stack)?.StackStatus;
    },
    /** The resources that a stack did not delete although it went back. */
    async left(stack: string): Promise<readonly string[]> {
      const left: string[] = [];
      const pages = paginateDescribeStackEvents({ client: cloudformation }, { StackName: stack });
      for await (const { StackEvents: events = [] } of pages) {
        for (const { ResourceStatus: status, LogicalResourceId: id = "" } of events) {
          if (status === "DELETE_SKIPPED" || status === "DELETE_FAILED") left.push(id);
        }
      }
      return left;
    },
    async tables(): Promise<readonly string[]> {
      const { TableNames: names = [] } = await dynamodb.send(new ListTablesCommand());
      return names.filter((name) => name.startsWith("ringback-")).toSorted();
    },
    async queues(): Promise<readonly string[]> {
      const sqs = new SQSClient(localClientConfig(endpointUrl));
      const { QueueUrls: urls = [] } = await sqs.send(new ListQueuesCommand());
      return urls.filter((url) => url.includes("/ringback-"));
    },
  };
}

it("a first deployment that fails half-way leaves nothing in the way of npm run deploy, whichever stack failed", async () => {
  const folder = temporaryFolder();
  const { signal } = new AbortController();
  const { endpointUrl } = await startOwnEmulator(folder, signal);
  const deployment = { root: ROOT, folder, endpointUrl, settings: SETTINGS, signal };
  const assembly = join(folder, "cdk.out");
  const aws = observe(endpointUrl);
  await bootstrap(deployment);

  synthesize(assembly, "storage");
  await expect(deploySynthesized(deployment)).rejects.toThrow("cdk deploy");
  expect(await aws.status("RingbackStorage")).toBe("ROLLBACK_COMPLETE");
  expect(await aws.left("RingbackStorage")).toEqual([]);
  expect(await aws.tables()).toEqual([]);

  const names = ["RingbackStorage", "RingbackPipeline"];
  expect([...(await preparePresentStacks(aws.cloudformation, names)).values()]).toEqual([
    "failed",
    "new",
  ]);
  synthesize(assembly, "pipeline");
  await expect(deploySynthesized(deployment)).rejects.toThrow("cdk deploy");
  expect(await aws.status("RingbackStorage")).toBe("CREATE_COMPLETE");
  expect(await aws.status("RingbackPipeline")).toBe("ROLLBACK_COMPLETE");
  expect(await aws.left("RingbackPipeline")).toEqual([]);
  expect(await aws.queues()).toEqual([]);
  expect(await aws.tables()).toEqual(TABLES);

  const printed = await npmRunDeploy(endpointUrl, folder);
  expect(printed).toContain(`Deploying to account ${LOCAL_AWS.account}, region us-east-1.`);
  expect(printed).toMatch(/The CDK's bootstrap has version \d+\./u);
  expect(printed).toMatch(/RingbackStorage +\(there already\) 2 tables, 2 secrets/u);
  expect(printed).toMatch(/RingbackPipeline +\(failed, made anew\)/u);
  expect(printed).toMatch(/RingbackApi +\(new\)/u);
  const outputs = new Map(
    [...printed.matchAll(/^ {2}(\w+) +(\S+)$/gmu)].map(([, name = "", value]) => [name, value]),
  );
  for (const [name, output] of Object.entries(PARAMETERS)) {
    expect(await aws.parameter(`/ringback/ringback/${name}`)).toBe(outputs.get(output));
    expect(outputs.get(output)).toBeTruthy();
  }
  const remove = new DeleteStackCommand({ StackName: "RingbackStorage" });
  await expect(aws.cloudformation.send(remove)).rejects.toThrow("TerminationProtection is enabled");

  const apiId = outputs.get("ApiId");
  const health = `${endpointUrl}/_aws/execute-api/${apiId}/$default/health`;
  expect((await fetch(health)).status).toBe(200);
  for (const TableName of TABLES) {
    const Key = { pk: { S: "a" }, sk: { S: "b" } };
    await aws.dynamodb.send(new PutItemCommand({ TableName, Item: Key }));
    const { Item: item } = await aws.dynamodb.send(new GetItemCommand({ TableName, Key }));
    expect(item).toEqual(Key);
  }
});
