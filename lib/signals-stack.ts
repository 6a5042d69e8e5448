import { Stack } from "aws-cdk-lib";
import type { StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";

import type { ApiStack } from "./api-stack.ts";
import type { PipelineStack } from "./pipeline-stack.ts";
import type { Settings } from "./settings.ts";
import { publishOutputs } from "./shared/published-outputs.ts";
import { Alarms } from "./signals/alarms.ts";
import { watchedBy } from "./signals/watched.ts";

/** What the signals stack needs to know. */
export interface SignalsStackProps extends StackProps {
  readonly settings: Settings;
  readonly pipeline: PipelineStack;
  readonly api: ApiStack;
}

/** What tells people how the installation does: alarms that call them, by the setting `alarms`. */
export class SignalsStack extends Stack {
  constructor(scope: Construct, id: string, props: SignalsStackProps) {
    super(scope, id, props);
    const watched = watchedBy(this, props);
    const { topicArn } = new Alarms(this, "Alarms", { watched });

    publishOutputs(this, props.settings, { AlarmTopicArn: topicArn });
  }
}
