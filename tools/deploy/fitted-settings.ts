import type { CloudFormationClient } from "@aws-sdk/client-cloudformation";

import { readSettings, SettingsError } from "../../lib/settings/read-settings.ts";
import { RunFailed } from "../../local/session/run-failed.ts";
import { readAccountConcurrency } from "./account-concurrency.ts";
import { planConcurrency, reservingFunctions } from "./concurrency-plan.ts";
import type { GivenSettings } from "./given-settings.ts";

/** What a deployment adds to the settings it was given, and what to say of it. */
export interface FittedSettings {
  readonly settings: Readonly<Record<string, number>>;
  readonly lines: readonly string[];
}

/**
 * Fits the settings of a deployment into what the account may run at once, and sets
 * `accountConcurrency` to that.
 *
 * @param options `caller`: with the caller's credentials and region; `given`: what the CDK would
 *   give to the app
 * @throws {RunFailed} when a setting is wrong, or a reservation does not fit
 */
export async function fittedSettings(options: {
  readonly caller: CloudFormationClient;
  readonly given: GivenSettings;
}): Promise<FittedSettings> {
  const { caller, given } = options;
  const settings = validSettings(given);
  const account = await readAccountConcurrency(caller, reservingFunctions(settings));
  if (!account.known) {
    return {
      settings: {},
      lines: [
        `! How many functions the account may run at once could not be read (${account.why}); lambda:GetAccountSettings allows it.`,
        `  The settings stay as they are. An account of fewer than 230 needs a smaller deliverConcurrency than ${settings.deliverConcurrency}, and a smaller deliverSlowConcurrency than ${settings.deliverSlowConcurrency}.`,
      ],
    };
  }
  const plan = planConcurrency(account, settings, new Set(Object.keys(given)));
  if ("refused" in plan) throw new RunFailed(plan.refused);
  const isGiven = given["accountConcurrency"] !== undefined;
  const known = knownLimit(account.limit, isGiven ? settings.accountConcurrency : undefined);
  return {
    settings: { ...plan.settings, ...known.settings },
    lines: [...plan.lines, ...known.lines],
  };
}

/** What the alarm on functions at work is told of the account. */
function knownLimit(limit: number, given: number | "none" | undefined): FittedSettings {
  if (given === undefined) {
    return {
      settings: { accountConcurrency: limit },
      lines: [
        `Set for the alarm on functions at work, and to be given to the CDK itself, too, if you use it: -c accountConcurrency=${limit}`,
      ],
    };
  }
  const isOther = given !== "none" && given !== limit;
  return {
    settings: {},
    lines: isOther
      ? [`! accountConcurrency=${given} was given, but the account may run ${limit}: leave it out.`]
      : [],
  };
}

function validSettings(given: Readonly<Record<string, unknown>>) {
  try {
    return readSettings(given);
  } catch (error) {
    throw error instanceof SettingsError ? new RunFailed(error.message) : error;
  }
}
