import { readOptions } from "../../local/session/read-options.ts";
import { RunFailed } from "../../local/session/run-failed.ts";

/** What the command can do. */
export const HELP = `npm run repair -- [options]

Brings back deliveries that lost their message: after queues were deleted or purged, or a table was restored
(docs/upgrades-and-recovery.md). Looks only, unless --apply is given; run it as often as you like.

  --apply                 puts what it finds into the lanes of its webhooks, from where the sweep takes it within
                          half an hour
  --name-prefix <prefix>  the installation; ringback unless given
  --application <id>      of one application only
  --overdue-hours <n>     takes a delivery that has been due for so long for one without a message: 1 to 336, 24 unless
                          given. One whose message is only late is repaired, too, and may be sent twice at that moment
  --help                  shows this

Account, region and rights are those of the AWS credentials around it.

Exit code: 0 when nothing failed, 1 otherwise, 2 for bad options.
`;

/** A repair that was asked for. */
export interface RepairPlan {
  readonly namePrefix: string;
  readonly application: string | undefined;
  readonly overdueMs: number;
  readonly isDryRun: boolean;
}

const MS_PER_HOUR = 3_600_000;
/**
 * What was at work when the messages were lost has ended then: functions live 15 minutes at most.
 */
const LEAST_HOURS = 1;
/** SQS keeps a message for 14 days at most: whatever is due for longer has none. */
const MOST_HOURS = 14 * 24;

/**
 * Reads the arguments of the command.
 * @returns `undefined` when help is asked for
 * @throws RunFailed that shows what is wrong and what was expected
 */
export function readRepairOptions(args: readonly string[]): RepairPlan | undefined {
  const { values } = readOptions({
    args: [...args],
    options: {
      apply: { type: "boolean", default: false },
      "name-prefix": { type: "string", default: "ringback" },
      application: { type: "string" },
      "overdue-hours": { type: "string", default: "24" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  return {
    namePrefix: values["name-prefix"],
    application: values.application,
    overdueMs: readHours(values["overdue-hours"]) * MS_PER_HOUR,
    isDryRun: !values.apply,
  };
}

function readHours(text: string): number {
  const hours = /^\d{1,3}$/u.test(text) ? Number(text) : 0;
  if (hours >= LEAST_HOURS && hours <= MOST_HOURS) return hours;
  throw new RunFailed(
    `--overdue-hours is "${text}", expected a whole number from ${LEAST_HOURS} to ${MOST_HOURS}`,
  );
}
