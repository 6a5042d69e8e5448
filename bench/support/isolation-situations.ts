import type { Access } from "../../local/virtual-aws/dynamodb/capacity.ts";
import { makeRandom } from "../../local/virtual-aws/random.ts";

/** How a receiver takes a request: it answers after so many milliseconds, fails at once, or never answers. */
export type Takes = number | "fails" | "hangs";

/** What there is besides other webhooks: when the healthy one is measured alone, too. */
export interface Around {
  /** Whether the healthy webhook was made just now, and gets its first event in the window. */
  readonly isNew?: boolean;
  /** Whether SQS serves groups fairly. */
  readonly isFair?: boolean;
  /** Messages that a queue has in flight at most. */
  readonly mostInFlight?: number;
  /** How long our own network lets nothing through, from the beginning of the window, in milliseconds. */
  readonly stallMs?: number;
  /** Whether DynamoDB has no room. */
  readonly isThrottled?: (access: Access, sinceMs: number) => boolean;
  /** Settings that are not the default. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

/** What goes on beside the healthy webhook. */
export interface Situation {
  readonly name: string;
  /** Webhooks besides it. */
  readonly others: number;
  /** Whether they are of the same tenant. @default false */
  readonly isSameTenant?: boolean;
  /**
   * How the receiver of the n-th of them takes its next request, so long after the window began, in
   * milliseconds, and after so many requests.
   */
  readonly takes: (index: number, sinceMs: number, requests: number) => Takes;
  /** Events a second for each of them, in the default size, while all of them get 2,000 at most. @default 2 */
  readonly eachPerSecond?: number;
  /** Events a second that all of them get, instead of each its own. */
  readonly floodPerSecond?: number;
  readonly around?: Around;
}

/** How soon receivers answer that do, in milliseconds. */
export const ANSWER_MS = 5;
/** How many times smaller than by default all is, but for one measurement. */
export const SCALE = 10;
const NUMBERS = [1, 10, 60, 1000];
/** So many times smaller still is what would take too long. */
const SMALLER = 5;
/**
 * Write units a second that a partition takes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
const PARTITION_UNITS = 1000;
/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
export const MOST_IN_FLIGHT = 120_000;
/** How long a table refuses every second write. */
const REFUSES_MS = 10_000;

const hang = () => "hangs" as const;
const fail = () => "fails" as const;
const turnBad = (_: number, sinceMs: number) => (sinceMs >= 0 ? "hangs" : ANSWER_MS);
/** A tenth of them each ten seconds. */
const inRotation = (index: number, sinceMs: number) =>
  sinceMs >= 0 && Math.floor(sinceMs / 10_000) % 10 === index % 10 ? "hangs" : ANSWER_MS;
const everyFourthHangs = (_: number, __: number, requests: number) =>
  requests % 4 === 3 ? "hangs" : ANSWER_MS;

/** Receivers that are dead, that turn bad, and a flood through fan-out. */
export const SITUATIONS: readonly Situation[] = [
  ...NUMBERS.map((others) => ({ name: `${others} dead, another tenant`, others, takes: hang })),
  ...NUMBERS.map((others) => ({
    name: `${others} dead, same tenant`,
    others,
    isSameTenant: true,
    takes: hang,
  })),
  { name: "10 turn bad together", others: 10, takes: turnBad },
  { name: "60 turn bad together", others: 60, takes: turnBad },
  { name: "1000 turn bad together", others: 1000, takes: turnBad },
  { name: "1000 turn bad in rotation", others: 1000, takes: inRotation },
  { name: "1000 dead, flooded by fan-out", others: 1000, takes: hang, floodPerSecond: 12 },
];

/** What else may come. */
export const BAD_INPUTS: readonly Situation[] = [
  ...NUMBERS.map((others) => ({ name: `${others} answer after 1.9 s`, others, takes: () => 1900 })),
  {
    name: "60 answer after 1.9 s, same tenant",
    others: 60,
    isSameTenant: true,
    takes: () => 1900,
  },
  { name: "1000 answer after 0.9 s", others: 1000, takes: () => 900 },
  { name: "1000 drip, and end after 9 s", others: 1000, takes: () => 9000 },
  { name: "1000 hang every fourth time", others: 1000, takes: everyFourthHangs },
  {
    name: "10 hang every fourth time, same tenant",
    others: 10,
    isSameTenant: true,
    takes: everyFourthHangs,
  },
  {
    name: "1000 fail at once",
    others: 1000,
    takes: fail,
    eachPerSecond: 2 / SMALLER,
    around: { mostInFlight: MOST_IN_FLIGHT / SCALE / SMALLER },
  },
  {
    name: "1 fails at once, 2000 a second",
    others: 1,
    takes: fail,
    eachPerSecond: 2000 / SMALLER,
    around: { isThrottled: partitionsOf(PARTITION_UNITS / SCALE / SMALLER) },
  },
  {
    name: "1 fails at once, 200 a second",
    others: 1,
    takes: fail,
    eachPerSecond: 200,
    around: { isThrottled: partitionsOf(PARTITION_UNITS / SCALE) },
  },
  {
    name: "60 quick, our network stalls for 3 s",
    others: 60,
    takes: () => ANSWER_MS,
    around: { stallMs: 3000 },
  },
  {
    name: "1000 dead, the table refuses half for 10 s",
    others: 1000,
    takes: hang,
    around: { isThrottled: refusing() },
  },
  { name: "1000 dead, the healthy one is new", others: 1000, takes: hang, around: { isNew: true } },
  {
    name: "1000 dead, it is new, fair queues",
    others: 1000,
    takes: hang,
    around: { isNew: true, isFair: true },
  },
];

/** In the default size, these alone: each takes minutes. */
export const FULL_SIZE: readonly Situation[] = SITUATIONS.filter(
  ({ name }) => name === "1000 dead, another tenant",
);

/** Half of all writes find no room, for some seconds of the window. */
function refusing(): NonNullable<Around["isThrottled"]> {
  const random = makeRandom(2);
  return ({ kind }, sinceMs) =>
    kind === "write" && sinceMs >= 0 && sinceMs < REFUSES_MS && random.chance(0.5);
}

/** Each partition takes so many write units a second, and keeps none for later. */
function partitionsOf(unitsPerSecond: number): NonNullable<Around["isThrottled"]> {
  const taken = new Map<string, { second: number; units: number }>();
  return ({ table, index, partitionKey, kind, units }, sinceMs) => {
    if (kind === "read") return false;
    const name = `${table} ${index ?? ""} ${partitionKey}`;
    const second = Math.floor(sinceMs / 1000);
    const before = taken.get(name);
    const sum = before?.second === second ? before.units : 0;
    const isThrottled = sum + units > unitsPerSecond;
    if (!isThrottled) taken.set(name, { second, units: sum + units });
    return isThrottled;
  };
}
