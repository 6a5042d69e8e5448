import { LANE_INDEX } from "../../lambdas/shared/dynamodb/dynamo-lane-index.ts";
import type { IndexDefinition } from "./virtual-table.ts";

/** The deliveries table's indexes as in lib/storage/deliveries-table.ts (a test compares). */
export const DELIVERIES_INDEXES: readonly IndexDefinition[] = [
  { name: "history", partitionKey: "historyKey", sortKey: "acceptedAt", projected: [] },
  { name: "undelivered", partitionKey: "undeliveredKey", sortKey: "acceptedAt", projected: [] },
  {
    name: LANE_INDEX,
    partitionKey: "lane",
    sortKey: "nextAttemptAt",
    projected: ["dispatch", "application", "environment"],
  },
];
