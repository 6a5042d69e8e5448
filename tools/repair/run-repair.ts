import { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { RunFailed } from "../../local/session/run-failed.ts";
import { composeRepair } from "./compose.ts";
import { explainAwsError } from "./explain-aws-error.ts";
import { HELP, readRepairOptions, type RepairPlan } from "./options.ts";
import { repairAll, type RepairCounts } from "./repair-all.ts";
import { sumsOf, tellProgress, tellRepair } from "./report.ts";

/** What the command has around it. */
export interface RepairContext {
  readonly args: readonly string[];
  readonly signal: AbortSignal;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
}

const EXIT_BAD_OPTIONS = 2;
/** Of one call: a walk of hours meets throttles, and waits them out. */
const MOST_ATTEMPTS = 10;
/** Between two lines that tell how far it is. */
const PROGRESS_MS = 10_000;
/** Failures that are told one by one; all are counted. */
const TOLD_FAILURES = 10;

/**
 * Runs the command.
 * @returns its exit code
 * @throws RunFailed when AWS refuses it for a reason that people can mend
 */
export async function runRepair(context: RepairContext): Promise<number> {
  const { args, print, printError } = context;
  let plan: RepairPlan | undefined;
  try {
    plan = readRepairOptions(args);
  } catch (error) {
    if (!(error instanceof RunFailed)) throw error;
    printError(`\n✖ ${error.message}\n`);
    return EXIT_BAD_OPTIONS;
  }
  if (plan === undefined) {
    print(HELP);
    return 0;
  }
  const counts = await repair(plan, context);
  print(tellRepair(counts, plan.isDryRun));
  return sumsOf(counts).failed === 0 ? 0 : 1;
}

async function repair(
  plan: RepairPlan,
  { signal, printError }: RepairContext,
): Promise<RepairCounts> {
  const tableName = `${plan.namePrefix}-deliveries`;
  const dynamodb = new DynamoDBClient({ maxAttempts: MOST_ATTEMPTS });
  let failures = 0;
  let toldAtMs = Date.now();
  try {
    return await repairAll({
      ...composeRepair(dynamodb, tableName, plan, ({ webhookId }, error) => {
        failures += 1;
        if (failures <= TOLD_FAILURES) printError(`${webhookId}: ${String(error)}\n`);
      }),
      progress: (counts) => {
        if (Date.now() < toldAtMs + PROGRESS_MS) return;
        toldAtMs = Date.now();
        printError(tellProgress(counts));
      },
      signal,
    });
  } catch (error) {
    const message = explainAwsError(error, tableName);
    throw message === undefined ? error : new RunFailed(message);
  } finally {
    dynamodb.destroy();
  }
}
