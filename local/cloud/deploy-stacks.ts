import { mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";

import { runProgram } from "../session/child-process.ts";
import { LOCAL_AWS } from "./local-aws.ts";

/** Settings of lib/settings.ts by name, as `-c name=value` gives them. */
export type DeploySettings = Readonly<Record<string, string>>;

/** What the stacks put out, by name; names are unique over all stacks. */
export type StackOutputs = Readonly<Record<string, string>>;

/** One deployment of the app into an emulator. */
export interface DeployOptions {
  /** The folder with cdk.json. */
  readonly root: string;
  /** For the assembly, the outputs and the logs of this run. */
  readonly folder: string;
  readonly endpointUrl: string;
  readonly settings: DeploySettings;
  readonly signal: AbortSignal;
}

/** Synth bundles every function: 5 to 10 s, and a multiple on a busy machine. */
const SYNTH_TIMEOUT_MS = 180_000;
const BOOTSTRAP_TIMEOUT_MS = 120_000;

/** About 10 s; a resource that never settles would make the CDK wait for an hour. */
const DEPLOY_TIMEOUT_MS = 300_000;

/** `cdk bootstrap`: the bucket and roles that every deployment needs. */
export async function bootstrap(options: DeployOptions): Promise<void> {
  const { account, region } = LOCAL_AWS;
  const { folder } = options;
  // Outside the checkout it finds no app, so it does not synthesize one only to bootstrap.
  const cwd = join(folder, "bootstrap");
  await mkdir(cwd, { recursive: true });
  await cdk(["bootstrap", `aws://${account}/${region}`], {
    ...options,
    cwd,
    timeoutMs: BOOTSTRAP_TIMEOUT_MS,
  });
}

/** `cdk synth`: bundles the functions and writes the templates into a folder of this run. */
export async function synthesize(options: DeployOptions): Promise<void> {
  const { root, settings } = options;
  const context = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const args = ["synth", "--all", "--quiet", "--output", assembly(options), ...context];
  await cdk(args, { ...options, cwd: root, timeoutMs: SYNTH_TIMEOUT_MS });
}

/** `cdk deploy --all` of what was synthesized. */
export async function deploySynthesized(options: DeployOptions): Promise<StackOutputs> {
  const outputsFile = join(options.folder, "outputs.json");
  const args = [
    ["deploy", "--all", "--app", assembly(options)],
    ["--require-approval", "never", "--outputs-file", outputsFile],
    ["--progress", "events"],
  ].flat();
  await cdk(args, { ...options, cwd: options.folder, timeoutMs: DEPLOY_TIMEOUT_MS });
  return mergeOutputs(await readFile(outputsFile, "utf8"));
}

/** The outputs of all stacks in a CDK outputs file, except those that only link stacks. */
export function mergeOutputs(outputsFile: string): StackOutputs {
  const stacks = Object.values(JSON.parse(outputsFile) as Record<string, StackOutputs>);
  const outputs = stacks.flatMap((stack) => Object.entries(stack));
  return Object.fromEntries(outputs.filter(([name]) => !name.startsWith("ExportsOutput")));
}

function assembly({ folder }: DeployOptions): string {
  return join(folder, "cdk.out");
}

async function cdk(
  args: readonly string[],
  options: DeployOptions & { cwd: string; timeoutMs: number },
): Promise<void> {
  const { root, folder, cwd, timeoutMs, endpointUrl, signal } = options;
  const home = join(folder, "home");
  await mkdir(home, { recursive: true });
  const config = join(home, "aws-config");
  await writeFile(config, "");
  const { account, region, accessKeyId, secretAccessKey } = LOCAL_AWS;
  const bin = join(root, "node_modules", ".bin");
  await runProgram({
    file: join(bin, "cdk"),
    args: [...args, "--no-notices", "--ci", "--no-color"],
    cwd,
    logFile: join(folder, `cdk-${args[0]}.log`),
    timeoutMs,
    signal,
    // Only what it needs: a profile, proxy or region of the caller's could lead it to a real
    // account.
    env: {
      PATH: `${bin}${delimiter}${process.env["PATH"]}`,
      HOME: home, // the CDK keeps account ids of credentials there
      TMPDIR: process.env["TMPDIR"],
      LANG: "C.UTF-8",
      AWS_ENDPOINT_URL: endpointUrl,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_CONFIG_FILE: config,
      AWS_SHARED_CREDENTIALS_FILE: config,
      AWS_EC2_METADATA_DISABLED: "true",
      CDK_DEFAULT_ACCOUNT: account,
      CDK_DEFAULT_REGION: region,
      CDK_DISABLE_CLI_TELEMETRY: "true",
      npm_config_update_notifier: "false", // bundling runs npx, which would ask the registry for a newer npm
    },
  });
}
