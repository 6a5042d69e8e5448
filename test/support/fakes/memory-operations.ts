import { applyChange } from "../../../lambdas/shared/domain/commit.ts";
import { blankRecord, isTerminal } from "../../../lambdas/shared/domain/delivery-record.ts";
import { makeCancel } from "../../../lambdas/shared/waiting/cancel.ts";
import type { OperatedRecords } from "../../../lambdas/shared/waiting/operator-ports.ts";
import type { Parked } from "../../../lambdas/shared/waiting/release.ts";
import { makeResend } from "../../../lambdas/shared/waiting/resend.ts";
import type { FilledHistory } from "./memory-delivery-history.ts";

/** Resend and cancel on a deliveries table in memory; `released` is what would have been sent, `noted` whose lanes were noted. */
export function makeMemoryOperations(history: FilledHistory, now: () => number) {
  const { reader } = history;
  const released: Parked[] = [];
  const noted: string[] = [];
  const events = { find: (id: string) => reader.event(id) };
  const records: OperatedRecords = {
    read: (key) => reader.record(key),
    async resend(seen, change) {
      const current = await reader.record(seen);
      if (current?.dispatch !== seen.dispatch) return "refused";
      await history.putRecord(applyChange(current, change));
      return "written";
    },
    async cancel(identity, change) {
      const current = await reader.record(identity);
      if (current !== undefined && isTerminal(current)) return "refused";
      await history.putRecord(applyChange(current ?? blankRecord(identity), change));
      return "written";
    },
  };
  return {
    released,
    noted,
    resend: makeResend({
      records,
      events,
      lanes: { note: async (owner) => void noted.push(owner.webhookId) },
      release: async (parked) => void released.push(parked),
      now,
    }),
    cancel: makeCancel({ records, events, now }),
  };
}
