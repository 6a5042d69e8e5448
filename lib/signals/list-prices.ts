/** What AWS charges for one unit, in us-east-1, without free tiers and discounts for volume. */
export interface Price {
  readonly service: string;
  /** What is counted. */
  readonly unit: string;
  /** US dollars for a million of it. */
  readonly usdPerMillion: number;
  /** AWS's page. */
  readonly source: string;
  /** Since when, or when last looked up: year and month. */
  readonly asOf: string;
}

const BYTES_PER_GB = 1e9;
const LAMBDA_PAGE = "https://aws.amazon.com/lambda/pricing/";
const SQS_PAGE = "https://aws.amazon.com/sqs/pricing/";
const DYNAMODB_PAGE = "https://aws.amazon.com/dynamodb/pricing/on-demand/";
/** Lambda on arm64, for a GB of memory during a second. */
const USD_PER_GB_SECOND = 0.0000133334;

/** List prices of everything that a delivery uses. */
export const PRICES = {
  busEvents: {
    service: "EventBridge",
    unit: "custom events of 64 KB",
    usdPerMillion: 1,
    source: "https://aws.amazon.com/eventbridge/pricing/",
    asOf: "2026-06",
  },
  queueRequests: {
    service: "SQS",
    unit: "requests of 64 KB, standard queue",
    usdPerMillion: 0.4,
    source: SQS_PAGE,
    asOf: "2026-06",
  },
  // The page says "requests" and gives no example of a batch; counted for each message of one, the
  // dearer way to read it.
  fairMessages: {
    service: "SQS",
    unit: "messages with a MessageGroupId (fair queue)",
    usdPerMillion: 0.1,
    source: SQS_PAGE,
    asOf: "2026-03",
  },
  writeUnits: {
    service: "DynamoDB",
    unit: "write request units, on demand",
    usdPerMillion: 0.625,
    source: DYNAMODB_PAGE,
    asOf: "2024-11",
  },
  readUnits: {
    service: "DynamoDB",
    unit: "read request units, on demand",
    usdPerMillion: 0.125,
    source: DYNAMODB_PAGE,
    asOf: "2024-11",
  },
  functionRequests: {
    service: "Lambda",
    unit: "requests",
    usdPerMillion: 0.2,
    source: LAMBDA_PAGE,
    asOf: "2024-12",
  },
  functionGbSeconds: {
    service: "Lambda",
    unit: "GB-seconds, arm64",
    usdPerMillion: USD_PER_GB_SECOND * 1e6,
    source: LAMBDA_PAGE,
    asOf: "2024-12",
  },
  receiverGbSeconds: {
    service: "Lambda, waiting for receivers",
    unit: "GB-seconds, arm64",
    usdPerMillion: USD_PER_GB_SECOND * 1e6,
    source: LAMBDA_PAGE,
    asOf: "2024-12",
  },
  stateTransitions: {
    service: "Step Functions",
    unit: "state transitions, Standard",
    usdPerMillion: 25,
    source: "https://aws.amazon.com/step-functions/pricing/",
    asOf: "2026-06",
  },
  // The first 10 TB a month; the logs of functions cost less beyond.
  logBytes: {
    service: "CloudWatch Logs",
    unit: "bytes taken in, Standard class",
    usdPerMillion: (0.5 / BYTES_PER_GB) * 1e6,
    source: "https://aws.amazon.com/cloudwatch/pricing/",
    asOf: "2025-05",
  },
} as const satisfies Readonly<Record<string, Price>>;

/** Something that AWS charges for. */
export type Metric = keyof typeof PRICES;

/** The price of a GB in a table for a month: storage, and its point-in-time recovery. */
export const USD_PER_STORED_GB_MONTH = { storage: 0.25, pointInTimeRecovery: 0.2 } as const;

/**
 * What CloudWatch charges for a month of something, in US dollars, without its free tier: the first
 * ten metrics and ten alarms of an account, and three dashboards of at most 50 metrics each. https://aws.amazon.com/cloudwatch/pricing/
 * (2026-02)
 */
export const USD_PER_MONTH = {
  /** A custom metric, of the first 10,000; only for hours in which something is written to it. */
  customMetric: 0.3,
  /** A metric of an alarm that looks at periods of a minute or longer. */
  alarmMetric: 0.1,
  /** A metric of an alarm that looks at periods of 10 or 30 seconds. */
  quickAlarmMetric: 0.3,
  dashboard: 3,
} as const;

/**
 * The price of each GB that a query of CloudWatch Logs Insights reads, in US dollars: same page.
 */
export const USD_PER_QUERIED_GB = 0.005;

/** US dollars for so much of something. */
export function usdOf(metric: Metric, amount: number): number {
  return (amount * PRICES[metric].usdPerMillion) / 1e6;
}
