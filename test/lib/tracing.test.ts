import { Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { describe, expect, test } from "vitest";

import { functionNames, rightsOf } from "../support/template-policies.ts";
import {
  resourcesOf,
  type SynthesizedRingback,
  synthesizeRingback,
  type TemplateResource,
} from "../support/template.ts";

const LAYER = "arn:aws:lambda:eu-central-1:615299751070:layer:AWSOpenTelemetryDistroJs:10";
const FUNCTION = "AWS::Lambda::Function";
const STATE_MACHINE = "AWS::StepFunctions::StateMachine";

const off = synthesizeRingback();
const active = synthesizeRingback({ tracing: "active" });
const layered = synthesizeRingback({ tracing: "active", tracingLayerArn: LAYER });

function all({ storage, pipeline, api }: SynthesizedRingback, type: string): TemplateResource[] {
  return [storage, pipeline, api].flatMap((template) => [...resourcesOf(template, type).values()]);
}

function environmentOf({ Properties: properties }: TemplateResource): Record<string, unknown> {
  return (properties["Environment"] as { Variables: Record<string, unknown> }).Variables;
}

/** Rights at X-Ray of a function. */
function traceRightsOf(ringback: SynthesizedRingback, name: string): string[] {
  return rightsOf(ringback, name)
    .filter(({ action }) => action.startsWith("xray:"))
    .map(({ action, on }) => `${action} on ${on}`)
    .toSorted();
}

/** Rights at X-Ray of the role that Step Functions takes. */
function laneTraceRights({ pipeline }: SynthesizedRingback): unknown[] {
  const roles = [...resourcesOf(pipeline, "AWS::IAM::Role").values()].filter(({ Properties }) =>
    JSON.stringify(Properties["AssumeRolePolicyDocument"]).includes("states.amazonaws.com"),
  );
  const policies = roles.flatMap(({ Properties }) => Properties["Policies"]) as {
    PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown }[] };
  }[];
  return policies
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter(({ Action }) => JSON.stringify(Action).includes("xray:"))
    .map(({ Action, Resource }) => [Action, Resource]);
}

describe("without tracing", () => {
  test("nothing but the flag of five functions tells of it", () => {
    const text = JSON.stringify(
      [off.storage, off.pipeline, off.api].map((template) => template.toJSON()),
    );
    expect(text).not.toMatch(/xray|Tracing|OTEL|EXEC_WRAPPER|"Layers"/u);
    expect(text.match(/"CARRY_TRACES":"[a-z]+"/gu)).toEqual(
      Array(5).fill('"CARRY_TRACES":"false"'),
    );
  });
});

describe("with active tracing", () => {
  test("every function and the lanes are recorded", () => {
    const functions = all(active, FUNCTION);
    expect(functions.length).toBe(all(off, FUNCTION).length);
    for (const { Properties } of functions) {
      expect(Properties["TracingConfig"]).toEqual({ Mode: "Active" });
      expect(Properties).not.toHaveProperty("Layers");
    }
    expect(all(active, STATE_MACHINE).map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({ TracingConfiguration: { Enabled: true } }),
    ]);
  });

  test.each(functionNames(active))("%s may send what is recorded, and nothing more", (name) => {
    expect(traceRightsOf(active, name)).toEqual([
      'xray:PutTelemetryRecords on "*"',
      'xray:PutTraceSegments on "*"',
    ]);
    const others = (ringback: SynthesizedRingback) =>
      rightsOf(ringback, name).filter(({ action }) => !action.startsWith("xray:"));
    expect(others(active)).toEqual(others(off));
    expect(traceRightsOf(off, name)).toEqual([]);
  });

  test("the lanes may also ask what to record", () => {
    expect(laneTraceRights(active)).toEqual([
      [
        [
          "xray:GetSamplingRules",
          "xray:GetSamplingTargets",
          "xray:PutTelemetryRecords",
          "xray:PutTraceSegments",
        ],
        "*",
      ],
    ]);
    expect(laneTraceRights(off)).toEqual([]);
  });

  test("the API, fan-out and all pools of deliver carry traces of producers", () => {
    const carrying = all(active, FUNCTION).filter(
      (resource) => environmentOf(resource)["CARRY_TRACES"] === "true",
    );
    expect(carrying.map(({ Properties }) => Properties["FunctionName"]).toSorted()).toEqual(
      ["config-api", "deliver", "deliver-slow", "deliver-trial", "fan-out"].map(
        (room) => `ringback-${room}`,
      ),
    );
  });

  test("cdk-nag finds nothing, for a reason that each role gives", () => {
    const { violations } = new AwsSolutionsChecks(active.app).validateScope(active.app);
    expect(violations).toEqual([]);
    const acknowledged = active.app.node
      .findAll()
      .flatMap(({ node }) => node.metadata)
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) => Object.keys(data as Record<string, string>));
    expect(acknowledged.filter((id) => id.includes("IAM5"))).toHaveLength(
      all(active, FUNCTION).length + 1,
    );
    expect(acknowledged.filter((id) => id.includes("SF2"))).toEqual([]);
  });
});

describe("with a layer", () => {
  test("every function has it, switched on, without what would touch requests to receivers", () => {
    for (const resource of all(layered, FUNCTION)) {
      expect(resource.Properties["Layers"]).toEqual([LAYER]);
      expect(environmentOf(resource)).toMatchObject({
        AWS_LAMBDA_EXEC_WRAPPER: "/opt/otel-instrument",
        OTEL_NODE_ENABLED_INSTRUMENTATIONS: "aws-lambda,aws-sdk,http",
        OTEL_AWS_APPLICATION_SIGNALS_ENABLED: "false",
      });
    }
  });

  test.each(functionNames(layered))("%s has the same rights as without", (name) => {
    expect(rightsOf(layered, name)).toEqual(rightsOf(active, name));
  });
});
