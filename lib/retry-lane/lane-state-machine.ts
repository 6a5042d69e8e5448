import { Aws, RemovalPolicy, Stack, Validations } from "aws-cdk-lib";
import { PolicyDocument, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { DefinitionBody, StateMachine, StateMachineType } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";

import type { Settings } from "../settings.ts";
import { policyStatement } from "../shared/permission.ts";
import { stateMachineTracePermissions, traceStateMachine } from "../shared/tracing.ts";
import { laneDefinition } from "./lane-definition.ts";
import { laneStateMachineArn } from "./lane-state-machine-arn.ts";

/** Beyond the function's timeout, for its start and its answer. */
const TASK_MARGIN_SECONDS = 15;

/** What the state machine runs. */
export interface LaneStateMachineProps {
  readonly settings: Settings;
  readonly function: IFunction;
  readonly functionTimeoutSeconds: number;
}

/** Each lane is one execution of it, named after its webhook: the list of who is down. */
export class LaneStateMachine extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: LaneStateMachineProps) {
    super(scope, id);
    const { settings } = props;
    const { functionArn } = props.function;
    const stateMachineName = `${settings.namePrefix}-retry-lane`;
    const role = new Role(this, "Role", {
      // https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html#prevent-cross-service-confused-deputy
      assumedBy: new ServicePrincipal("states.amazonaws.com", {
        conditions: {
          StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID },
          ArnLike: { "aws:SourceArn": laneStateMachineArn(this, settings) },
        },
      }),
      description: `What the state machine ${stateMachineName} may do`,
      inlinePolicies: {
        "retry-lane": new PolicyDocument({
          statements: [
            { actions: ["lambda:InvokeFunction"], on: [functionArn] },
            ...stateMachineTracePermissions(settings),
          ].map(policyStatement),
        }),
      },
    });
    const definition = laneDefinition({
      invokeArn: `arn:${Aws.PARTITION}:states:::lambda:invoke`,
      functionArn,
      taskTimeoutSeconds: props.functionTimeoutSeconds + TASK_MARGIN_SECONDS,
      sleepSeconds: settings.laneSleepSeconds,
    });
    this.stateMachine = new StateMachine(this, "StateMachine", {
      stateMachineName,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(Stack.of(this).toJsonString(definition)),
      role,
      // What is parked is in the table; the sweep starts its lane again.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this.stateMachine).acknowledge({
      id: "AwsSolutions-SF1",
      reason:
        "Step Functions keeps the history of every execution, and the function logs each wake; a copy of it all in a log would cost more than the lane.",
    });
    traceStateMachine(this.stateMachine, role, settings);
  }
}
