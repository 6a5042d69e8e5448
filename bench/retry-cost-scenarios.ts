import {
  amountOf,
  combineUsage,
  timesUsage,
  type Usage,
  type UsageRow,
} from "../tools/simulate/cost/usage.ts";
import { sampleEvents } from "../tools/virtual-aws/sample-event.ts";
import { runVirtualCloud, START_MS, type CloudRun } from "../tools/virtual-aws/virtual-cloud.ts";
import { receiverOf } from "../tools/virtual-aws/virtual-receiver.ts";

/** How many deliveries are priced. */
export const MILLION = 1_000_000;

/** How long a receiver takes to answer, in milliseconds. */
const ANSWER_MS = 100;
const SHORT_ANSWER = '{"error":"service unavailable"}';
/** As much of a failure's answer as an attempt keeps, and more. */
const LONG_ANSWER = "<p>The service is not available.</p>".repeat(100);
/** Attempts in a week (lambdas/shared/profiles/profile.ts). */
const WEEK_ATTEMPTS = 55;
/** Longer than ten messages of a hundred deliveries lie apart: batches fill as with a million. */
const GATHER_MS = 3_600_000;
const WEEK_MS = 604_800_000;
/** Between ten events and the next ten: 100 a second. */
const PUBLISH_EVERY_MS = 100;

/** What a million deliveries use, and what the deliveries that were run left in the tables. */
export interface Measurement {
  /** Deliveries that were run. */
  readonly deliveries: number;
  readonly usage: Usage;
  /** Bytes in the tables for each delivery, at the end. */
  readonly storedBytesEach: number;
}

/** A million that fail for a week, by what is counted for each delivery and for each receiver. */
export interface WeekMeasurement extends Measurement {
  readonly eachDelivery: Usage;
  /** The lane of one receiver, by itself: its wakes, whatever waits in it. */
  readonly eachReceiver: Usage;
}

/**
 * A million events for one webhook each, delivered at the first attempt.
 *
 * @param options `oneByOne`: a second lies between two events, so that each is a batch of its own
 */
export async function measureFirstTry(
  deliveries: number,
  { oneByOne = false }: { readonly oneByOne?: boolean } = {},
): Promise<Measurement> {
  const run = await runVirtualCloud({
    events: sampleEvents({
      count: deliveries,
      startMs: START_MS,
      webhooks: 10,
      ...(oneByOne ? { atOnce: 1, everyMs: 1000 } : { atOnce: 10, everyMs: PUBLISH_EVERY_MS }),
    }),
    tenants: [{ webhooks: Array.from({ length: 10 }, () => ({ profile: "standard" })) }],
    receive: receiverOf({ answerMs: ANSWER_MS }),
  });
  expectEnds(run, deliveries, (record) => record.status === "delivered" && record.attempts === 1);
  return {
    deliveries,
    usage: timesUsage(run.usage, MILLION / deliveries),
    storedBytesEach: run.storedBytes / deliveries,
  };
}

/** What differs from the usual week. */
export interface WeekOptions {
  /** Receivers that the million are spread over. */
  readonly receivers: number;
  readonly longAnswers?: boolean;
  /** No two deliveries are due together, so that each is a batch of its own. */
  readonly alone?: boolean;
}

/**
 * A million deliveries to receivers that fail for a week. One receiver is run with so many
 * deliveries and with twice as many. What its lane uses in a wake, apart from releasing, is taken
 * apart by that: the difference is what the deliveries add, the rest what a lane uses by itself.
 * All else is counted for each delivery.
 */
export async function measureWeek(
  deliveries: number,
  { receivers, longAnswers = false, alone = false }: WeekOptions,
): Promise<WeekMeasurement> {
  const [once, twice] = [
    await runWeek(deliveries, longAnswers, alone),
    await runWeek(2 * deliveries, longAnswers, alone),
  ];
  const [onceWakes, twiceWakes] = [once.usage.filter(isOfWake), twice.usage.filter(isOfWake)];
  const added = combineUsage(onceWakes, twiceWakes, (a, b) => Math.max(0, b - a) / deliveries);
  const eachReceiver = combineUsage(onceWakes, added, (a, each) =>
    Math.max(0, a - each * deliveries),
  );
  const others = twice.usage.filter((row) => !isOfWake(row));
  const eachDelivery = [...added, ...timesUsage(others, 1 / (2 * deliveries))];
  return {
    deliveries: 3 * deliveries,
    eachDelivery,
    eachReceiver,
    usage: combineUsage(eachDelivery, eachReceiver, (a, b) => a * MILLION + b * receivers),
    storedBytesEach: twice.storedBytes / (2 * deliveries),
  };
}

