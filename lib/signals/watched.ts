import type { Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";

import type { ApiStack } from "../api-stack.ts";
import type { PipelineStack } from "../pipeline-stack.ts";
import { laneStateMachineArn } from "../retry-lane/lane-state-machine-arn.ts";
import type { Settings } from "../settings.ts";
import { PipelineFunction } from "../shared/pipeline-function.ts";

/** A function that alarms watch. */
export interface WatchedFunction {
  /** Its folder in `lambdas/`. */
  readonly room: string;
  readonly functionName: string;
  readonly timeoutSeconds: number;
  /** Seconds between two runs by its schedule; undefined without one. */
  readonly runsEverySeconds: number | undefined;
}

/**
 * What the alarms of an installation watch. Names rather than references: an export that is in use
 * would stand in the way of whatever replaces its resource. Only the API's id nobody can know
 * before.
 */
export interface Watched {
  readonly settings: Settings;
  readonly functions: readonly WatchedFunction[];
  readonly laneStateMachineArn: string;
  readonly apiId: string;
}

/** Everything there is to watch, as seen from the stack of `scope`. */
export function watchedBy(
  scope: Construct,
  stacks: { readonly settings: Settings; readonly pipeline: PipelineStack; readonly api: ApiStack },
): Watched {
  const { settings, pipeline, api } = stacks;
  return {
    settings,
    functions: [pipeline, api].flatMap(functionsIn),
    laneStateMachineArn: laneStateMachineArn(scope, settings),
    apiId: api.apiId,
  };
}

/** Every function of a stack: a new one is watched without being named here. */
function functionsIn(stack: Stack): readonly WatchedFunction[] {
  return stack.node.findAll().filter((construct) => construct instanceof PipelineFunction);
}
