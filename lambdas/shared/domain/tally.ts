import { shortText } from "./short-text.ts";
import { isEnvironment, type Tenant } from "./tenant.ts";

/** Whose drops or rejections count together: a webhook's, a tenant's, or of entries for nobody. */
export type TallyOwner =
  | (Tenant & { readonly kind: "dropped"; readonly webhookId: string })
  | (Tenant & { readonly kind: "rejected" })
  | { readonly kind: "unaddressed" };

/** One drop or one rejection. */
export interface TallyMark {
  readonly owner: TallyOwner;
  /** Why: a `DropReason` or `RejectReason`. */
  readonly reason: string;
  /** Of the delivery or the event; absent where an entry could not be read. */
  readonly id?: string;
  /** Where a rejected event did not fit; empty for a drop. */
  readonly places: readonly string[];
  /**
   * Whether an operational event tells of it: not of one of these, so none brings about another.
   */
  readonly isTold: boolean;
}

/** How often each reason was given. */
export type ReasonCounts = Readonly<Record<string, number>>;

/** What was counted of one owner in one span of time. */
export interface Tally {
  readonly owner: TallyOwner;
  /** Begin of the span, epoch milliseconds. */
  readonly startMs: number;
  readonly isTold: boolean;
  readonly reasons: ReasonCounts;
  /** Some of the first: at most {@link MOST_EXAMPLES}, in the order of the alphabet. */
  readonly ids: readonly string[];
  /** Likewise. */
  readonly places: readonly string[];
}

/** Ids, and places, that a tally names. */
export const MOST_EXAMPLES = 10;
/** Bytes of a place that are kept: its names are the producer's, and ten go into an event. */
const MOST_PLACE_BYTES = 100;

/** The marks of one owner and span as its tally. */
export function tallyOf(marks: readonly [TallyMark, ...TallyMark[]], startMs: number): Tally {
  const [{ owner, isTold }] = marks;
  const reasons: Record<string, number> = {};
  for (const { reason } of marks) reasons[reason] = (reasons[reason] ?? 0) + 1;
  // That the whole entry does not fit names no place.
  const places = marks.flatMap((mark) => mark.places).filter((place) => place !== "");
  return {
    owner,
    startMs,
    isTold,
    reasons,
    ids: examplesOf(marks.flatMap(({ id }) => id ?? [])),
    places: examplesOf(places.map((place) => shortText(place, MOST_PLACE_BYTES))),
  };
}

/** The parts of a tally as one; owner and span are those of the first. */
export function mergeTallies(parts: readonly [Tally, ...Tally[]]): Tally {
  return {
    ...parts[0],
    reasons: sumReasons(parts.map(({ reasons }) => reasons)),
    ids: examplesOf(parts.flatMap(({ ids }) => ids)),
    places: examplesOf(parts.flatMap(({ places }) => places)),
  };
}

/** Sums counts reason by reason. */
export function sumReasons(all: readonly ReasonCounts[]): ReasonCounts {
  const sums: Record<string, number> = {};
  for (const [reason, count] of all.flatMap((reasons) => Object.entries(reasons))) {
    sums[reason] = (sums[reason] ?? 0) + count;
  }
  return sums;
}

/** How many there are in all. */
export function countOf(reasons: ReasonCounts): number {
  return Object.values(reasons).reduce((sum, count) => sum + count, 0);
}

/** Begin of the span that a time lies in; spans begin with 1970. */
export function spanStartMs(timeMs: number, spanMs: number): number {
  return Math.floor(timeMs / spanMs) * spanMs;
}

/** An owner: `dropped#acme#production#wh_…`, `rejected#acme#production`, `unaddressed`. */
export function ownerKey(owner: TallyOwner): string {
  const { kind } = owner;
  if (kind === "unaddressed") return kind;
  const tenant = `${kind}#${owner.application}#${owner.environment}`;
  return kind === "dropped" ? `${tenant}#${owner.webhookId}` : tenant;
}

/** The owner of such a text; `undefined` when it is none. */
export function ownerOfKey(key: string): TallyOwner | undefined {
  const [kind, application = "", environment, webhookId] = key.split("#");
  if (kind === "unaddressed") return { kind };
  if (!isEnvironment(environment)) return undefined;
  if (kind === "rejected") return { kind, application, environment };
  return kind === "dropped" && webhookId !== undefined
    ? { kind, application, environment, webhookId }
    : undefined;
}

function examplesOf(texts: readonly string[]): string[] {
  return [...new Set(texts)].toSorted().slice(0, MOST_EXAMPLES);
}
