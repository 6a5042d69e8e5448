import { makeCancel } from "../../lambdas/config-api/deliveries/cancel.ts";
import { makeResend } from "../../lambdas/config-api/deliveries/resend.ts";
import { makeBatchScope } from "../../lambdas/shared/aws-client/batch-calls.ts";
import { makeItemReader } from "../../lambdas/shared/dynamodb/dynamo-batch-reader.ts";
import { makeDynamoDeliveryRecords } from "../../lambdas/shared/dynamodb/dynamo-delivery-records.ts";
import { makeStatementRunner } from "../../lambdas/shared/dynamodb/dynamo-statements.ts";
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
  const options = { ...table, batch: makeBatchScope() };
  const records = makeDynamoDeliveryRecords({
    ...options,
    readItem: makeItemReader(options),
    run: makeStatementRunner(options),
  });
  return {
    released,
    noted,
    resend: makeResend({
      records,
      deliveries: reader,
      lanes: { note: async (owner) => void noted.push(owner.webhookId) },
      release: async (parked) => void released.push(parked),
      now,
    }),
    cancel: makeCancel({ records, deliveries: reader, now }),
  };
}
