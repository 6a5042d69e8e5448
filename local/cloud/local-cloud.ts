import { join } from "node:path";

import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { ListrTask } from "listr2";

import { RunFailed } from "../session/run-failed.ts";
import type { RunFolder } from "../session/run-folder.ts";
import type { Session } from "../session/session.ts";
import { type CloudFile, removeCloudFile, writeCloudFile } from "./cloud-file.ts";
import {
  bootstrap,
  deploySynthesized,
  type DeployOptions,
  type DeploySettings,
  type StackOutputs,
  synthesize,
} from "./deploy-stacks.ts";
import { type Emulator, startEmulator } from "./emulator.ts";
import { LOCAL_AWS, localClientConfig } from "./local-aws.ts";
import { LOCAL_SETTINGS } from "./local-settings.ts";

/** What the steps of a local cloud find out, one after the other. */
export interface LocalCloud {
  emulator?: Emulator;
  outputs?: StackOutputs;
  /** Set once everything is deployed. */
  file?: CloudFile;
}

/** Where a local cloud comes from and where it is announced. */
export interface LocalCloudOptions {
  readonly root: string;
  readonly session: Session;
  readonly run: RunFolder;
  /** `LOCAL_SETTINGS`, unless something else is tried. */
  readonly settings?: DeploySettings;
  /** Only this port of 127.0.0.1. */
  readonly port?: number;
  /** Where to write the cloud file beside the one in the run's folder. */
  readonly announceAt?: string;
  /** More variables for every function. */
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * The steps that start an emulator and deploy the real stacks into it. Everything they start ends
 * with the session.
 */
export function localCloudSteps<Context extends LocalCloud>(
  options: LocalCloudOptions,
): ListrTask<Context>[] {
  const { root, session, run, settings = LOCAL_SETTINGS } = options;
  const deployment = (cloud: LocalCloud): DeployOptions => ({
    root,
    folder: run.folder,
    endpointUrl: known(cloud.emulator).endpointUrl,
    settings,
    signal: session.signal,
  });
  return [
    {
      title: "Start the AWS emulator",
      task: async (cloud, task) => {
        cloud.emulator = await startSupervised(options);
        task.title = `AWS emulator at ${cloud.emulator.endpointUrl}`;
      },
    },
    {
      title: "Bundle the functions, synthesize and bootstrap (cdk synth, cdk bootstrap)",
      task: async (cloud) => {
        await Promise.all([bootstrap(deployment(cloud)), synthesize(deployment(cloud))]);
      },
    },
    {
      title: "Deploy the stacks (cdk deploy --all)",
      task: async (cloud) => {
        cloud.outputs = await deploySynthesized(deployment(cloud));
        await announce(options, cloud);
      },
    },
  ];
}

async function startSupervised(options: LocalCloudOptions): Promise<Emulator> {
  const { root, session, run, port, environment = {} } = options;
  const emulator = await startEmulator({
    ...run,
    root,
    environment,
    signal: session.signal,
    ...(port === undefined ? {} : { port }),
  });
  let wanted = false;
  session.defer(async () => {
    wanted = true;
    await emulator.stop();
  });
  const watch = async (): Promise<void> => {
    await emulator.ended;
    if (!wanted) session.fail(new RunFailed(`the AWS emulator ended; see ${emulator.logFile}`));
  };
  void watch();
  return emulator;
}

/** Where the cloud file of a run lies, whether or not it is announced elsewhere. */
export function cloudFileOf({ folder }: RunFolder): string {
  return join(folder, "cloud.json");
}

/** Writes the cloud file: into the run's folder, and where others look for it. */
async function announce(options: LocalCloudOptions, cloud: LocalCloud): Promise<void> {
  const file = await describeCloud(known(cloud.emulator).endpointUrl, known(cloud.outputs));
  await writeCloudFile(cloudFileOf(options.run), file);
  const { announceAt } = options;
  if (announceAt !== undefined) {
    await writeCloudFile(announceAt, file);
    options.session.defer(() => removeCloudFile(announceAt, file.pid));
  }
  cloud.file = file;
}

async function describeCloud(endpointUrl: string, outputs: StackOutputs): Promise<CloudFile> {
  const client = new SecretsManagerClient(localClientConfig(endpointUrl));
  const secret = await client.send(
    new GetSecretValueCommand({ SecretId: output(outputs, "OperatorKeySecretArn") }),
  );
  client.destroy();
  // The URLs that the stack puts out are AWS's; the emulator serves the same API under a path of
  // its own.
  const apiUrl = `${endpointUrl}/_aws/execute-api/${output(outputs, "ApiId")}/$default`;
  return {
    ready: true,
    endpoint_url: endpointUrl,
    region: LOCAL_AWS.region,
    api_url: apiUrl,
    console_url: `${apiUrl}/console`,
    operator_key: known(secret.SecretString),
    event_bus: output(outputs, "EventBusName"),
    queues: queueUrls(outputs),
    pid: process.pid,
  };
}

/** Every output `<Name>QueueUrl` as `<name>`, in snake case. */
export function queueUrls(outputs: StackOutputs): Record<string, string> {
  const queues: Record<string, string> = {};
  for (const [name, url] of Object.entries(outputs)) {
    const queue = /^(\w+)QueueUrl$/.exec(name)?.[1];
    if (queue !== undefined) queues[queue.replaceAll(/(?<!^)[A-Z]/g, "_$&").toLowerCase()] = url;
  }
  return queues;
}

function output(outputs: StackOutputs, name: string): string {
  const value = outputs[name];
  if (value === undefined)
    throw new Error(`no stack has an output named ${name}: ${Object.keys(outputs).join(", ")}`);
  return value;
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("a step of the local cloud ran before the one it needs");
  return value;
}
