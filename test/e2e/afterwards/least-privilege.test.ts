import { beforeAll, describe, expect, test } from "vitest";

import { TEST_SETTINGS } from "../../../local/cloud/test-settings.ts";
import { testCloud } from "../../support/cloud.ts";
import { recordedRights } from "../../support/recorded-rights.ts";
import {
  eventSourcesOf,
  functionNames,
  type Right,
  rightsOf,
} from "../../support/template-policies.ts";
import { synthesizeRingback } from "../../support/template.ts";

const ringback = synthesizeRingback(TEST_SETTINGS);
const names = functionNames(ringback);

let recorded: ReadonlyMap<string, readonly Right[]>;

beforeAll(async () => {
  recorded = await recordedRights(await testCloud());
});

test("calls were recorded of every function, and of no other", () => {
  expect([...recorded.keys()].toSorted()).toEqual([...names].toSorted());
});

describe.each(names)("%s", (name) => {
  const allowed = textsOf(rightsOf(ringback, name));

  test("was allowed every call that it made", () => {
    const used = textsOf(recorded.get(name) ?? []);
    expect(used.filter((right) => !allowed.includes(right))).toEqual([]);
  });

  test("used every right that it has", () => {
    const used = new Set(textsOf([...(recorded.get(name) ?? []), ...usedInItsName(name)]));
    expect(allowed.filter((right) => !used.has(right))).toEqual([]);
  });
});

/** What AWS does in a function's name: it writes its log, and reads the queue that the function consumes. */
function usedInItsName(functionName: string): readonly Right[] {
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

function textsOf(rights: readonly Right[]): string[] {
  return rights.map(({ action, on }) => `${action} on ${on}`);
}
