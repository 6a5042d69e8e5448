import {
  type PlannedEvent,
  sampleDetail,
  sampleType,
} from "../../tools/virtual-aws/sample-event.ts";
import { START_MS } from "../../tools/virtual-aws/virtual-cloud.ts";
import type { Answer, SeenRequest } from "./parts-run.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Enough failures to be found down within minutes, and time for it. */
const CROWD = 600;
const CROWD_EVERY_MS = SECOND / 2;
/** After those, an event a minute. */
const STEADY_MS = MINUTE;

const OWN_TYPE = sampleType(0);
/** A type of event besides the usual one. */
export const OTHER_TYPE = "OTHER";
export const FAILS = { status: 500 } as const;
export const TAKES = { status: 204 } as const;

/** A crowd that finds the receiver down, and then one event after the other. */
export function crowdAndMore(
  untilMs: number,
  isBad: (index: number, atMs: number) => boolean = () => false,
  badType = OWN_TYPE,
): PlannedEvent[] {
  const crowdMs = CROWD * CROWD_EVERY_MS;
  const more = Math.max(0, Math.floor((untilMs - crowdMs) / STEADY_MS));
  return Array.from({ length: CROWD + more }, (_, index) => {
    const late = index - CROWD;
    const atMs = late < 0 ? index * CROWD_EVERY_MS : crowdMs + late * STEADY_MS;
    return isBad(index, atMs) ? bad(eventAt(atMs, index, badType)) : eventAt(atMs, index);
  });
}

function eventAt(atMs: number, index: number, type = OWN_TYPE): PlannedEvent {
  return { atMs: START_MS + atMs, type, detail: sampleDetail(index) };
}

/** With a payload that the receiver never takes. */
function bad(event: PlannedEvent): PlannedEvent {
  return { ...event, detail: { ...event.detail, payload: { isBad: true } } };
}

/** Down at first, and never takes what is bad. */
export const upFrom = (fromMs: number) => () => (request: SeenRequest) =>
  request.atMs < fromMs || request.body.includes("isBad") ? FAILS : TAKES;

/** So many, all at the same moment. */
export const atOnce = (count: number) =>
  Array.from({ length: count }, (_, index) => eventAt(0, index));

/** So many a second, one after the other. */
export const aSecond = (count: number, seconds: number) =>
  Array.from({ length: seconds * count }, (_, index) => eventAt((index * SECOND) / count, index));

/** A receiver with a quota of its own, by the minute. */
export function quota(perMinute: number) {
  return () => {
    const taken = new Map<number, number>();
    return ({ atMs }: SeenRequest) => {
      const minute = Math.floor(atMs / MINUTE);
      const count = (taken.get(minute) ?? 0) + 1;
      taken.set(minute, count);
      if (count <= perMinute) return TAKES;
      const retryAfterSeconds = Math.ceil(((minute + 1) * MINUTE - atMs) / SECOND);
      return { status: 429, retryAfterSeconds };
    };
  };
}

/** Nothing comes again, and the breaker serves it all the same. */
export const ONCE = { kind: "fixed", attempts: 1, intervalSeconds: 60, breaker: true } as const;

/** The second of two comes so long after the first. */
const APART_MS = 100;

/** Two a second: while one function sends the first, the other sends the second. */
export const pairs = (seconds: number) =>
  Array.from({ length: 2 * seconds }, (_, index) =>
    eventAt(Math.floor(index / 2) * SECOND + (index % 2) * APART_MS, index),
  );

/** Takes what one of two functions sends; who ended last, of the second, sends the next first. */
export function reachedByOneOfTwo({ atMs }: SeenRequest): Answer {
  const isSecond = atMs % SECOND >= APART_MS;
  const isOther = (Math.floor(atMs / SECOND) % 2 === 0) === isSecond;
  return { ...(isOther ? TAKES : FAILS), afterMs: SECOND / 2 };
}
