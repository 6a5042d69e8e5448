import { makeScriptedClient } from "./scripted-client.ts";
import { allows, type Call, functionNames, rightsOf } from "./template-policies.ts";
import { synthesizeRingback } from "./template.ts";
import { usedRights } from "./used-rights.ts";

const ringback = synthesizeRingback();

/** The table of webhooks, API keys and portal links. */
export const TABLE = "ringback-webhooks";

/** The calls that a piece of code makes when DynamoDB answers so. */
export async function callsOf(
  code: (dynamodb: never) => Promise<unknown>,
  answer: (input: never, call: number) => unknown = () => ({}),
): Promise<readonly Call[]> {
  const { client, names, inputs } = makeScriptedClient(answer);
  await code(client);
  return names.flatMap((name, index) => calls(name, inputs[index] as object));
}

/** What one request to DynamoDB is to IAM. */
export function calls(operation: string, request: object): readonly Call[] {
  const used = usedRights(`DynamoDB_20120810.${operation}`, JSON.stringify(request));
  return used.map(({ action, resource, context }) => ({
    action,
    on: `Table ${resource}`,
    ...(context && { context }),
  }));
}

/** Those of the calls that the function may not make. */
export function refused(functionName: string, made: readonly Call[]): readonly Call[] {
  const rights = rightsOf(ringback, `ringback-${functionName}`);
  return made.filter((call) => !rights.some((right) => allows(right, call)));
}

/** The functions whose work is none of the configuration: all but the API. */
export const OTHERS = functionNames(ringback)
  .map((name) => name.replace("ringback-", ""))
  .filter((name) => name !== "config-api");

/** An update of attributes of an item. */
export function update(pk: string, sk: string, ...attributes: string[]) {
  return {
    TableName: TABLE,
    Key: { pk: { S: pk }, sk: { S: sk } },
    UpdateExpression: `SET ${attributes.map((name) => `${name} = :x`).join(", ")}`,
  };
}
