import { Tags } from "aws-cdk-lib";
import type { Environment } from "aws-cdk-lib";
import type { Construct } from "constructs";

import { ApiStack } from "./api-stack.ts";
import { PipelineStack } from "./pipeline-stack.ts";
import type { Settings } from "./settings.ts";
import { SignalsStack } from "./signals-stack.ts";
import { StorageStack } from "./storage-stack.ts";

/** The stacks of one installation. */
export interface RingbackStacks {
  readonly storage: StorageStack;
  readonly pipeline: PipelineStack;
  readonly api: ApiStack;
  readonly signals: SignalsStack;
}

/**
 * Tells the resources of several installations apart, in cost reports and policies of one's own.
 */
export const INSTALLATION_TAG = "ringback:installation";

/**
 * Puts one installation of Ringback into an app. The default prefix `ringback` makes
 * RingbackStorage, RingbackPipeline, RingbackApi and RingbackSignals; `acme-test` would make
 * AcmeTestStorage and so on.
 * @param env where to deploy; left out, any account and region
 */
export function ringbackStacks(
  scope: Construct,
  settings: Settings,
  env?: Environment,
): RingbackStacks {
  const name = settings.namePrefix
    .split("-")
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join("");
  const tags = { project: "ringback", [INSTALLATION_TAG]: settings.namePrefix, ...settings.tags };
  const shared = { settings, tags, ...(env === undefined ? {} : { env }) };
  const storage = new StorageStack(scope, `${name}Storage`, {
    ...shared,
    description: "Ringback: the tables and keys that outlive a redeploy",
    // What outlives its stack keeps its names, and would be in the way of the next deployment: so
    // the stack stays, too.
    terminationProtection: settings.removalPolicy === "retain",
  });
  const pipeline = new PipelineStack(scope, `${name}Pipeline`, {
    ...shared,
    storage,
    description: "Ringback: from the event bus to the receivers",
  });
  const api = new ApiStack(scope, `${name}Api`, {
    ...shared,
    storage,
    pipeline,
    description: "Ringback: the config API",
  });
  const signals = new SignalsStack(scope, `${name}Signals`, {
    ...shared,
    pipeline,
    api,
    description: "Ringback: alarms and the dashboard",
  });
  for (const stack of [storage, pipeline, api, signals]) {
    for (const [key, value] of Object.entries(tags)) Tags.of(stack).add(key, value);
  }
  return { storage, pipeline, api, signals };
}
