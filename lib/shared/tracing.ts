import { Validations } from "aws-cdk-lib";
import type { Role } from "aws-cdk-lib/aws-iam";
import { LayerVersion } from "aws-cdk-lib/aws-lambda";
import type { CfnFunction, Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { CfnStateMachine, StateMachine } from "aws-cdk-lib/aws-stepfunctions";

import type { Settings } from "../settings.ts";
import type { Permission } from "./permission.ts";

/**
 * What a function needs so that Lambda can record it, as the CDK gives it.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html
 */
const FUNCTION_ACTIONS = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"];

/**
 * What a state machine needs, as Step Functions asks for it.
 * https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html
 */
const STATE_MACHINE_ACTIONS = [
  ...FUNCTION_ACTIONS,
  "xray:GetSamplingRules",
  "xray:GetSamplingTargets",
];

/**
 * How the layer is switched on, and what of it. Its instrumentation of `undici` would add
 * Ringback's own trace to what receivers get, so it is not among these.
 * https://aws-otel.github.io/docs/getting-started/lambda
 */
const LAYER_ENVIRONMENT: Readonly<Record<string, string>> = {
  AWS_LAMBDA_EXEC_WRAPPER: "/opt/otel-instrument",
  OTEL_NODE_ENABLED_INSTRUMENTATIONS: "aws-lambda,aws-sdk,http",
  // A product of its own, with its own price and permissions.
  OTEL_AWS_APPLICATION_SIGNALS_ENABLED: "false",
};

/** Whether the traces of producers go on to receivers, as an environment variable. */
export function traceEnvironment({ tracing }: Settings) {
  return { CARRY_TRACES: String(tracing === "active") } as const;
}

/** What a function may do besides, where it is traced. */
export function tracePermissions({ tracing }: Settings): readonly Permission[] {
  return tracing === "active" ? [{ actions: FUNCTION_ACTIONS, on: ["*"] }] : [];
}

/** What a state machine may do besides, where it is traced. */
export function stateMachineTracePermissions({ tracing }: Settings): readonly Permission[] {
  return tracing === "active" ? [{ actions: STATE_MACHINE_ACTIONS, on: ["*"] }] : [];
}

/**
 * Has a function traced, and adds the layer, as the settings say. Its role must hold
 * `tracePermissions`: the CDK's own `tracing` would make a policy beside the role.
 */
export function traceFunction(traced: LambdaFunction, role: Role, settings: Settings): void {
  if (settings.tracing === "off") return;
  (traced.node.defaultChild as CfnFunction).tracingConfig = { mode: "Active" };
  acknowledgeEveryTrace(role);
  if (settings.tracingLayerArn === "none") return;
  traced.addLayers(
    LayerVersion.fromLayerVersionArn(traced, "TracingLayer", settings.tracingLayerArn),
  );
  for (const [name, value] of Object.entries(LAYER_ENVIRONMENT)) traced.addEnvironment(name, value);
}

/** Likewise for a state machine, whose role must hold `stateMachineTracePermissions`. */
export function traceStateMachine(traced: StateMachine, role: Role, settings: Settings): void {
  if (settings.tracing === "off") {
    Validations.of(traced).acknowledge({
      id: "AwsSolutions-SF2",
      reason:
        "Tracing is a setting, off by default for all stages alike: traces are priced by the piece.",
    });
    return;
  }
  (traced.node.defaultChild as CfnStateMachine).tracingConfiguration = { enabled: true };
  acknowledgeEveryTrace(role);
}

function acknowledgeEveryTrace(role: Role): void {
  Validations.of(role).acknowledge({
    id: "AwsSolutions-IAM5[Resource::*]",
    reason:
      "X-Ray has no resources for these actions: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html",
  });
}
