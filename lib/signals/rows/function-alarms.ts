import type { AlarmRow } from "../alarm-row.ts";
import { functionMetric } from "../metrics.ts";
import type { Watched, WatchedFunction } from "../watched.ts";

/** Errors in an hour: one is made good by itself. */
const ERRORS = 3;

/** From here on a run is near its timeout: 3 s before the end of one that may take a minute. */
const SLOW_SHARE = 0.95;

/** From here on the account has few functions left to run. */
const BUSY_SHARE = 0.8;

const MINUTE = 60;
const HOUR = 3600;

/** The functions that nothing else speaks for: fan-out and the API show in queues and answers. */
const MAIN_FUNCTION = "deliver";

/** Errors, throttles and long runs of every function, and how many the account runs at once. */
export function functionAlarms({ settings, functions }: Watched): readonly AlarmRow[] {
  return [...functions.flatMap(alarmsOf), ...busyAlarms(settings.accountConcurrency)];
}

function alarmsOf(watched: WatchedFunction): readonly AlarmRow[] {
  const { room, functionName, timeoutSeconds } = watched;
  const errors = errorsOf(watched);
  const slowMs = Math.round(SLOW_SHARE * timeoutSeconds * 1000);
  const level = room === MAIN_FUNCTION ? "essential" : "all";
  const find = `The log group /aws/lambda/${functionName} has it, with webhook_id or tenant where the line knows it.`;
  return [
    {
      id: `${room}-errors`,
      level,
      metric: functionMetric("Errors", functionName),
      periodSeconds: HOUR,
      threshold: errors,
      means: `Runs of ${functionName} ended with an error: an exception, a timeout, or no memory left.`,
      arithmetic: `${errors} in an hour: what kills a batch comes back every six timeouts, and a scheduled run is made good by the next; fewer than ${ERRORS} where fewer runs are due.`,
      find,
      runbook: "function-errors",
    },
    {
      id: `${room}-throttled`,
      level,
      metric: functionMetric("Throttles", functionName),
      periodSeconds: 5 * MINUTE,
      threshold: 1,
      datapoints: { breaching: 3, of: 3 },
      means: `Lambda had no room to run ${functionName}.`,
      arithmetic:
        "In each of three times five minutes: a burst passes sooner, and each refused batch of a queue costs six timeouts and a receive.",
      find: "It concerns every tenant: Lambda counts functions by account.",
      runbook: "function-throttled",
    },
    {
      id: `${room}-slow`,
      level: "all",
      metric: functionMetric("Duration", functionName),
      statistic: "Maximum",
      periodSeconds: HOUR,
      threshold: slowMs,
      means: `A run of ${functionName} took nearly as long as it may.`,
      arithmetic: `${slowMs} ms of ${timeoutSeconds} s: with a little more to do it is ended in the middle.`,
      find,
      runbook: "function-slow",
    },
  ];
}

/** As many as there are runs in an hour, at most three: what runs hourly cannot fail more often. */
function errorsOf({ runsEverySeconds = 0 }: WatchedFunction): number {
  return Math.max(1, Math.min(ERRORS, Math.floor(HOUR / Math.max(1, runsEverySeconds))));
}

/** None while nobody has said what the account may run: a guess fails to call in a small one. */
function busyAlarms(limit: number | "none"): readonly AlarmRow[] {
  if (limit === "none") return [];
  const threshold = Math.ceil(BUSY_SHARE * limit);
  return [
    {
      id: "concurrency",
      level: "all",
      metric: functionMetric("ConcurrentExecutions"),
      statistic: "Maximum",
      periodSeconds: MINUTE,
      threshold,
      datapoints: { breaching: 5, of: 5 },
      means: "The account runs nearly as many functions at once as it may, ours and others.",
      arithmetic: `${threshold} or more of ${limit} (setting accountConcurrency) for five minutes.`,
      find: "It concerns every tenant; ConcurrentExecutions by FunctionName says whose functions they are.",
      runbook: "concurrency",
    },
  ];
}
