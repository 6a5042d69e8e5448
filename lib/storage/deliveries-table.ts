import { AttributeType, ProjectionType } from "aws-cdk-lib/aws-dynamodb";
import type { Construct } from "constructs";

import type { Settings } from "../settings.ts";
import { StorageTable } from "./storage-table.ts";

/** Names of the indexes of the deliveries table. */
export const DELIVERIES_INDEXES = ["history", "undelivered", "lane"] as const;

type DeliveriesIndex = (typeof DELIVERIES_INDEXES)[number];

/** Events with their deliveries and attempts, one partition an event; the lane of each webhook. */
export class DeliveriesTable extends StorageTable {
  constructor(scope: Construct, id: string, props: { readonly settings: Settings }) {
    super(scope, id, {
      settings: props.settings,
      room: "deliveries",
      growsWithTraffic: true,
      partitionKey: { name: "pk", type: AttributeType.STRING },
      sortKey: { name: "sk", type: AttributeType.STRING },
      globalSecondaryIndexes: [
        {
          // Deliveries of a webhook, newest first. Keys only: what it projected would be written
          // again with each attempt.
          indexName: "history" satisfies DeliveriesIndex,
          partitionKey: { name: "historyKey", type: AttributeType.STRING },
          sortKey: { name: "acceptedAt", type: AttributeType.NUMBER },
          projectionType: ProjectionType.KEYS_ONLY,
        },
        {
          // What is undelivered for an application. Sparse: the key is set at the first failure and
          // removed on delivery.
          indexName: "undelivered" satisfies DeliveriesIndex,
          partitionKey: { name: "undeliveredKey", type: AttributeType.STRING },
          sortKey: { name: "acceptedAt", type: AttributeType.NUMBER },
          projectionType: ProjectionType.KEYS_ONLY,
        },
        {
          // Parked deliveries of a webhook by due time. Sparse; projects what the message that
          // wakes one must carry.
          indexName: "lane" satisfies DeliveriesIndex,
          partitionKey: { name: "lane", type: AttributeType.STRING },
          sortKey: { name: "nextAttemptAt", type: AttributeType.NUMBER },
          projectionType: ProjectionType.INCLUDE,
          nonKeyAttributes: ["dispatch", "application", "environment"],
        },
      ],
    });
  }

  /** The ARN of one index, exactly: no function gets `index/*`. */
  indexArn(index: DeliveriesIndex): string {
    return `${this.tableArn}/index/${index}`;
  }
}
