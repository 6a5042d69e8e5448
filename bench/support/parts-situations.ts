import {
  aSecond,
  atOnce,
  crowdAndMore,
  FAILS,
  ONCE,
  OTHER_TYPE,
  pairs,
  quota,
  reachedByOneOfTwo,
  TAKES,
  upFrom,
} from "./parts-events.ts";
import { endedSo, tookAfter, tookAll } from "./parts-figures.ts";
import type { PartsPlan, PartsRun } from "./parts-run.ts";

/** What a part is there for, and the figure that tells whether it is. */
export interface PartsSituation {
  readonly name: string;
  readonly plan: PartsPlan;
  /** How often it is run, with other dice; the figure is of all runs. @default 1 */
  readonly runs?: number;
  readonly tell: (runs: readonly PartsRun[]) => string;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DICE = 5;

const SHORTLY_MS = 210 * SECOND;
const BACK_MS = 2 * HOUR;
const BAD_UNTIL_MS = 6 * HOUR;

/** What limits and the breaker meet with. */
export const PARTS_SITUATIONS: readonly PartsSituation[] = [
  {
    name: "nine of ten are of a type that it never takes; back after 2 h",
    plan: {
      events: crowdAndMore(3 * HOUR, (index) => index % 10 !== 0, OTHER_TYPE),
      webhook: { moreEvents: [OTHER_TYPE] },
      receiver: upFrom(BACK_MS),
      untilMs: DAY,
    },
    runs: DICE,
    tell: tookAfter(BACK_MS, DAY),
  },
  {
    name: "six hours of payloads that it never takes, good ones since",
    plan: {
      events: crowdAndMore(12 * HOUR, (_, atMs) => atMs < BAD_UNTIL_MS),
      receiver: upFrom(0),
      untilMs: DAY,
    },
    runs: DICE,
    tell: tookAfter(BAD_UNTIL_MS, DAY),
  },
  {
    name: "down for three and a half minutes",
    plan: { events: crowdAndMore(SHORTLY_MS), receiver: upFrom(SHORTLY_MS), untilMs: DAY },
    runs: DICE,
    tell: tookAfter(SHORTLY_MS, DAY),
  },
  {
    name: "down for two hours",
    plan: { events: crowdAndMore(BACK_MS), receiver: upFrom(BACK_MS), untilMs: DAY },
    tell: tookAll(BACK_MS),
  },
  {
    name: "dead for good",
    plan: { events: atOnce(200), receiver: () => () => FAILS, untilMs: 9 * DAY },
    tell: ([run]) => {
      const { answers, records } = run as PartsRun;
      const dropped = endedSo(run as PartsRun, "dropped");
      return `${answers.length} requests, ${dropped} of ${records.length} dropped in 9 days`;
    },
  },
  {
    name: "one of two functions cannot reach it, for ten minutes",
    plan: {
      events: pairs(600),
      webhook: { retry: ONCE },
      receiver: () => reachedByOneOfTwo,
      settings: { deliverConcurrency: 2 },
      untilMs: HOUR,
    },
    tell: ([run]) => `told down ${run?.toldDown} times`,
  },
  {
    name: "1,000 at once, ten a second",
    plan: { events: atOnce(1000), webhook: { rateLimit: 10 }, receiver: upFrom(0), untilMs: DAY },
    tell: tookAll(0),
  },
  {
    name: "600 a second for four seconds, 100 a second",
    plan: {
      events: aSecond(600, 4),
      webhook: { rateLimit: 100 },
      receiver: upFrom(0),
      untilMs: DAY,
    },
    tell: tookAll(0),
  },
  {
    name: "a quota of 60 a minute, 1,000 at once, ten a second",
    plan: { events: atOnce(1000), webhook: { rateLimit: 10 }, receiver: quota(60), untilMs: DAY },
    tell: ([run]) => {
      const { answers } = run as PartsRun;
      return `${endedSo(run as PartsRun, "delivered")} delivered, ${answers.filter(({ status }) => status === 429).length} × 429`;
    },
  },
  {
    name: "300 at once, five places, a second each",
    plan: {
      events: atOnce(300),
      webhook: { maxInFlight: 5 },
      receiver: () => () => ({ ...TAKES, afterMs: SECOND }),
      untilMs: DAY,
    },
    tell: tookAll(0),
  },
  {
    name: "100 a second for half a minute, five places, a second each",
    plan: {
      events: aSecond(100, 30),
      webhook: { maxInFlight: 5 },
      receiver: () => () => ({ ...TAKES, afterMs: SECOND }),
      untilMs: DAY,
    },
    tell: tookAll(0),
  },
  {
    name: "300 at once, five places, eight seconds each",
    plan: {
      events: atOnce(300),
      webhook: { maxInFlight: 5 },
      receiver: () => () => ({ ...TAKES, afterMs: 8 * SECOND }),
      untilMs: DAY,
    },
    tell: tookAll(0),
  },
];
