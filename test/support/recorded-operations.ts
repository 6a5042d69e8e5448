import { makeCancel } from "../../lambdas/config-api/deliveries/cancel.ts";
import { makeDynamoOperatedRecords } from "../../lambdas/config-api/deliveries/dynamo-operated-records.ts";
import { makeResend } from "../../lambdas/config-api/deliveries/resend.ts";
import type { Parked } from "../../lambdas/shared/waiting/release.ts";
import type { FilledHistory } from "./dynamo-stores.ts";
import type { openVirtualTable } from "./virtual-table.ts";

/**
 * Resend and cancel on a deliveries table in memory; `released` is what would have been sent,
 * `noted` whose lanes were noted.
 */
export function makeRecordedOperations(
  table: ReturnType<typeof openVirtualTable>,
  { reader }: FilledHistory,
  now: () => number,
) {
  const released: Parked[] = [];
  const noted: string[] = [];
  const events = { find: (id: string) => reader.event(id) };
  const records = makeDynamoOperatedRecords(table);
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
