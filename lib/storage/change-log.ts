import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";

import type { Settings } from "../settings.ts";
import { removalPolicyOf } from "./removal-policy.ts";

/** What the change log is made by. */
export interface ChangeLogProps {
  readonly settings: Settings;
}

/** Who changed what through the API: apart from the functions' logs, and kept as tables are. */
export class ChangeLog extends LogGroup {
  constructor(scope: Construct, id: string, { settings }: ChangeLogProps) {
    super(scope, id, {
      logGroupName: `/ringback/${settings.namePrefix}-changes`,
      retention: settings.changeLogRetentionDays,
      removalPolicy: removalPolicyOf(settings),
    });
  }
}
