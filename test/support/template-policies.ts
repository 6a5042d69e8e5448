import type { Template } from "aws-cdk-lib/assertions";

import { conditionsHold, type RequestContext, type StatedConditions } from "./iam-conditions.ts";
import { resourceNamed, resourcesOf } from "./template.ts";
import type { SynthesizedRingback } from "./template.ts";

/**
 * One right of a function: an action, and the name of what it may be done to, such as `Queue
 * ringback-events`.
 */
export interface Right {
  readonly action: string;
  readonly on: string;
  /** @default - always */
  readonly when?: StatedConditions;
}

/** A call that a function made, or might make. */
export interface Call {
  readonly action: string;
  readonly on: string;
  readonly context?: RequestContext;
}

/** Whether a right covers a call. */
export function allows(right: Right, call: Call): boolean {
  const isMeant = right.action === call.action && right.on === call.on;
  return isMeant && conditionsHold(right.when, call.context ?? {});
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: StatedConditions;
}

/** Property that holds the physical name of a resource, by type. */
const NAME_PROPERTIES: Readonly<Record<string, string>> = {
  "AWS::DynamoDB::GlobalTable": "TableName",
  "AWS::SQS::Queue": "QueueName",
  "AWS::Events::EventBus": "Name",
  "AWS::Logs::LogGroup": "LogGroupName",
};

/** The names of the functions in all templates. */
export function functionNames(ringback: SynthesizedRingback): readonly string[] {
  return templatesOf(ringback).flatMap((template) =>
    [...resourcesOf(template, "AWS::Lambda::Function").values()].map((resource) =>
      String(resource.Properties["FunctionName"]),
    ),
  );
}

/** Every right that the synthesized policies give to a function. */
export function rightsOf(ringback: SynthesizedRingback, functionName: string): readonly Right[] {
  const template = templatesOf(ringback).find((candidate) =>
    [...resourcesOf(candidate, "AWS::Lambda::Function").values()].some(
      (resource) => resource.Properties["FunctionName"] === functionName,
    ),
  );
  if (template === undefined) throw new Error(`no template has a function ${functionName}`);
  return statementsOf(template, functionName).flatMap((statement) => {
    if (statement.Effect !== "Allow") return [];
    return listOf(statement.Action).flatMap((action) =>
      listOf(statement.Resource).map((resource) => ({
        action: String(action),
        on: nameOf(ringback, template, resource),
        ...(statement.Condition === undefined ? {} : { when: statement.Condition }),
      })),
    );
  });
}

/**
 * The queues whose messages a function gets by an event source mapping: `Queue ringback-events`.
 */
export function eventSourcesOf(
  ringback: SynthesizedRingback,
  functionName: string,
): readonly string[] {
  return templatesOf(ringback).flatMap((template) => {
    const functions = resourcesOf(template, "AWS::Lambda::Function");
    return [...resourcesOf(template, "AWS::Lambda::EventSourceMapping").values()]
      .map(({ Properties: mapping }) => mapping)
      .filter(({ FunctionName: target }) => {
        const id = (target as { readonly Ref?: string }).Ref ?? "";
        return functions.get(id)?.Properties["FunctionName"] === functionName;
      })
      .map((mapping) => nameOf(ringback, template, mapping["EventSourceArn"]));
  });
}

/**
 * The inline statements of a function's role; a role with any other policy is refused, so that none
 * escapes the tests.
 */
function statementsOf(template: Template, functionName: string): readonly Statement[] {
  const { resource } = resourceNamed(
    template,
    "AWS::Lambda::Function",
    "FunctionName",
    functionName,
  );
  const role = resource.Properties["Role"] as { "Fn::GetAtt": [string, "Arn"] };
  const properties = resourcesOf(template, "AWS::IAM::Role").get(role["Fn::GetAtt"][0])?.Properties;
  if (properties === undefined || properties["ManagedPolicyArns"] !== undefined) {
    throw new Error(`${functionName} has no role of its own, or one with managed policies`);
  }
  if (resourcesOf(template, "AWS::IAM::Policy").size > 0) {
    throw new Error("policies live in their roles; found one outside");
  }
  const policies = properties["Policies"] as { PolicyDocument: { Statement: Statement[] } }[];
  return policies.flatMap((policy) => policy.PolicyDocument.Statement);
}

/**
 * `Queue ringback-events`, `Table ringback-deliveries/index/lane`, `Secret VaultKey…`; an unknown
 * form as JSON.
 */
function nameOf(ringback: SynthesizedRingback, template: Template, value: unknown): string {
  const form = value as {
    readonly "Fn::GetAtt"?: readonly [string, string];
    readonly Ref?: string;
    readonly "Fn::ImportValue"?: string;
    readonly "Fn::Join"?: readonly [string, readonly unknown[]];
  };
  const id = form["Fn::GetAtt"]?.[0] ?? form.Ref;
  if (id !== undefined) return physicalName(template, id);
  const join = form["Fn::Join"];
  if (join !== undefined) {
    return join[1]
      .map((part) => (typeof part === "string" ? part : nameOf(ringback, template, part)))
      .join(join[0]);
  }
  const exported = form["Fn::ImportValue"];
  return exported === undefined
    ? JSON.stringify(value)
    : (exportedName(ringback, exported) ?? JSON.stringify(value));
}

/** What another stack exports under this name. */
function exportedName(ringback: SynthesizedRingback, exportName: string): string | undefined {
  for (const template of templatesOf(ringback)) {
    for (const output of Object.values(template.findOutputs("*"))) {
      const { Export: exported, Value: value } = output as {
        Export?: { Name: string };
        Value: unknown;
      };
      if (exported?.Name === exportName) return nameOf(ringback, template, value);
    }
  }
  return undefined;
}

function physicalName(template: Template, id: string): string {
  const resource = (
    template.toJSON() as {
      Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
    }
  ).Resources[id];
  if (resource === undefined) return id;
  const kind = resource.Type.split("::").at(-1)!.replace("GlobalTable", "Table");
  const property = NAME_PROPERTIES[resource.Type];
  return `${kind} ${property === undefined ? id : String(resource.Properties[property])}`;
}

function templatesOf(ringback: SynthesizedRingback): readonly Template[] {
  return [ringback.storage, ringback.pipeline, ringback.api, ringback.signals];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
