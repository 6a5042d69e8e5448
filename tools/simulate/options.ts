import { fieldErrors } from "../../lambdas/config-api/http/field-errors.ts";
import { readRetry } from "../../lambdas/config-api/webhooks/retry-document.ts";
import { makeWebhookSchemas } from "../../lambdas/config-api/webhooks/webhook-schemas.ts";
import type { RetryPolicy } from "../../lambdas/shared/domain/retry-policy.ts";
import { PROFILE_NAMES, type ProfileName } from "../../lambdas/shared/domain/webhook.ts";
import { readOptions } from "../../local/session/read-options.ts";
import { RunFailed } from "../../local/session/run-failed.ts";
import type { DownAnswer } from "../virtual-aws/virtual-receiver.ts";
import { readDuration } from "./duration.ts";

/** More take minutes, and show nothing new. */
const MOST_DELIVERIES = 1000;

/** What the command can do. */
export const HELP = `npm run simulate -- [options]

Shows when Ringback tries to deliver to a receiver that is down, how it waits between two attempts, and what that
costs on AWS. Runs the real functions in virtual time, against AWS services in memory.

  --profile <name>      ${PROFILE_NAMES.join(", ")}; standard unless given
  --policy <json>       a retry policy in place of the profile's, as the API takes it:
                        '{"kind": "fixed", "attempts": 6, "interval_seconds": 5}'
  --down <duration>     how long the receiver is down, from the first attempt on: 36h unless given; 90min, 1d12h, forever
  --answer <answer>     what it answers meanwhile: a status from 300 to 599, or timeout; 503 unless given
  --deliveries <count>  accepted at the same moment: 1 unless given, ${MOST_DELIVERIES} at most
  --seed <number>       of the jitter: 1 unless given; the same seed shows the same run
  --svg <file>          also draws it into this file
  --help                shows this
`;

/** An outage to simulate. */
export interface OutagePlan {
  readonly profile: ProfileName;
  /** Instead of the profile's. */
  readonly policy: RetryPolicy | undefined;
  /** Milliseconds; Infinity: for ever. */
  readonly downMs: number;
  readonly answer: DownAnswer;
  readonly deliveries: number;
  readonly seed: number;
}

/** What the command was asked for. */
export type SimulateOptions =
  | { readonly help: true }
  | { readonly help: false; readonly plan: OutagePlan; readonly svgFile: string | undefined };

/**
 * Reads the arguments of the command.
 * @throws RunFailed that shows what is wrong, what was expected, and how to put it right
 */
export function readSimulateOptions(args: readonly string[]): SimulateOptions {
  const { values } = readOptions({
    args: [...args],
    options: {
      profile: { type: "string", default: "standard" },
      policy: { type: "string" },
      down: { type: "string", default: "36h" },
      answer: { type: "string", default: "503" },
      deliveries: { type: "string", default: "1" },
      seed: { type: "string", default: "1" },
      svg: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return { help: true };
  return {
    help: false,
    svgFile: values.svg,
    plan: {
      profile: profileOption(values.profile),
      policy: values.policy === undefined ? undefined : policyOption(values.policy),
      downMs: downOption(values.down),
      answer: answerOption(values.answer),
      deliveries: numberOption("deliveries", values.deliveries, 1, MOST_DELIVERIES),
      seed: numberOption("seed", values.seed, 0, 2 ** 31 - 1),
    },
  };
}

function profileOption(text: string): ProfileName {
  const name = PROFILE_NAMES.find((one) => one === text);
  if (name === undefined) throw refused("profile", text, `one of ${PROFILE_NAMES.join(", ")}`);
  return name;
}

function policyOption(text: string): RetryPolicy {
  let retry: unknown;
  try {
    retry = JSON.parse(text);
  } catch {
    throw refused(
      "policy",
      text,
      'JSON such as {"kind": "fixed", "attempts": 6, "interval_seconds": 5}',
    );
  }
  const { created } = makeWebhookSchemas({ allowHttp: false, allowedCidrs: [] }, 30);
  const input = { endpoint: "https://example.com/", events: ["*"], config: { retry } };
  const result = created.safeParse(input);
  if (!result.success) {
    const [first] = fieldErrors(result.error.issues, input, "policy");
    const field = first?.field.replace(/^config\.retry\.?/u, "") ?? "";
    throw new RunFailed(
      `--policy: ${field === "" ? "it" : field} ${first?.message}; ${first?.hint}`,
    );
  }
  const policy = result.data.config?.retry;
  if (policy === undefined) throw refused("policy", text, "a retry policy");
  return readRetry(policy);
}

function downOption(text: string): number {
  const downMs = readDuration(text);
  if (downMs === undefined) {
    throw refused("down", text, "a duration such as 36h, 90min, 1d12h, or forever");
  }
  return downMs;
}

function answerOption(text: string): DownAnswer {
  if (text === "timeout") return "timeout";
  const status = /^[345]\d\d$/u.test(text) ? Number(text) : undefined;
  if (status === undefined) throw refused("answer", text, "a status from 300 to 599, or timeout");
  return status;
}

function numberOption(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,10}$/u.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) {
    throw refused(name, text, `a whole number from ${least} to ${most}`);
  }
  return value;
}

function refused(name: string, text: string, expected: string): RunFailed {
  return new RunFailed(`--${name} is "${text}", expected ${expected} (--help shows all options)`);
}
