import { makeBatchScope } from "../../lambdas/shared/aws-client/batch-calls.ts";
import {
  makeRejectedEventReader,
  makeRejectedEventWriter,
} from "../../lambdas/shared/dynamodb/dynamo-rejected-events.ts";
import { makeStatementRunner } from "../../lambdas/shared/dynamodb/dynamo-statements.ts";
import { makeNotificationStore } from "../../lambdas/shared/dynamodb/notification-store.ts";
import {
  openDynamoConfiguration,
  openDynamoHistory,
  openDynamoTallies,
  type TallyStores,
} from "./dynamo-stores.ts";
import type { RejectedEventStores } from "./pipeline-stores.ts";
import { openVirtualTable } from "./virtual-table.ts";

/** The stores of a webhooks table in memory, and the table. */
export function openVirtualConfiguration() {
  const webhooksTable = openVirtualTable();
  return { ...openDynamoConfiguration(webhooksTable), webhooksTable };
}

/** Notifications in memory. */
export const openVirtualNotifications = (now: () => number) =>
  makeNotificationStore({ ...openVirtualTable(), now });

/** The lists of rejected events in memory. */
export function openVirtualRejectedEvents(): RejectedEventStores {
  const table = openVirtualTable();
  const run = makeStatementRunner({ ...table, batch: makeBatchScope() });
  return { ...makeRejectedEventWriter({ ...table, run }), ...makeRejectedEventReader(table) };
}

/** Tallies in memory. */
export function openVirtualTallies(options: {
  readonly spanMs: number;
  readonly now: () => number;
}): TallyStores {
  return openDynamoTallies(openVirtualTable(), options);
}

/** A deliveries table in memory as its readers see it. */
export const openVirtualHistory = (now: () => number = Date.now) =>
  openDynamoHistory(openVirtualTable(), now);
