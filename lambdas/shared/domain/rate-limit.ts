/** What a webhook allows of requests to it. */
export interface Limit {
  /** So many a second, 0.01 … 1,000. */
  readonly perSecond?: number;
  /** So many at once, 1 or more. */
  readonly inFlight?: number;
  /**
   * While its receiver recovers: so many a second of what its lane did not release (recovery.ts).
   */
  readonly newPerSecond?: number;
}

/** Requests a second that a limit may allow. */
export const LEAST_PER_SECOND = 0.01;
export const MOST_PER_SECOND = 1000;

/**
 * A limiter as its item holds it: the generic cell rate algorithm. Its slots are one interval
 * apart. https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm
 */
export interface Limiter {
  /** The first slot that nobody took, in epoch microseconds. Past: any time will do. */
  readonly nextUs: number;
  /** No slot before it, in epoch milliseconds: a receiver asked for that. */
  readonly pausedUntilMs: number;
}

/** One conditional write that takes slots: `isMet` is its condition, `taken` what it leaves. */
export interface Take {
  /**
   * It begins at the clock, if the limiter is behind that, or was seen so far ahead that only a
   * lower limit can have left it there; or it goes on behind the slots that are taken.
   */
  readonly kind: "begin" | "go_on";
  readonly count: number;
  /** The clock of the function that takes them. */
  readonly nowMs: number;
  readonly nowUs: number;
  /** How long the slots last together. */
  readonly lengthUs: number;
  /**
   * `go_on`: the limiter is no further ahead. `begin`: or it is there, still, where a lower limit
   * left it; -1 where none did.
   */
  readonly borderUs: number;
}

/** A slot may be taken so early: what comes in bunches, by SQS's whole seconds, finds enough. */
export const EARLY_MS = 1000;
/** A slot is good for so long after it was taken, at least. */
export const VALID_MS = 1000;
const LONGEST_VALID_MS = 10_000;
/** Clocks may differ by so much before slots of another count as those of a lower limit. */
const CLOCK_SLACK_MS = 10_000;
/** The longest that `Retry-After` keeps all deliveries of a webhook back: then one asks again. */
export const LONGEST_PAUSE_MS = 900_000;

/** One item takes so many a second: a partition takes 1,000 writes, refused ones included. */
const MOST_OF_AN_ITEM = 250;
const SHARDS = 4;

/**
 * Items that a limit is spread over; each has an even part of it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export function limiterShards(perSecond: number): number {
  return perSecond > MOST_OF_AN_ITEM ? SHARDS : 1;
}

/** Microseconds between two slots of one item, never too short. */
function intervalUs(perSecond: number): number {
  return Math.ceil((1_000_000 * limiterShards(perSecond)) / perSecond);
}

/**
 * For how long a slot is good after it was taken: whoever was held up since has none. Where they
 * are far apart, a tenth of their interval: to lose one is dear then.
 */
export function validMs(perSecond: number): number {
  return Math.min(LONGEST_VALID_MS, Math.max(VALID_MS, 100 / perSecond));
}

/** How far ahead an honest limiter can be, whatever clock the last taker had. */
function farthestUs(interval: number, nowMs: number): number {
  return (nowMs + EARLY_MS + CLOCK_SLACK_MS) * 1000 + interval;
}

/**
 * The write that takes as many slots as there are, of those that are wanted; `undefined` when there
 * is none.
 * @param seen the limiter as last seen: the write of whoever is wrong about it is refused
 * @param perSecond the webhook's limit, of which one item has its part
 */
export function takeSlots(
  seen: Limiter | undefined,
  wanted: number,
  perSecond: number,
  nowMs: number,
): Take | undefined {
  const nowUs = nowMs * 1000;
  const { nextUs, pausedUntilMs } = seen ?? { nextUs: 0, pausedUntilMs: 0 };
  if (pausedUntilMs > nowMs) return undefined;
  const interval = intervalUs(perSecond);
  const farthest = farthestUs(interval, nowMs);
  const isStale = nextUs > farthest;
  const begins = nextUs < nowUs || isStale;
  const fromUs = begins ? nowUs : nextUs;
  const latestUs = nowUs + EARLY_MS * 1000;
  const count = Math.min(wanted, Math.floor((latestUs - fromUs) / interval) + 1);
  if (count < 1) return undefined;
  const borderUs = begins ? (isStale ? nextUs : -1) : latestUs - (count - 1) * interval;
  const kind = begins ? "begin" : "go_on";
  return { kind, count, nowMs, nowUs, lengthUs: count * interval, borderUs };
}

/** The condition of the write, as the table checks it. @internal the model does as the table */
export function isMet({ kind, nowMs, nowUs, borderUs }: Take, limiter: Limiter | undefined) {
  const { nextUs, pausedUntilMs } = limiter ?? { nextUs: 0, pausedUntilMs: 0 };
  if (pausedUntilMs > nowMs) return false;
  return kind === "begin"
    ? nextUs < nowUs || nextUs === borderUs
    : nextUs >= nowUs && nextUs <= borderUs;
}

/** What the write leaves. */
export function taken({ kind, nowUs, lengthUs }: Take, limiter: Limiter | undefined): Limiter {
  const { nextUs, pausedUntilMs } = limiter ?? { nextUs: 0, pausedUntilMs: 0 };
  return { nextUs: (kind === "begin" ? nowUs : nextUs) + lengthUs, pausedUntilMs };
}

/**
 * When the limiter has a slot, in epoch milliseconds: now, or later while deliveries are kept back.
 */
export function freeFromMs(limiter: Limiter | undefined, perSecond: number, nowMs: number): number {
  const { nextUs, pausedUntilMs } = limiter ?? { nextUs: 0, pausedUntilMs: 0 };
  const isStale = nextUs > farthestUs(intervalUs(perSecond), nowMs);
  const slotMs = isStale ? 0 : Math.ceil(nextUs / 1000) - EARLY_MS;
  return Math.max(nowMs, pausedUntilMs, slotMs);
}

/** How far ahead a lane releases what a limit kept back, and how long it sleeps, in seconds. */
const SHORTEST_ROUND_SECONDS = 10;
/** Slots of a round, where that makes it longer: a round costs three transitions. */
const SLOTS_OF_A_ROUND = 10;

/** Length of a round of a limit: ten seconds or ten slots, no longer than a lane looks ahead. */
export function roundSeconds({ perSecond = Infinity }: Limit, horizonSeconds: number): number {
  const seconds = Math.max(SHORTEST_ROUND_SECONDS, Math.ceil(SLOTS_OF_A_ROUND / perSecond));
  return Math.min(seconds, horizonSeconds);
}

/**
 * When each of those that wait may come, at this pace: one slot after the other from a time on, as
 * many as have one before the other time.
 */
export function pacedMs(
  count: number,
  perSecond: number,
  { fromMs, untilMs }: { readonly fromMs: number; readonly untilMs: number },
): readonly number[] {
  const interval = 1000 / perSecond;
  const most = Math.max(0, Math.floor((untilMs - fromMs) / interval) + 1);
  return Array.from({ length: Math.min(count, most) }, (_, place) =>
    Math.floor(fromMs + place * interval),
  );
}
