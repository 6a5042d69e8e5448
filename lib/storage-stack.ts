import { Stack } from "aws-cdk-lib";
import type { StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";

import type { Settings } from "./settings.ts";
import { putOut } from "./shared/published-outputs.ts";
import { ChangeLog } from "./storage/change-log.ts";
import { DeliveriesTable } from "./storage/deliveries-table.ts";
import { GeneratedKey } from "./storage/generated-key.ts";
import { WebhooksTable } from "./storage/webhooks-table.ts";

/** What the storage stack needs to know. */
export interface StorageStackProps extends StackProps {
  readonly settings: Settings;
}

/** What must outlive a redeploy: two tables, two keys and the change log. */
export class StorageStack extends Stack {
  readonly webhooks: WebhooksTable;
  readonly deliveries: DeliveriesTable;
  /** Encrypts the credentials of webhooks before they reach a table. */
  readonly vaultKey: GeneratedKey;
  /** Opens `/applications` and `/api-keys`. */
  readonly operatorKey: GeneratedKey;
  readonly changeLog: ChangeLog;
  /** By name. The pipeline makes parameters of them: nothing may be made here after the tables. */
  readonly outputs: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, props: StorageStackProps) {
    super(scope, id, props);
    const { settings } = props;
    this.webhooks = new WebhooksTable(this, "Webhooks", { settings });
    this.deliveries = new DeliveriesTable(this, "Deliveries", { settings });
    this.vaultKey = new GeneratedKey(this, "VaultKey", {
      settings,
      description: `${settings.namePrefix}: key that encrypts the credentials of webhooks`,
      whyNoRotation:
        "It is rotated, but by a function of ours: sealed credentials name the version that sealed them, Secrets Manager forgets old versions, and so the next rotation must wait until all are sealed anew.",
    });
    this.operatorKey = new GeneratedKey(this, "OperatorKey", {
      settings,
      description: `${settings.namePrefix}: the operator's key to applications and API keys`,
      whyNoRotation:
        "People and scripts hold it, and a timer would lock them out; the operator changes its value when someone leaves.",
    });
    this.changeLog = new ChangeLog(this, "ChangeLog", { settings });
    // Nothing is made after a table that might fail and take it back: a rollback cannot delete what
    // DynamoDB protects.
    this.deliveries.node.addDependency(this.vaultKey, this.operatorKey, this.changeLog);
    this.webhooks.node.addDependency(this.deliveries);

    this.outputs = {
      WebhooksTableName: this.webhooks.tableName,
      DeliveriesTableName: this.deliveries.tableName,
      VaultKeySecretArn: this.vaultKey.secretArn,
      ChangeLogGroup: this.changeLog.logGroupName,
    };
    putOut(this, this.outputs);
  }
}
