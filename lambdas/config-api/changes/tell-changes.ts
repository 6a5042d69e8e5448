import type { TellTenant } from "../../shared/eventbridge/operational-events.ts";
import type { Log } from "../../shared/runtime/logger.ts";
import { within } from "../../shared/runtime/within.ts";
import { changeEvent, type TenantEvent } from "./change-event.ts";
import { type ChangedBy, changeLine } from "./change-line.ts";
import type { Change } from "./domain/change.ts";

/** What telling changes needs. */
export interface ChangePorts {
  /** Keeps lines, apart from the function's own log. Throws unless all of them were kept. */
  readonly keepChanges: (lines: readonly string[]) => Promise<void>;
  readonly publishOperation: TellTenant;
  readonly log: Log;
  readonly now: () => number;
}

/** Tells who changed what. Never throws: what was changed stays changed, and is answered so. */
export type TellChanges = (changes: readonly Change[], by: ChangedBy) => Promise<void>;

/** Milliseconds an answer waits for its changes to be told: some ten each when all is well. */
const LONGEST_WAIT_MS = 3000;

/**
 * Makes the teller of changes: a line each that is kept apart, and an event to the tenant for some.
 * A line that cannot be kept goes to the function's own log, whole; an event that the bus refuses
 * is named there.
 */
export function makeTellChanges({
  keepChanges,
  publishOperation,
  log,
  now,
}: ChangePorts): TellChanges {
  async function keep(lines: readonly string[]): Promise<void> {
    try {
      await within(LONGEST_WAIT_MS, keepChanges(lines));
    } catch (error) {
      for (const change of lines) log.error("change not kept apart", error, { change });
    }
  }

  async function publish({ tenant, event }: TenantEvent): Promise<void> {
    try {
      await within(LONGEST_WAIT_MS, publishOperation(tenant, event));
    } catch (error) {
      const { type: event_type, id: producer_id } = event;
      log.error("event not published", error, { event_type, producer_id, ...tenant });
    }
  }

  return async (changes, by) => {
    if (changes.length === 0) return;
    const nowMs = now();
    const events = changes.flatMap((change) => changeEvent(change, by.keyId, nowMs) ?? []);
    await Promise.all([
      keep(changes.map((change) => changeLine(change, by, nowMs))),
      ...events.map(publish),
    ]);
  };
}
