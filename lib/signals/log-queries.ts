import type { Settings } from "../settings.ts";
import { changeLogName } from "../storage/change-log.ts";
import { functionLog } from "./named-metrics.ts";

/** The log of the API's gateway, beside those of the functions. */
const API_ACCESS = "api-access";
/** The log of what was changed through the API. */
const CHANGES = "changes";

/**
 * A question to the logs, in the language of CloudWatch Logs Insights.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export interface LogQuery {
  /** What it is called in the console, below the name of the installation. */
  readonly name: string;
  /** Whose logs it reads: functions, the gateway, or that of changes. */
  readonly logs: readonly string[];
  /** One command a line. */
  readonly lines: readonly string[];
}

/** Of first attempts that succeed only a sample is logged (`successLogSampleRate`); of all others each. */
const ATTEMPTS = 'filter message = "attempt"';
const FAILED_ATTEMPTS = `${ATTEMPTS} and verdict != "succeeded"`;

/** The questions that are asked again and again. To look for one thing, put its id in the place of the dots. */
export const LOG_QUERIES = {
  whoIsDown: {
    name: "who is down",
    logs: ["deliver"],
    lines: [
      FAILED_ATTEMPTS,
      "stats count(*) as failed_attempts, count_distinct(delivery_id) as deliveries, latest(http_status) as last_status, latest(failure) as last_failure, earliest(timestamp) as first_failed, latest(timestamp) as last_failed by webhook_id, application, environment",
      "sort failed_attempts desc",
      "limit 20",
    ],
  },
  attemptsOfADelivery: {
    name: "attempts of a delivery",
    logs: ["deliver", "bury"],
    lines: [
      'filter delivery_id = "dlv_..."',
      "fields timestamp, message, attempt, verdict, http_status, failure, failure_message, duration_ms, drop_reason",
      "sort timestamp asc",
      "limit 1000",
    ],
  },
  laneOfAWebhook: {
    name: "the lane of a webhook",
    logs: ["retry-lane", "sweep"],
    lines: [
      'filter webhook_id = "wh_..."',
      "fields timestamp, message, generation, released, next, error_message",
      "sort timestamp desc",
      "limit 200",
    ],
  },
  slowReceivers: {
    name: "how long receivers take",
    logs: ["deliver"],
    lines: [
      ATTEMPTS,
      "stats count(*) as attempts, pct(duration_ms, 50) as p50_ms, pct(duration_ms, 95) as p95_ms, pct(duration_ms, 99) as p99_ms, max(duration_ms) as longest_ms by webhook_id, application, environment",
      "sort p99_ms desc",
      "limit 20",
    ],
  },
  failuresByClass: {
    name: "failures by class",
    logs: ["deliver"],
    lines: [
      FAILED_ATTEMPTS,
      "stats count(*) as attempts, count_distinct(webhook_id) as webhooks, latest(failure_message) as last_message by failure, http_status",
      "sort attempts desc",
      "limit 50",
    ],
  },
  whatWasDropped: {
    name: "what was dropped",
    logs: ["deliver"],
    lines: [
      'filter message = "dropped"',
      "stats count(*) as deliveries, max(attempts) as most_attempts, latest(last_outcome) as outcome, latest(delivery_id) as last_delivery by drop_reason, webhook_id, application, environment",
      "sort deliveries desc",
      "limit 50",
    ],
  },
  whatWasRejected: {
    name: "what was rejected",
    logs: ["fan-out"],
    lines: [
      'filter message = "event rejected"',
      "stats count(*) as events, latest(timestamp) as last_seen by application, environment, event_type, reason, `fields`",
      "sort events desc",
      "limit 50",
    ],
  },
  errorsOfFunctions: {
    name: "errors of Ringback's own",
    logs: [
      "fan-out",
      "deliver",
      "retry-lane",
      "sweep",
      "bury",
      "config-api",
      "notifications",
      "signing-keys",
      "vault-key",
      "tally",
    ],
    lines: [
      'filter level = "ERROR" or @message like /Task timed out|Runtime exited|Runtime\\.\\w+Error/',
      "fields @timestamp, service, message, error_name, error_code, error_message, delivery_id, webhook_id, function_request_id",
      "sort @timestamp desc",
      "limit 100",
    ],
  },
  apiAnswers: {
    name: "answers of the API",
    logs: ["config-api"],
    lines: [
      'filter message = "request"',
      "stats count(*) as requests, pct(duration_ms, 50) as p50_ms, pct(duration_ms, 99) as p99_ms, latest(problem) as last_problem by route, status",
      "sort requests desc",
      "limit 100",
    ],
  },
  whoWasThrottled: {
    name: "whom the gateway throttled",
    logs: [API_ACCESS],
    lines: [
      'filter status = "429"',
      "stats count(*) as requests, latest(time) as last_seen by ip, method, path",
      "sort requests desc",
      "limit 50",
    ],
  },
  whoChangedWhat: {
    name: "who changed what",
    logs: [CHANGES],
    lines: [
      'filter message = "changed"',
      "fields timestamp, key_id, role, action, what, id, application, environment, @message",
      "sort timestamp desc",
      "limit 100",
    ],
  },
} as const satisfies Readonly<Record<string, LogQuery>>;

/** Names of the log groups that a query reads. */
export function logGroupsOf(settings: Pick<Settings, "namePrefix">, query: LogQuery): string[] {
  return query.logs.map((log) => {
    if (log === API_ACCESS) return `/aws/vendedlogs/${settings.namePrefix}-${API_ACCESS}`;
    return log === CHANGES ? changeLogName(settings) : functionLog(settings, log);
  });
}

/** A query as one text. */
export function queryText({ lines }: LogQuery): string {
  return lines.join("\n| ");
}
