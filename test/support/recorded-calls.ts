import { readFileSync } from "node:fs";

import {
  CloudFormationClient,
  paginateDescribeStacks,
  paginateListStackResources,
} from "@aws-sdk/client-cloudformation";

import type { TestCloud } from "./cloud.ts";
import type { Call } from "./template-policies.ts";
import type { UsedRight } from "./used-rights.ts";

/**
 * The calls of every function, as recorded in this run, with the names that template-policies.ts
 * gives: `Table ringback-deliveries/index/lane`, `Queue ringback-dropped`, `Secret VaultKey…`.
 *
 * @throws {Error} when this run records nothing, as with the cloud of `npm start`
 */
export async function recordedCalls(
  cloud: TestCloud,
): Promise<ReadonlyMap<string, readonly Call[]>> {
  const file = process.env["RINGBACK_TEST_CALLS"];
  if (file === undefined) {
    throw new Error('the calls of functions are recorded by "npm test" only: run that');
  }
  const logicalIds = await logicalIdsOf(cloud);
  const calls = new Map<string, Call[]>();
  for (const line of new Set(readFileSync(file, "utf8").split("\n"))) {
    if (line === "") continue;
    const {
      function: name,
      action,
      resource,
      context,
    } = JSON.parse(line) as UsedRight & { readonly function: string };
    const call = { action, on: nameOf(action, resource, logicalIds), ...(context && { context }) };
    calls.set(name, [...(calls.get(name) ?? []), call]);
  }
  return calls;
}

function nameOf(action: string, resource: string, logicalIds: ReadonlyMap<string, string>): string {
  const service = action.slice(0, action.indexOf(":"));
  switch (service) {
    case "dynamodb":
      return `Table ${resource}`;
    case "sqs":
      return `Queue ${resource.split("/").at(-1)}`;
    case "events":
      return `EventBus ${resource}`;
    case "logs":
      return `LogGroup ${resource}`;
    case "states":
      // As the template writes it: built from the name, since a reference would be a cycle.
      return resource.replace(
        /^arn:[^:]+:states:[^:]+:[^:]+:/u,
        "arn:AWS::Partition:states:AWS::Region:AWS::AccountId:",
      );
    case "secretsmanager":
      return `Secret ${logicalIds.get(resource) ?? resource}`;
    default:
      return resource;
  }
}

/** Logical ids of everything that is deployed, by physical id. */
async function logicalIdsOf(cloud: TestCloud): Promise<Map<string, string>> {
  const client = new CloudFormationClient(cloud.client);
  const ids = new Map<string, string>();
  for await (const { Stacks: stacks = [] } of paginateDescribeStacks({ client }, {})) {
    for (const { StackName: stack } of stacks) {
      const pages = paginateListStackResources({ client }, { StackName: stack });
      for await (const { StackResourceSummaries: resources = [] } of pages) {
        for (const { LogicalResourceId: logical, PhysicalResourceId: physical } of resources) {
          if (logical !== undefined && physical !== undefined) ids.set(physical, logical);
        }
      }
    }
  }
  client.destroy();
  return ids;
}
