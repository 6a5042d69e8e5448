import { readFileSync } from "node:fs";
import { join } from "node:path";

import {
  CloudWatchLogsClient,
  paginateDescribeLogGroups,
  paginateFilterLogEvents,
} from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDBClient, paginateListTables, paginateScan } from "@aws-sdk/client-dynamodb";
import {
  GetSecretValueCommand,
  paginateListSecrets,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";

import { type ApiRecord, type RecordedSecret, runFolderOfTests } from "./api-record.ts";
import type { TestCloud } from "./cloud.ts";
import type { ReadableText } from "./leaks.ts";
import { nameOf } from "./used-secrets.ts";

/** The log of every function: one text a log group. */
export async function logTexts(cloud: TestCloud): Promise<ReadableText[]> {
  const client = new CloudWatchLogsClient(cloud.client);
  const texts: ReadableText[] = [];
  for await (const { logGroups = [] } of paginateDescribeLogGroups({ client }, {})) {
    for (const { logGroupName = "" } of logGroups) {
      const lines: string[] = [];
      for await (const { events = [] } of paginateFilterLogEvents({ client }, { logGroupName })) {
        lines.push(...events.map(({ message = "" }) => message));
      }
      texts.push({ place: `log ${logGroupName}`, text: lines.join("\n") });
    }
  }
  client.destroy();
  return texts;
}

/** What the emulator itself wrote, and with it what functions wrote past their logs. */
export function emulatorLogTexts(): ReadableText[] {
  const text = readFileSync(join(runFolderOfTests() ?? "", "emulator.log"), "utf8");
  return [{ place: "log of the emulator", text }];
}

/** Every answer that the config API gave to a test. */
export function answerTexts({ calls }: ApiRecord): ReadableText[] {
  return calls.map((call, index) => ({
    place: `answer ${call.status} to ${call.method} ${call.path}`,
    answers: nameOf(call, index),
    text: call.answered,
  }));
}

/** Everything that is stored, one text a table. */
export async function tableTexts(cloud: TestCloud): Promise<ReadableText[]> {
  const client = new DynamoDBClient(cloud.client);
  const texts: ReadableText[] = [];
  for await (const { TableNames: names = [] } of paginateListTables({ client }, {})) {
    for (const TableName of names) {
      const pages: string[] = [];
      for await (const { Items: items } of paginateScan({ client }, { TableName })) {
        pages.push(JSON.stringify(items));
      }
      texts.push({ place: `table ${TableName}`, text: pages.join("\n") });
    }
  }
  client.destroy();
  return texts;
}

/** What the consoles show of the deployment: the configuration of functions, outputs of stacks. */
export async function deploymentTexts(cloud: TestCloud): Promise<ReadableText[]> {
  // One call does not deserve the Lambda client; the emulator checks no signature.
  const functions = await fetch(`${cloud.endpoint_url}/2015-03-31/functions/`);
  return [
    { place: "configuration of functions", text: await functions.text() },
    { place: "outputs of stacks", text: JSON.stringify(cloud.outputs) },
  ];
}

/**
 * The values that Secrets Manager keeps, in all their versions: the operator key, the vault key.
 */
export async function managedSecrets(cloud: TestCloud): Promise<RecordedSecret[]> {
  const client = new SecretsManagerClient(cloud.client);
  const secrets: RecordedSecret[] = [];
  for await (const { SecretList: list = [] } of paginateListSecrets({ client }, {})) {
    for (const { ARN: SecretId, Name: name = "", SecretVersionsToStages: versions = {} } of list) {
      for (const VersionId of Object.keys(versions)) {
        const command = new GetSecretValueCommand({ SecretId, VersionId });
        const { SecretString: text = "" } = await client.send(command);
        secrets.push({ kind: `secret ${name}`, text });
      }
    }
  }
  client.destroy();
  return secrets;
}
