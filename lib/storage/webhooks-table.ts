import { AttributeType } from "aws-cdk-lib/aws-dynamodb";
import type { Construct } from "constructs";

import type { Settings } from "../settings.ts";
import { StorageTable } from "./storage-table.ts";

/** Applications, webhooks, API keys, remembered requests. One query reads a tenant's webhooks. */
export class WebhooksTable extends StorageTable {
  constructor(scope: Construct, id: string, props: { readonly settings: Settings }) {
    super(scope, id, {
      settings: props.settings,
      room: "webhooks",
      partitionKey: { name: "pk", type: AttributeType.STRING },
      sortKey: { name: "sk", type: AttributeType.STRING },
    });
  }
}
