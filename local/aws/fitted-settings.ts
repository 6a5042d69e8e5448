import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";

import { readSettings, SettingsError } from "../../lib/settings/read-settings.ts";
import { RunFailed } from "../session/run-failed.ts";
import { readAccountConcurrency } from "./account-concurrency.ts";
import { planConcurrency, reservingFunctions } from "./concurrency-plan.ts";
import { givenSettings } from "./given-settings.ts";

/** What a deployment adds to the settings it was given, and what to say of it. */
export interface FittedSettings {
  readonly settings: Readonly<Record<string, number>>;
  readonly lines: readonly string[];
}

/**
 * Fits the settings of a deployment into what the account may run at once.
 *
 * @param options `client`: one of its own; `args`: the CDK's arguments; `root`: the folder with cdk.json
 * @throws {RunFailed} when a setting is wrong, or a reservation does not fit
 */
export async function fittedSettings(options: {
  readonly client: CloudFormationClient;
  readonly args: readonly string[];
  readonly root: string;
}): Promise<FittedSettings> {
  const given = await givenSettings(options.args, options.root);
  const settings = validSettings(given);
  const account = await readAccountConcurrency(options.client, reservingFunctions(settings));
  if (!account.known) {
    return {
      settings: {},
      lines: [
        `! How many functions the account may run at once could not be read (${account.why}); lambda:GetAccountSettings allows it.`,
        `  The settings stay as they are. An account of fewer than 200 needs a smaller deliverConcurrency than ${settings.deliverConcurrency}.`,
      ],
    };
  }
  const plan = planConcurrency(account, settings, new Set(Object.keys(given)));
  if ("refused" in plan) throw new RunFailed(plan.refused);
  return plan;
}

function validSettings(given: Readonly<Record<string, unknown>>) {
  try {
    return readSettings(given);
  } catch (error) {
    throw error instanceof SettingsError ? new RunFailed(error.message) : error;
  }
}
