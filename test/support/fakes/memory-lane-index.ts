import type { DeliveryRecord } from "../../../lambdas/shared/domain/delivery-record.ts";
import type { LaneIndex, LanePage } from "../../../lambdas/shared/waiting/lane-ports.ts";
import type { Parked } from "../../../lambdas/shared/waiting/release.ts";
import type { ExternalCall } from "./external-call.ts";

/** The sparse index `lane` of the deliveries table: what is parked, by webhook and due time. */
export class MemoryLaneIndex {
  readonly #entries = new Map<string, Parked>();

  /** Follows one write of the table. */
  follow(id: string, record: DeliveryRecord): void {
    const entry = entryOf(record);
    if (entry === undefined) {
      this.#entries.delete(id);
    } else {
      this.#entries.set(id, entry);
    }
  }

  /** The parked deliveries of a webhook as the index shows them, the first due first. */
  entriesOf(webhookId: string): Parked[] {
    return [...this.#entries.values()]
      .filter((entry) => entry.webhookId === webhookId)
      .toSorted(
        (one, other) =>
          one.nextAttemptAtMs - other.nextAttemptAtMs || (one.eventId < other.eventId ? -1 : 1),
      );
  }
}

function entryOf(record: DeliveryRecord): Parked | undefined {
  if (record.status !== "parked" || record.nextAttemptAtMs === undefined) return undefined;
  const { eventId, webhookId, dispatch, application, environment, nextAttemptAtMs } = record;
  return { eventId, webhookId, dispatch, application, environment, nextAttemptAtMs };
}

/**
 * Whether an entry lies behind the end of a page; entries of one moment lie in the order of their
 * ids.
 */
function isBehind(
  entry: Parked,
  { eventId = "", nextAttemptAtMs = -Infinity }: LanePage = {},
): boolean {
  return (
    entry.nextAttemptAtMs > nextAttemptAtMs ||
    (entry.nextAttemptAtMs === nextAttemptAtMs && entry.eventId > eventId)
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
    some: (webhookId, { fromMs, untilMs, newestFirst, most }) =>
      call("L2 query some of what is due", () => {
        const found = index
          .entriesOf(webhookId)
          .filter(({ nextAttemptAtMs: dueMs }) => dueMs >= fromMs && dueMs <= untilMs);
        return (newestFirst ? found.toReversed() : found).slice(0, most);
      }),
    holdsAny: (webhookId) =>
      call("L4 query whether anything waits", () => index.entriesOf(webhookId).length > 0),
    firstDueMs: (webhookId) =>
      call("S1 query what is due first", () => index.entriesOf(webhookId)[0]?.nextAttemptAtMs),
  };
}
