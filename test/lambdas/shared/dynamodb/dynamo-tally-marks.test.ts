import {
  ConditionalCheckFailedException,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";

import { makeBatchScope } from "../../../../lambdas/shared/aws-client/batch-calls.ts";
import type { TallyMark } from "../../../../lambdas/shared/domain/tally.ts";
import { makeDynamoTallyMarks } from "../../../../lambdas/shared/dynamodb/dynamo-tally-marks.ts";
import { makeRecordedLog } from "../../../support/recorded-log.ts";
import { makeScriptedClient } from "../../../support/scripted-client.ts";

function drop(webhookId: string, id: string): TallyMark {
  const owner = { kind: "dropped", application: "acme", environment: "production" } as const;
  return { owner: { ...owner, webhookId }, reason: "gone", id, places: [], isTold: true };
}

function setUp(answer: (input: UpdateItemCommandInput) => unknown = () => ({})) {
  const { client, inputs } = makeScriptedClient(answer);
  const { log, lines } = makeRecordedLog();
  const clock = { nowMs: Date.parse("2026-01-31T12:00:30Z") };
  const count = makeDynamoTallyMarks({
    dynamodb: client,
    tableName: "deliveries",
    spanMs: 60_000,
    batch: makeBatchScope(),
    log,
    now: () => clock.nowMs,
    longestWaitMs: 50,
  });
  return { count, inputs: inputs as UpdateItemCommandInput[], lines, clock };
}

/** DynamoDB's answer for a tally that has its examples. */
function refuse(): never {
  throw new ConditionalCheckFailedException({ message: "enough", $metadata: {} });
}

describe("marks", () => {
  test("of one owner that come at once are one write", async () => {
    const { count, inputs } = setUp();
    await Promise.all([
      ...Array.from({ length: 10 }, (_, index) => count(drop("wh_1", `dlv_${index}`))),
      count(drop("wh_2", "dlv_x")),
    ]);
    const counts = inputs.map(({ ExpressionAttributeValues: values }) => values?.[":count"]?.N);
    expect(counts).toEqual(["10", "1"]);
  });

  test("name nothing more in a tally that was full, and do not ask again", async () => {
    const { count, inputs } = setUp(({ ConditionExpression }) =>
      ConditionExpression === undefined ? {} : refuse(),
    );
    for (let index = 0; index < 3; index += 1) await count(drop("wh_1", "dlv_1"));
    expect(inputs.map(({ ConditionExpression }) => ConditionExpression !== undefined)).toEqual([
      true,
      false,
      false,
      false,
    ]);
    const named = inputs.filter(({ UpdateExpression }) => UpdateExpression?.includes(":ids"));
    expect(named).toHaveLength(1);
  });

  test("that cannot be written are logged, and nobody fails by them", async () => {
    const { count, lines } = setUp(({ Key }) => {
      if (Key?.["sk"]?.S?.endsWith("wh_1") === true) throw new RangeError("throttled");
      return {};
    });
    await Promise.all([count(drop("wh_1", "dlv_1")), count(drop("wh_2", "dlv_2"))]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("dropped#acme#production#wh_1");
    expect(lines[0]).toContain('"count":1');
    expect(lines[0]).toContain("RangeError");
  });

  test("are not waited for when there is no answer", async () => {
    const { count, lines } = setUp(() => new Promise(() => {}));
    await count(drop("wh_1", "dlv_1"));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("no answer");
  });

  test("of a tally that failed are let go for ten seconds, those of others are not", async () => {
    let isThrottled = true;
    const { count, inputs, lines, clock } = setUp(({ Key }) => {
      const isDown = isThrottled && Key?.["sk"]?.S?.endsWith("wh_1") === true;
      return isDown ? new Promise(() => {}) : {};
    });
    await count(drop("wh_1", "dlv_1"));
    await count(drop("wh_1", "dlv_1"));
    await count(drop("wh_2", "dlv_1"));
    expect([inputs.length, lines.length]).toEqual([2, 2]);
    expect(lines[1]).toContain("a moment ago");
    isThrottled = false;
    clock.nowMs += 10_000;
    await count(drop("wh_1", "dlv_1"));
    expect([inputs.length, lines.length]).toEqual([3, 2]);
  });

  test("without an id take turns between the partitions of their owner", async () => {
    const { count, inputs } = setUp();
    const mark = { owner: { kind: "unaddressed" }, reason: "malformed", places: [] } as const;
    for (let index = 0; index < 8; index += 1) await count({ ...mark, isTold: true });
    expect(new Set(inputs.map(({ Key }) => Key?.["pk"]?.S)).size).toBe(4);
  });
});
