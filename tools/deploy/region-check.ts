import { type CloudFormationClient, DescribeTypeCommand } from "@aws-sdk/client-cloudformation";

import type { TemplateResource } from "../../local/cloud/synthesized-templates.ts";
import { RunFailed } from "../../local/session/run-failed.ts";

/** What templates use of CloudFormation: each resource type's properties, not their inside. */
export type RegionNeeds = ReadonlyMap<string, ReadonlySet<string>>;

/** Types that are CloudFormation's or the CDK's own, and so in every region. */
const EVERYWHERE = /^(AWS::CDK::|AWS::CloudFormation::|Custom::)/u;

/** Types asked for at once: far below what would be throttled. */
const AT_ONCE = 5;

export function needsOf(resources: readonly TemplateResource[]): RegionNeeds {
  const needs = new Map<string, Set<string>>();
  for (const { Type: type, Properties: properties = {} } of resources) {
    if (EVERYWHERE.test(type)) continue;
    const used = needs.get(type) ?? new Set();
    for (const name of Object.keys(properties)) used.add(name);
    needs.set(type, used);
  }
  return needs;
}

/**
 * Asks the region's CloudFormation whether it knows all that the templates use: a new region may
 * lack a service, or a young property of an old one, such as `RecursiveLoop` of functions. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeType.html
 *
 * @param caller with the caller's credentials and region
 * @returns what to tell of it
 * @throws {RunFailed} naming what the region lacks
 */
export async function checkRegion(
  caller: CloudFormationClient,
  needs: RegionNeeds,
): Promise<string> {
  const region = await caller.config.region();
  const entries = [...needs];
  const lacking: string[] = [];
  try {
    for (let first = 0; first < entries.length; first += AT_ONCE) {
      const group = entries.slice(first, first + AT_ONCE);
      const found = await Promise.all(group.map((entry) => lackingOf(caller, ...entry)));
      lacking.push(...found.flat());
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `! Whether ${region} has all that is needed could not be checked (${why}); cloudformation:DescribeType allows it.`;
  }
  if (lacking.length > 0) {
    throw new RunFailed(
      `${region} has no ${lacking.join(", ")}, which Ringback needs: deploy to another region, AWS_REGION=eu-central-1 npm run deploy (or the region of your choice)`,
    );
  }
  return `${region} has all that is needed: ${needs.size} types of resources.`;
}

async function lackingOf(
  caller: CloudFormationClient,
  type: string,
  properties: ReadonlySet<string>,
): Promise<readonly string[]> {
  try {
    const answer = await caller.send(new DescribeTypeCommand({ Type: "RESOURCE", TypeName: type }));
    // CloudFormation holds resources against the schema of their type only where it says that they
    // can be provisioned by it.
    if (answer.ProvisioningType === "NON_PROVISIONABLE" || answer.Schema === undefined) return [];
    const { properties: known = {} } = JSON.parse(answer.Schema) as { properties?: object };
    return [...properties]
      .filter((name) => !Object.hasOwn(known, name))
      .map((name) => `${name} of ${type}`);
  } catch (error) {
    if (error instanceof Error && error.name === "TypeNotFoundException") return [type];
    throw error;
  }
}