/**
 * Deliveries to a dead receiver with a breaker: what a million take, and what the receiver does.
 */
export interface DeadMeasurement extends Measurement {
  /**
   * One receiver by itself, from first failure to last drop: lane, probes, and what found it down.
   */
  readonly eachReceiver: Usage;
  /** Requests that it got, for the larger number of deliveries. */
  readonly requests: number;
}

/**
 * A receiver that never answers well. It gets so many deliveries, evenly over a week, and then
 * twice as many: the difference is what the deliveries take, the rest what the receiver takes.
 */
export async function measureDead(deliveries: number): Promise<DeadMeasurement> {
  const once = await runDead(deliveries);
  const twice = await runDead(2 * deliveries);
  const each = combineUsage(once.usage, twice.usage, (a, b) => Math.max(0, b - a) / deliveries);
  return {
    deliveries: 3 * deliveries,
    usage: timesUsage(each, MILLION),
    eachReceiver: combineUsage(once.usage, each, (a, one) => Math.max(0, a - one * deliveries)),
    requests: twice.requests,
    storedBytesEach: twice.storedBytes / (2 * deliveries),
  };
}

async function runDead(deliveries: number): Promise<CloudRun & { readonly requests: number }> {
  let requests = 0;
  const run = await runVirtualCloud({
    events: sampleEvents({
      count: deliveries,
      startMs: START_MS,
      atOnce: 10,
      everyMs: Math.floor((10 * WEEK_MS) / deliveries),
    }),
    tenants: [{ webhooks: [{ profile: "standard" }] }],
    receive: receiverOf({ upFromMs: Infinity, answerMs: ANSWER_MS, downBody: SHORT_ANSWER }),
    report: { attempted: () => void (requests += 1) },
  });
  expectEnds(run, deliveries, ({ status }) => status === "dropped");
  // The sweep runs anyway, and for all webhooks together.
  return { ...run, requests, usage: run.usage.filter(({ caller }) => caller !== "sweep") };
}

/** Whether a row is of a lane's wakes, whatever they release. */
function isOfWake({ caller, call }: UsageRow): boolean {
  return caller === "retry-lane" && !/^(?:SendMessageBatch|UPDATE delivery)/u.test(call);
}

async function runWeek(
  deliveries: number,
  longAnswers: boolean,
  alone: boolean,
): Promise<CloudRun> {
  const run = await runVirtualCloud({
    events: sampleEvents({ count: deliveries, startMs: START_MS }),
    tenants: [{ webhooks: [{ profile: "pawapass" }] }],
    receive: receiverOf({
      upFromMs: Infinity,
      answerMs: ANSWER_MS,
      downBody: longAnswers ? LONG_ANSWER.slice(0, 1024) : SHORT_ANSWER,
    }),
    gatherMs: alone ? 0 : GATHER_MS,
    seed: deliveries,
  });
  expectEnds(
    run,
    deliveries,
    ({ status, attempts }) => status === "dropped" && attempts === WEEK_ATTEMPTS,
  );
  if (run.notices !== deliveries) throw new Error(`${run.notices} notices of ${deliveries}`);
  // The sweep runs anyway, and for all webhooks together.
  return { ...run, usage: run.usage.filter(({ caller }) => caller !== "sweep") };
}

/** Write units that a delivery takes. */
export function writeUnitsEach(usage: Usage): number {
  return amountOf(usage, "writeUnits") / MILLION;
}

function expectEnds(
  { records }: CloudRun,
  deliveries: number,
  isExpected: (record: CloudRun["records"][number]) => boolean,
): void {
  const odd = records.find((record) => !isExpected(record));
  if (odd !== undefined || records.length !== deliveries) {
    throw new Error(
      `${records.length} of ${deliveries} records, one of them ${odd?.status} after ${odd?.attempts}`,
    );
  }
}
