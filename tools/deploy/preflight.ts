import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";

import { INSTALLATION_TAG } from "../../lib/ringback-stacks.ts";
import { readSettings } from "../../lib/settings/read-settings.ts";
import { synthesizeTemplates } from "../../local/cloud/synthesized-templates.ts";
import { type AwsTarget, findAwsTarget } from "./aws-target.ts";
import { checkBootstrap } from "./bootstrap-check.ts";
import { planLines } from "./deployment-plan.ts";
import { fittedSettings } from "./fitted-settings.ts";
import { givenSettings } from "./given-settings.ts";
import { preparePresentStacks } from "./present-stacks.ts";
import { checkRegion, needsOf } from "./region-check.ts";
import { checkRetainedQueues } from "./retained-queues.ts";

/** Whose deployment it is, and of what. */
export interface PreflightOptions {
  /** With the caller's credentials and region. */
  readonly caller: CloudFormationClient;
  /** The CDK's arguments. */
  readonly args: readonly string[];
  /** As given by `--profile` among them. */
  readonly profile: string | undefined;
  /** The folder with cdk.json. */
  readonly root: string;
  /** For the templates. */
  readonly folder: string;
  /** Tells one line of what is found. */
  readonly say: (line: string) => void;
}

/** Where a deployment goes, its name, and the settings that it adds to those given. */
export interface Preflight {
  readonly target: AwsTarget;
  readonly namePrefix: string;
  readonly settings: Readonly<Record<string, number>>;
}

/**
 * Checks all that can be known before a deployment starts (credentials, region, bootstrap,
 * settings, what the account may run), and tells what it will make. What the caller may not read is
 * told and passed over: the deployment itself takes other roles.
 *
 * @throws {import("../../local/session/run-failed.ts").RunFailed} when it would fail, with what to
 *   do
 */
export async function preflight(options: PreflightOptions): Promise<Preflight> {
  const { caller, args, profile, root, folder, say } = options;
  const target = await findAwsTarget(caller);
  say(`Deploying to account ${target.account}, region ${target.region}.`);
  const given = await givenSettings(args, root);
  const { settings, lines } = await fittedSettings({ caller, given });
  const context = { ...given, ...settings };
  say(await checkBootstrap(caller, { target, context, profile }));
  for (const line of lines) say(line);

  const outdir = join(folder, "plan");
  await mkdir(outdir, { recursive: true });
  const stacks = synthesizeTemplates({ context, outdir, environment: target });
  say(await checkRegion(caller, needsOf(stacks.flatMap(({ resources }) => resources))));
  const names = stacks.map(({ name }) => name);
  const presence = await preparePresentStacks(caller, names);
  await checkRetainedQueues(caller, stacks, presence);
  say("");
  const { namePrefix } = readSettings(context);
  say(`It makes, or changes, all with the tag ${INSTALLATION_TAG}=${namePrefix}:`);
  for (const line of planLines(stacks, presence)) say(line);
  return { target, namePrefix, settings };
}
