import { MathExpression, Stats, type IMetric } from "aws-cdk-lib/aws-cloudwatch";

import type { Settings } from "../../settings.ts";
import { PRICES, type Metric as Priced } from "../list-prices.ts";
import type { NamedMetrics } from "../named-metrics.ts";

/** Requests to SQS for a batch that a function works on: receive, send what follows, delete. */
const QUEUE_REQUESTS_A_BATCH = 3;

/** State transitions of a lane's wake: lib/retry-lane/lane-definition.ts. */
const TRANSITIONS_A_WAKE = 3;

const MB_PER_GB = 1024;
const MS_PER_SECOND = 1000;
const MILLION = 1_000_000;
const SECONDS_PER_HOUR = 3600;

/**
 * What deliveries cost, estimated from what AWS measures anyway, in US dollars an hour at the list
 * prices of us-east-1. Left out are the API, storage, data transfer, the functions of lanes,
 * deliver's slow pool, the index `undelivered`, and the polls of idle queues.
 */
export function spending(metrics: NamedMetrics, settings: Settings): MathExpression[] {
  const events = metrics.queue("events", "NumberOfMessagesSent");
  const fanOutMs = metrics.function("fan-out", "Duration");
  const deliverMs = metrics.function("deliver", "Duration");
  const fanOutRuns = runsOf(metrics, "fan-out");
  const deliverRuns = runsOf(metrics, "deliver");
  return [
    anHour("tables", "written", {
      usd: `SUM([written, history, lane]) * ${usd("writeUnits")} + FILL(read, 0) * ${usd("readUnits")}`,
      of: {
        written: metrics.table("deliveries", "ConsumedWriteCapacityUnits"),
        history: metrics.index("deliveries", "history", "ConsumedWriteCapacityUnits"),
        lane: metrics.index("deliveries", "lane", "ConsumedWriteCapacityUnits"),
        read: metrics.table("deliveries", "ConsumedReadCapacityUnits"),
      },
    }),
    anHour("bus and queues", "events", {
      usd: `events * ${usd("busEvents")} + SUM([events, batches]) * ${usd("queueRequests")}`,
      of: {
        events,
        batches: new MathExpression({
          expression: `SUM([fanOutRuns, deliverRuns]) * ${QUEUE_REQUESTS_A_BATCH}`,
          usingMetrics: { fanOutRuns, deliverRuns },
        }),
      },
    }),
    anHour("functions", "deliverMs", {
      usd: `SUM([fanOutGbS, deliverGbS]) * ${usd("functionGbSeconds")} + SUM([fanOutRuns, deliverRuns]) * ${usd("functionRequests")}`,
      of: {
        deliverMs,
        fanOutRuns,
        deliverRuns,
        fanOutGbS: gbSeconds({ fanOutMs }, settings.fanOutMemoryMb),
        deliverGbS: gbSeconds({ deliverMs }, settings.deliverMemoryMb),
      },
    }),
    anHour("lanes", "wakes", {
      usd: `wakes * ${TRANSITIONS_A_WAKE} * ${usd("stateTransitions")}`,
      of: { wakes: runsOf(metrics, "retry-lane") },
    }),
    anHour("log of deliver", "deliverBytes", {
      usd: `deliverBytes * ${usd("logBytes")}`,
      of: { deliverBytes: metrics.log("deliver", "IncomingBytes") },
    }),
  ];
}

/**
 * A rate from what one period used: `usd` is in millionths of a dollar. What has no data in a
 * period is left out of a `SUM`.
 * @param measured the metric whose period it is
 */
function anHour(
  label: string,
  measured: string,
  { usd: millionths, of }: { readonly usd: string; readonly of: Record<string, IMetric> },
): MathExpression {
  return new MathExpression({
    label,
    expression: `(${millionths}) / ${MILLION} * ${SECONDS_PER_HOUR} / PERIOD(${measured})`,
    usingMetrics: of,
  });
}

/** Each run of a function has one duration. */
function runsOf(metrics: NamedMetrics, room: string): IMetric {
  return metrics.function(room, "Duration", { statistic: Stats.SAMPLE_COUNT });
}

function gbSeconds(durationMs: Record<string, IMetric>, memoryMb: number): MathExpression {
  const [id = ""] = Object.keys(durationMs);
  return new MathExpression({
    expression: `${id} / ${MS_PER_SECOND} * ${memoryMb} / ${MB_PER_GB}`,
    usingMetrics: durationMs,
  });
}

/** Millionths of a dollar for one, in digits that a metric expression takes. */
function usd(priced: Priced): string {
  return String(Number(PRICES[priced].usdPerMillion.toFixed(6)));
}
