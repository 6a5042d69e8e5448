import { Stack } from "aws-cdk-lib";
import type { StackProps } from "aws-cdk-lib";
import { CfnAlarm } from "aws-cdk-lib/aws-cloudwatch";
import type { Construct } from "constructs";

import type { ApiStack } from "./api-stack.ts";
import type { PipelineStack } from "./pipeline-stack.ts";
import type { Settings } from "./settings.ts";
import { publishOutputs } from "./shared/published-outputs.ts";
import { Alarms } from "./signals/alarms.ts";
import { SignalsDashboard } from "./signals/dashboard.ts";
import { SavedQueries } from "./signals/saved-queries.ts";
import { watchedBy } from "./signals/watched.ts";

/** What the signals stack needs to know. */
export interface SignalsStackProps extends StackProps {
  readonly settings: Settings;
  readonly pipeline: PipelineStack;
  readonly api: ApiStack;
}

/**
 * What tells people how the installation does, each by its setting: alarms that call them, the
 * dashboard, and the queries that they ask the logs.
 */
export class SignalsStack extends Stack {
  constructor(scope: Construct, id: string, props: SignalsStackProps) {
    super(scope, id, props);
    const watched = watchedBy(this, props);
    const { settings } = props;
    const alarms = new Alarms(this, "Alarms", { watched });
    if (settings.dashboard) {
      const shown = alarms.node.findAll().filter((construct) => construct instanceof CfnAlarm);
      const { name } = new SignalsDashboard(this, "Dashboard", { watched, alarms: shown });
      publishOutputs(this, settings, { DashboardName: name });
    }
    if (settings.savedQueries) new SavedQueries(this, "SavedQueries", { watched });

    publishOutputs(this, settings, { AlarmTopicArn: alarms.topicArn });
  }
}
