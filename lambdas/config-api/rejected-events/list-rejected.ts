import { defined } from "../../shared/domain/defined.ts";
import {
  compareRejected,
  REJECTED_RETENTION_DAYS,
  type RejectedEvent,
  type RejectedOwner,
  type RejectedPosition,
} from "../../shared/domain/rejected-event.ts";
import type { RejectReason } from "../../shared/domain/rejection.ts";
import { MS_PER_DAY } from "../../shared/domain/utc-day.ts";

/** Events looked at per shard for a page that asks for a reason: half a megabyte at most. */
const MOST_LOOKED_AT = 250;

/** Some of one shard of a list, newest first. */
export interface RejectedShardPage {
  readonly events: readonly RejectedEvent[];
  /** The oldest that was looked at; absent when there is nothing older. */
  readonly upTo?: RejectedPosition;
}

/** What is asked of a list: received from `fromMs` to `toMs`, both included, behind `after`. */
export interface RejectedRange {
  readonly fromMs: number;
  readonly toMs: number;
  readonly after?: RejectedPosition;
}

/** The lists of rejected events. */
export interface RejectedEventReader {
  /** A page of each shard of a list, of `most` events or one more: one query a shard. */
  pages(
    owner: RejectedOwner,
    range: RejectedRange,
    most: number,
  ): Promise<readonly RejectedShardPage[]>;
}

/** Which rejected events are listed, and from where on. */
export interface RejectedWanted extends RejectedRange {
  readonly reason?: RejectReason;
  readonly limit: number;
}

/** A page, maybe below the limit or empty; `next` is where to go on, absent at the end. */
export interface RejectedPage {
  readonly events: readonly RejectedEvent[];
  readonly next?: RejectedPosition;
}

/** An owner's kept rejected events, newest first: one query for each of the four shards. */
export async function listRejected(
  reader: RejectedEventReader,
  owner: RejectedOwner,
  wanted: RejectedWanted,
  nowMs: number,
): Promise<RejectedPage> {
  const { toMs, after, reason, limit } = wanted;
  const fromMs = Math.max(wanted.fromMs, nowMs - REJECTED_RETENTION_DAYS * MS_PER_DAY);
  if (Math.min(toMs, after?.receivedAtMs ?? toMs) < fromMs) return { events: [] };
  const range = { fromMs, toMs, ...defined({ after }) };
  const most = reason === undefined ? limit : MOST_LOOKED_AT;
  const shards = await reader.pages(owner, range, most);
  // What is older than the newest of these ends may be missing from a shard.
  const [end] = shards.flatMap(({ upTo }) => upTo ?? []).toSorted(compareRejected);
  const found = shards
    .flatMap(({ events }) => events)
    .filter((event) => end === undefined || compareRejected(event, end) <= 0)
    .filter((event) => event.reason === (reason ?? event.reason))
    .toSorted(compareRejected);
  const events = found.slice(0, limit);
  const next = found.length > limit ? events.at(-1) : end;
  return { events, ...defined({ next: next && positionOf(next) }) };
}

function positionOf({ receivedAtMs, id }: RejectedPosition): RejectedPosition {
  return { receivedAtMs, id };
}
