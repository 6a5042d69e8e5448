import { RetentionDays } from "aws-cdk-lib/aws-logs";

import { API_SETTINGS } from "./settings/api-settings.ts";
import { FUNCTION_SETTINGS } from "./settings/function-settings.ts";
import { RECEIVER_SETTINGS } from "./settings/receiver-settings.ts";
import {
  cidrList,
  flag,
  oneOf,
  oneOfNumbers,
  share,
  tagMap,
  textLike,
  textOrNone,
  wholeNumber,
} from "./settings/setting.ts";
import type { Setting } from "./settings/setting.ts";
import { THROUGHPUT_SETTINGS } from "./settings/throughput-settings.ts";

/** The longest time in seconds that SQS can delay a message: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const SQS_MAX_DELAY_SECONDS = 900;

/** The retention times, in days, that CloudWatch Logs knows, without the one for "for ever". */
const LOG_RETENTION_DAYS = Object.values(RetentionDays)
  .map(Number)
  .filter((days) => days < RetentionDays.INFINITE.valueOf());

/** Every deploy-time choice: `cdk deploy -c name=value`, or under `context` in cdk.json. */
export const SETTINGS = {
  namePrefix: textLike(
    /^[a-z](-?[a-z0-9]){1,29}$/,
    "2 to 30 lower case letters, digits and single hyphens, a letter first",
    {
      default: "ringback",
      reason:
        "First part of every name, stacks included, so that one account and region can hold several installations.",
    },
  ),
  tags: tagMap({
    default: {},
    reason:
      "Added to every resource and stack beside our own tags, `project` and `ringback:installation`.",
  }),
  removalPolicy: oneOf(["retain", "destroy"], {
    default: "retain",
    reason:
      "What becomes of tables, keys and queues when their stacks go. Retain: they hold undelivered callbacks and the receivers' credentials; the storage stack itself then refuses to go, until its termination protection is taken off. A deployment that fails while it makes them takes them back. What was retained is imported before the next deployment under the same prefix (docs/upgrades-and-recovery.md).",
  }),
  deletionProtection: flag({
    default: true,
    reason:
      "Whether DynamoDB refuses to delete the tables. On unless removalPolicy is destroy, which turns it off by itself.",
  }),

  allowedCidrs: cidrList({
    default: [],
    reason:
      "Address ranges that webhooks may reach although they are not public. None: a webhook must not open a way into the network it is sent from.",
  }),
  allowHttp: flag({
    default: false,
    reason:
      "Whether webhooks may use http://. Off: bodies and credentials would travel in the clear.",
  }),

  logLevel: oneOf(["DEBUG", "INFO", "WARN", "ERROR"], {
    default: "INFO",
    reason: "Lowest level that the functions log. INFO holds one line an attempt.",
  }),
  logRetentionDays: oneOfNumbers(LOG_RETENTION_DAYS, {
    default: 30,
    reason:
      "How long logs are kept. 30 days cover a week of retries and the weeks until someone asks.",
  }),
  changeLogRetentionDays: oneOfNumbers(LOG_RETENTION_DAYS, {
    default: 365,
    reason:
      "How long it is kept who changed what through the API. A year: such questions come late, and audits once a year; the lines are few.",
  }),
  successLogSampleRate: share({
    default: 0.01,
    reason:
      "Share of first-try successes that are logged; all other attempts always are. A line for each would cost more than its Lambda time.",
  }),

  tracing: oneOf(["off", "active"], {
    default: "off",
    reason:
      "Whether X-Ray records what functions and lanes do, and receivers get the trace of their event's producer (`traceparent`). Off: X-Ray takes money for each trace.",
  }),
  tracingLayerArn: textLike(
    // https://docs.aws.amazon.com/lambda/latest/api/API_Layer.html
    /^(none|arn:[a-zA-Z0-9-]+:lambda:[a-zA-Z0-9-]+:\d{12}:layer:[a-zA-Z0-9-_]+:\d+)$/,
    "none, or the ARN of a version of the layer AWSOpenTelemetryDistroJs",
    {
      default: "none",
      reason:
        "A layer of AWS Distro for OpenTelemetry in every function, for spans of its calls to AWS as well. None: it makes cold starts longer, and X-Ray tells the stages apart without.",
    },
  ),

  alarms: oneOf(["none", "essential", "all"], {
    default: "essential",
    reason:
      "Which CloudWatch alarms there are. Essential: at most ten, as many as an account has free; all: some sixty, $0.10 a month each.",
  }),
  alarmEmail: textOrNone(/^[^\s@,]{1,64}@[^\s@,]{1,189}$/, "an e-mail address", {
    default: "none",
    example: "oncall@example.com",
    reason:
      "Who is called by alarms. AWS asks by mail whether the address agrees. None: subscribe to the topic AlarmTopicArn whoever should be.",
  }),
  alarmTopicArn: textOrNone(
    /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/,
    "the ARN of a standard SNS topic",
    {
      default: "none",
      example: "arn:aws:sns:us-east-1:111122223333:oncall",
      reason:
        "A topic of your own that alarms call, in the same region; its policy must let cloudwatch.amazonaws.com publish. None: one is made.",
    },
  ),
  alarmDroppedPerHour: wholeNumber(1, 1_000_000, {
    default: 1,
    reason:
      "Dropped deliveries in an hour from which on the alarm calls. One: nothing is lost silently; raise it where receivers refuse some every day.",
  }),
  alarmReceiversDown: wholeNumber(1, 1_000_000, {
    default: 1,
    reason:
      "Receivers found down at the same time from which on the alarm calls, if alarms is all. One: none is down unnoticed; raise it where some always are.",
  }),
  dashboard: flag({
    default: true,
    reason:
      "Whether there is a CloudWatch dashboard of the installation. It costs $3 a month; an account's first three are free.",
  }),
  savedQueries: flag({
    default: false,
    reason:
      "Whether the usual questions to the logs are saved in CloudWatch Logs Insights. They cost nothing until one is asked. Off, since the local cloud cannot make them, and is to have the same stacks.",
  }),

  ...FUNCTION_SETTINGS,
  ...THROUGHPUT_SETTINGS,

  sweepMinutes: wholeNumber(1, 1440, {
    default: 15,
    reason:
      "How often the sweep looks for lanes that should have woken and did not: as often as a lane wakes.",
  }),

  tallySeconds: wholeNumber(1, 3600, {
    default: 60,
    reason:
      "How long the drops of a webhook, and the rejections of a tenant, gather before one event tells of them: a million drops must not be a million events.",
  }),

  ...API_SETTINGS,

  signingKeyIntervalSeconds: wholeNumber(4, 7 * 86_400, {
    default: 86_400,
    reason:
      "How long a key signs JWS before the next takes over: 24 h, as TransactionLink's document says.",
  }),
  signingKeyRetentionSeconds: wholeNumber(1, 30 * 86_400, {
    default: 86_400,
    reason:
      "How long a public key can be read after its successor began to sign: 24 h, as TransactionLink's document says.",
  }),

  vaultKeyRotationDays: wholeNumber(0, 3650, {
    default: 365,
    reason:
      "Age at which the key that encrypts credentials is rotated; 0: only when somebody asks. A year is well within the two that NIST SP 800-57 gives such a key, and what AWS KMS does.",
  }),

  eventsMaxReceiveCount: wholeNumber(1, 1000, {
    default: 100,
    reason:
      "Receives of an event before it goes to events-dead. A receive also counts when Lambda had no function to run, as in an account that may run few; 100 times six timeouts are ten hours of that.",
  }),
  maxReceiveCount: wholeNumber(2, 1000, {
    default: 1000,
    reason:
      "Receives of a delivery message before it goes to deliveries-redrive: the most that SQS allows. Holds use up to 20; the others are for faults, which bring a message back 5 s to 15 min later: a table that is busy for ten days is waited out.",
  }),
  renewFromReceive: wholeNumber(2, 1000, {
    default: 20,
    reason:
      "From this receive on a hold is moved to a new message, so that holding never redrives.",
  }),
  holdMaxSeconds: wholeNumber(0, SQS_MAX_DELAY_SECONDS, {
    default: 8,
    reason:
      "Longest wait by visibility timeout. A held message is in flight, and a queue allows ~120,000 of those for all tenants; a delayed one is not, and costs some write units more.",
  }),
  horizonSeconds: wholeNumber(1, SQS_MAX_DELAY_SECONDS, {
    default: SQS_MAX_DELAY_SECONDS,
    reason: "Longest wait by delayed message: the maximum of SQS. Longer ones park in a lane.",
  }),
  notificationHopSeconds: wholeNumber(1, SQS_MAX_DELAY_SECONDS, {
    default: SQS_MAX_DELAY_SECONDS,
    reason:
      "How far one message carries the expiry of a notification: the maximum of SQS, so that a wait of days takes the fewest messages.",
  }),
  ...RECEIVER_SETTINGS,
  laneKeys: oneOfNumbers([1, 4], {
    default: 1,
    reason:
      "Keys of the index `lane` that what is parked for one webhook is spread over; each takes 1,000 writes a second. 1 in this version, since versions before read no other; 4 once no function of theirs is left, nor any way back to them. The next version has 4.",
  }),
  laneSleepSeconds: wholeNumber(1, SQS_MAX_DELAY_SECONDS, {
    default: 900,
    reason: "How long a lane sleeps between two looks at what is due.",
  }),
  laneQuietSeconds: wholeNumber(1, 86_400, {
    default: 900,
    reason:
      "A lane ends when nothing was parked for so long; it covers the lag of the index, less laneTouchSeconds.",
  }),
  laneTouchSeconds: wholeNumber(0, 3600, {
    default: 60,
    reason: "A park within so long of the last one does not write to the lane again.",
  }),
  laneDeadSeconds: wholeNumber(3, 86_400, {
    default: 2700,
    reason: "A lane without a heartbeat for so long is started again: three sleeps.",
  }),
  laneKeptSeconds: wholeNumber(6, 30 * 86_400, {
    default: 86_400,
    reason:
      "A lane in which nothing waits, and nothing was parked for so long, is forgotten: a day is far above the lag of the index, and the sweep looks at no lane that was idle for longer.",
  }),
} as const satisfies Readonly<Record<string, Setting<unknown>>>;

/** Name of a setting. */
export type SettingName = keyof typeof SETTINGS;

type ValueOf<S> = S extends Setting<infer T> ? T : never;

/** The value of every setting, valid alone and together. Times have the unit of their name. */
export type Settings = { readonly [Name in SettingName]: ValueOf<(typeof SETTINGS)[Name]> };
