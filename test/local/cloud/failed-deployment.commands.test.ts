import { readFileSync } from "node:fs";
import { join } from "node:path";

import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateDescribeStackEvents,
} from "@aws-sdk/client-cloudformation";
import {
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { App, type Stack } from "aws-cdk-lib";
import { CfnUrl } from "aws-cdk-lib/aws-lambda";
import { expect, it, onTestFinished } from "vitest";

import { ringbackStacks, type RingbackStacks } from "../../../lib/ringback-stacks.ts";
import { readSettings } from "../../../lib/settings/read-settings.ts";
import { bootstrap, deploySynthesized } from "../../../local/cloud/deploy-stacks.ts";
import { type Emulator, startEmulator } from "../../../local/cloud/emulator.ts";
import { localClientConfig } from "../../../local/cloud/local-aws.ts";
import { TEST_SETTINGS } from "../../../local/cloud/test-settings.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const ROOT = join(import.meta.dirname, "../../..");

/** What is kept when a stack goes is kept here, too, as by default on AWS. */
const SETTINGS = { ...TEST_SETTINGS, removalPolicy: "retain" };

const TABLES = ["ringback-deliveries", "ringback-webhooks"];

/** The real stacks; the chosen one has a resource that cannot be made, and all its others are made before that one. */
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

/** Looks at what is deployed. */
function observe(endpointUrl: string) {
  const dynamodb = new DynamoDBClient(localClientConfig(endpointUrl));
  const cloudformation = new CloudFormationClient(localClientConfig(endpointUrl));
  return {
    dynamodb,
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
  };
}

it("a first deployment that fails half-way leaves nothing in the way of the next, whichever stack failed", async () => {
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

  synthesize(assembly, "pipeline");
  await expect(deploySynthesized(deployment)).rejects.toThrow("cdk deploy");
  expect(await aws.status("RingbackStorage")).toBe("CREATE_COMPLETE");
  expect(await aws.status("RingbackPipeline")).toBe("ROLLBACK_COMPLETE");
  expect(await aws.left("RingbackPipeline")).toEqual([]);
  expect(await aws.tables()).toEqual(TABLES);

  synthesize(assembly);
  const { ApiId: apiId } = await deploySynthesized(deployment);
  const health = `${endpointUrl}/_aws/execute-api/${apiId}/$default/health`;
  expect((await fetch(health)).status).toBe(200);
  for (const TableName of TABLES) {
    const Key = { pk: { S: "a" }, sk: { S: "b" } };
    await aws.dynamodb.send(new PutItemCommand({ TableName, Item: Key }));
    const { Item: item } = await aws.dynamodb.send(new GetItemCommand({ TableName, Key }));
    expect(item).toEqual(Key);
  }
});
