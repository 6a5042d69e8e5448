import type { DeliveryRecord } from "../../../lambdas/shared/domain/delivery-record.ts";
import type { LaneIndex, LanePage } from "../../../lambdas/shared/waiting/lane-ports.ts";
import type { Parked } from "../../../lambdas/shared/waiting/release.ts";
import type { ExternalCall } from "./external-call.ts";

interface PendingEntry {
  readonly atMs: number;
  readonly entry: Parked | undefined;
}

/**
 * The sparse index `lane` of the deliveries table: what is parked, by webhook and due time. It follows the table with a lag, the
 * entries of one delivery in the order of its writes.
 */
export class MemoryLaneIndex {
  readonly #entries = new Map<string, Parked>();
  readonly #pending = new Map<string, PendingEntry[]>();
  readonly #now: () => number;
  readonly #lagMs: () => number;
  readonly #catchesUp: () => boolean;

  /**
   * @param options.lagMs the longest lag of the next write
   * @param options.catchesUp asked at every query, of every entry that lags: whether it arrives now, before its time
   */
  constructor(options: {
    readonly now: () => number;
    readonly lagMs?: () => number;
    readonly catchesUp?: () => boolean;
  }) {
    this.#now = options.now;
    this.#lagMs = options.lagMs ?? (() => 0);
    this.#catchesUp = options.catchesUp ?? (() => false);
  }

  /** Follows one write of the table. */
  follow(id: string, record: DeliveryRecord | undefined): void {
    const lagMs = this.#lagMs();
    const waiting = this.#pending.get(id) ?? [];
    if (lagMs === 0 && waiting.length === 0) {
      this.#apply(id, entryOf(record));
      return;
    }
    const atMs = Math.max(this.#now() + lagMs, waiting.at(-1)?.atMs ?? 0);
    waiting.push({ atMs, entry: entryOf(record) });
    this.#pending.set(id, waiting);
  }

  /** The parked deliveries of a webhook as the index shows them now, the first due first. */
  entriesOf(webhookId: string): Parked[] {
    this.#catchUp();
    const found: Parked[] = [];
    for (const entry of this.#entries.values()) {
      if (entry.webhookId === webhookId) {
        found.push(entry);
      }
    }
    return found.toSorted(
      (one, other) =>
        one.nextAttemptAtMs - other.nextAttemptAtMs || (one.eventId < other.eventId ? -1 : 1),
    );
  }

  #catchUp(): void {
    const nowMs = this.#now();
    for (const [id, waiting] of this.#pending) {
      let first = waiting[0];
      while (first !== undefined && (first.atMs <= nowMs || this.#catchesUp())) {
        this.#apply(id, first.entry);
        waiting.shift();
        first = waiting[0];
      }
      if (waiting.length === 0) {
        this.#pending.delete(id);
      }
    }
  }

  #apply(id: string, entry: Parked | undefined): void {
    if (entry === undefined) {
      this.#entries.delete(id);
    } else {
      this.#entries.set(id, entry);
    }
  }
}

function entryOf(record: DeliveryRecord | undefined): Parked | undefined {
  if (record?.status !== "parked" || record.nextAttemptAtMs === undefined) {
    return undefined;
  }
  const { eventId, webhookId, dispatch, application, environment, nextAttemptAtMs } = record;
  return { eventId, webhookId, dispatch, application, environment, nextAttemptAtMs };
}

/** Whether an entry lies behind the end of a page; entries of one moment lie in the order of their ids. */
function isBehind(entry: Parked, page: LanePage | undefined): boolean {
  return (
    page === undefined ||
    entry.nextAttemptAtMs > page.nextAttemptAtMs ||
    (entry.nextAttemptAtMs === page.nextAttemptAtMs && entry.eventId > page.eventId)
  );
}

/** The index as a lane's execution and the sweep see it. */
export function laneIndexThrough(
  index: MemoryLaneIndex,
  call: ExternalCall,
  pageSize = 1000,
): LaneIndex {
  return {
    due: (webhookId, untilMs, after) =>
      call("L2 query what is due", () => {
        const left = index
          .entriesOf(webhookId)
          .filter((entry) => entry.nextAttemptAtMs <= untilMs && isBehind(entry, after));
        const parked = left.slice(0, pageSize);
        const last = parked.at(-1);
        // As DynamoDB does: a full page has a next one, even when nothing is left for it.
        const next =
          last === undefined || parked.length < pageSize
            ? undefined
            : { eventId: last.eventId, nextAttemptAtMs: last.nextAttemptAtMs };
        return { parked, next };
      }),
    holdsAny: (webhookId) =>
      call("L4 query whether anything waits", () => index.entriesOf(webhookId).length > 0),
    firstDueMs: (webhookId) =>
      call("S1 query what is due first", () => index.entriesOf(webhookId)[0]?.nextAttemptAtMs),
  };
}
