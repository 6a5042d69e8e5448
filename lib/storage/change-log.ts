import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";

import type { Settings } from "../settings.ts";
import { removalPolicyOf } from "./removal-policy.ts";

/** The name of its log group. */
function changeLogName({ namePrefix }: Pick<Settings, "namePrefix">): string {
  return `/ringback/${namePrefix}-changes`;
}

/** What the change log is made by. */
export interface ChangeLogProps {
  readonly settings: Settings;
}

/** Who changed what through the API: apart from the functions' logs, and kept as tables are. */
export class ChangeLog extends LogGroup {
  constructor(scope: Construct, id: string, { settings }: ChangeLogProps) {
    super(scope, id, {
      logGroupName: changeLogName(settings),
      retention: settings.changeLogRetentionDays,
      removalPolicy: removalPolicyOf(settings),
    });
  }
}
