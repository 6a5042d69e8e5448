import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { DELIVERIES_INDEXES } from "../../tools/virtual-aws/indexes.ts";
import { VirtualDynamoDb } from "../../tools/virtual-aws/virtual-dynamodb.ts";
import { VirtualTable, type TableLags } from "../../tools/virtual-aws/virtual-table.ts";

/** What passes for the SDK's client of a service in memory. */
export function clientOf(service: { answer(command: unknown): object }) {
  return { send: async (command: unknown) => service.answer(command) } as never;
}

/** A table in memory with the indexes of the deliveries table, behind a client of its own. */
export function openVirtualTable(
  options: Omit<ConstructorParameters<typeof VirtualDynamoDb>[0], "tables"> = {},
  lags: TableLags = {},
) {
  const table = new VirtualTable("deliveries", DELIVERIES_INDEXES, lags);
  const service = new VirtualDynamoDb({ ...options, tables: [table] });
  const dynamodb: DynamoDBClient = clientOf(service);
  return { table, service, dynamodb, tableName: table.name };
}
