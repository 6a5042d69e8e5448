import { beforeAll, describe, expect, test } from "vitest";

import { POOLS } from "../../../lib/deliver/delivery-pools.ts";
import { TEST_SETTINGS } from "../../../local/cloud/test-settings.ts";
import { testCloud } from "../../support/cloud.ts";
import { recordedCalls } from "../../support/recorded-calls.ts";
import {
  allows,
  type Call,
  eventSourcesOf,
  functionNames,
  rightsOf,
} from "../../support/template-policies.ts";
import { synthesizeRingback } from "../../support/template.ts";

const ringback = synthesizeRingback(TEST_SETTINGS);
const names = functionNames(ringback);

let recorded: ReadonlyMap<string, readonly Call[]>;

beforeAll(async () => {
  recorded = await recordedCalls(await testCloud());
});

test("calls were recorded of every function, and of no other", () => {
  expect([...recorded.keys()].toSorted()).toEqual([...names].toSorted());
});

describe.each(names)("%s", (name) => {
  const rights = rightsOf(ringback, name);

  test("was allowed every call that it made, conditions included", () => {
    const calls = recorded.get(name) ?? [];
    expect(calls.filter((call) => !rights.some((right) => allows(right, call)))).toEqual([]);
  });

  test("used every right that it has", () => {
    const calls = [
      ...ofOneCode(name).flatMap((each) => recorded.get(each) ?? []),
      ...madeInItsName(name),
    ];
    // Whatever its conditions: some of what they tell apart is done only after a race.
    const used = new Set(calls.map(({ action, on }) => `${action} on ${on}`));
    expect(rights.filter(({ action, on }) => !used.has(`${action} on ${on}`))).toEqual([]);
  });
});

/**
 * The pools of deliver run the same code by one list of rights: what one of them used, the other
 * may need.
 */
function ofOneCode(name: string): readonly string[] {
  const pools: readonly string[] = Object.values(POOLS).map(({ room }) => `ringback-${room}`);
  return pools.includes(name) ? pools : [name];
}

/**
 * What AWS does in a function's name: it writes its log, and reads the queue that the function
 * consumes.
 */
function madeInItsName(functionName: string): readonly Call[] {
  const log = `LogGroup /aws/lambda/${functionName}`;
  return [
    ...["logs:CreateLogStream", "logs:PutLogEvents"].map((action) => ({ action, on: log })),
    ...eventSourcesOf(ringback, functionName).flatMap((queue) =>
      ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"].map((action) => ({
        action,
        on: queue,
      })),
    ),
  ];
}
