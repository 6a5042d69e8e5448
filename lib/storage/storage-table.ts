import { Billing, TableEncryptionV2, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import type {
  Attribute,
  GlobalSecondaryIndexPropsV2,
  MaxThroughputProps,
} from "aws-cdk-lib/aws-dynamodb";
import type { Construct } from "constructs";

import type { Settings } from "../settings.ts";
import { removalPolicyOf } from "./removal-policy.ts";

/** What differs between the tables. */
export interface StorageTableProps {
  readonly settings: Settings;
  /** Last part of the table's name. */
  readonly room: string;
  readonly partitionKey: Attribute;
  readonly sortKey: Attribute;
  /** @default - none */
  readonly globalSecondaryIndexes?: GlobalSecondaryIndexPropsV2[];
  /** Whether the settings of throughput are for this table. @default - they are not */
  readonly growsWithTraffic?: boolean;
}

/**
 * The preset of all tables: on demand, encrypted, recoverable for 35 days, protected by settings.
 */
export class StorageTable extends TableV2 {
  constructor(scope: Construct, id: string, props: StorageTableProps) {
    const { settings } = props;
    const warmThroughput = props.growsWithTraffic === true ? warmThroughputOf(settings) : {};
    const warmed = (index: GlobalSecondaryIndexPropsV2) => ({ ...index, ...warmThroughput });
    super(scope, id, {
      tableName: `${settings.namePrefix}-${props.room}`,
      partitionKey: props.partitionKey,
      sortKey: props.sortKey,
      globalSecondaryIndexes: (props.globalSecondaryIndexes ?? []).map((index) => warmed(index)),
      ...warmThroughput,
      billing: Billing.onDemand(props.growsWithTraffic === true ? maximumOf(settings) : {}),
      // AWS's own key for DynamoDB: its use is in CloudTrail, it costs nothing a month, and no
      // function needs KMS rights.
      encryption: TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: "expiresAt",
      deletionProtection: settings.deletionProtection,
      removalPolicy: removalPolicyOf(settings),
    });
  }
}

function warmThroughputOf({ warmReadUnits, warmWriteUnits }: Settings) {
  if (warmReadUnits === "none" && warmWriteUnits === "none") return {};
  return {
    warmThroughput: {
      ...(warmReadUnits === "none" ? {} : { readUnitsPerSecond: warmReadUnits }),
      ...(warmWriteUnits === "none" ? {} : { writeUnitsPerSecond: warmWriteUnits }),
    },
  };
}

function maximumOf({ maxReadUnits, maxWriteUnits }: Settings): MaxThroughputProps {
  return {
    ...(maxReadUnits === "none" ? {} : { maxReadRequestUnits: maxReadUnits }),
    ...(maxWriteUnits === "none" ? {} : { maxWriteRequestUnits: maxWriteUnits }),
  };
}
