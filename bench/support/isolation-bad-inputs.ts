import { makeRandom } from "../../tools/virtual-aws/random.ts";
import {
  ANSWER_MS,
  type Around,
  hang,
  MOST_IN_FLIGHT,
  NUMBERS,
  SCALE,
  type Situation,
  SITUATIONS,
} from "./isolation-situations.ts";

/** So many times smaller still is what would take too long. */
const SMALLER = 5;
/**
 * Write units a second that a partition takes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
const PARTITION_UNITS = 1000;
/** For how long a table refuses this share of all writes. */
const REFUSES_MS = 10_000;
const REFUSED = 0.2;

const fail = () => "fails" as const;
const turnSluggish = (_: number, sinceMs: number) => (sinceMs >= 0 ? 1900 : ANSWER_MS);
const everyFourthHangs = (_: number, __: number, requests: number) =>
  requests % 4 === 3 ? "hangs" : ANSWER_MS;

/** What else may come. */
export const BAD_INPUTS: readonly Situation[] = [
  ...NUMBERS.map((others) => ({ name: `${others} answer after 1.9 s`, others, takes: () => 1900 })),
  { name: "1000 turn to 1.9 s together", others: 1000, takes: turnSluggish },
  { name: "60 answer after 1.9 s, same tenant", others: 60, isSameTenant: true, takes: () => 1900 },
  { name: "1000 answer after 0.9 s", others: 1000, takes: () => 900 },
  {
    name: "1000 answer after 0.9 s, fair queues",
    others: 1000,
    takes: () => 900,
    around: { isFair: true },
  },
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
  ...[1, 4].map((laneKeys) => ({
    name: `1 fails at once, 200 a second, lane keys: ${laneKeys}`,
    others: 1,
    takes: fail,
    eachPerSecond: 200,
    around: { throttle: partitions, settings: { laneKeys } },
  })),
  {
    name: "60 quick, our network stalls for 3 s",
    others: 60,
    takes: () => ANSWER_MS,
    around: { stallMs: 3000 },
  },
  {
    name: "60 get the same event, our network stalls",
    others: 60,
    takes: () => ANSWER_MS,
    floodPerSecond: 12,
    around: { stallMs: 3000 },
  },
  {
    name: "1000 dead, the table refuses a fifth for 10 s",
    others: 1000,
    takes: hang,
    around: { throttle: refusing },
  },
  {
    name: "60 quick, one pool, messages left over",
    others: 60,
    takes: () => ANSWER_MS,
    leavesMessages: true,
    around: { settings: { deliverSlowConcurrency: 0 } },
  },
  { name: "100 dead, the healthy one is new", others: 100, takes: hang, around: { isNew: true } },
];

/**
 * In the default size: the largest, and what depends on how many functions there are for each of
 * the webhooks to get to know.
 */
export const FULL_SIZE: readonly Situation[] = [...SITUATIONS, ...BAD_INPUTS].filter(({ name }) =>
  [
    "60 dead, same tenant",
    "60 answer after 1.9 s, same tenant",
    "10 hang every fourth time, same tenant",
    "1000 dead, another tenant",
  ].includes(name),
);

/** A fifth of all writes find no room, for some seconds of the window. */
function refusing(): ReturnType<NonNullable<Around["throttle"]>> {
  const random = makeRandom(2);
  return ({ kind }, sinceMs) =>
    kind === "write" && sinceMs >= 0 && sinceMs < REFUSES_MS && random.chance(REFUSED);
}

/** Each partition takes so many write units a second, and keeps none for later. */
function partitions(): ReturnType<NonNullable<Around["throttle"]>> {
  const most = PARTITION_UNITS / SCALE;
  const taken = new Map<string, { readonly second: number; readonly units: number }>();
  return ({ table, index, partitionKey, kind, units }, sinceMs) => {
    if (kind === "read") return false;
    const name = `${table} ${index ?? ""} ${partitionKey}`;
    const second = Math.floor(sinceMs / 1000);
    const before = taken.get(name);
    const sum = (before?.second === second ? before.units : 0) + units;
    if (sum <= most) taken.set(name, { second, units: sum });
    return sum > most;
  };
}
