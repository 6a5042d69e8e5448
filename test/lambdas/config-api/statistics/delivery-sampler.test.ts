import { describe, expect, test } from "vitest";

import { makeDeliverySampler } from "../../../../lambdas/config-api/statistics/delivery-sampler.ts";
import { makeScriptedClient } from "../../../support/scripted-client.ts";

const key = { eventId: `evt_${"1".repeat(22)}`, webhookId: `wh_${"2".repeat(22)}` };

function open(answer: (input: never) => unknown) {
  const { client, inputs, names } = makeScriptedClient(answer);
  const sampler = makeDeliverySampler({
    dynamodb: client,
    tableName: "deliveries",
    now: () => 1000,
  });
  return { sampler, inputs, names };
}

describe("the sampler", () => {
  test("reads one page of an index, however much there is behind it", async () => {
    const { sampler, inputs, names } = open(() => ({
      Items: [],
      ScannedCount: 9000,
      LastEvaluatedKey: { acceptedAt: { N: "77" } },
    }));
    const ids = { from: "evt_0", to: "evt_1" };
    const wanted = { shardKey: "wh#0", fromMs: 1, toMs: 99, newestFirst: true, ids };
    expect(await sampler.rows(wanted)).toEqual({ rows: 9000, reachedMs: 77, given: [] });
    expect(names).toEqual(["Query"]);
    expect(inputs[0]).toMatchObject({
      IndexName: "history",
      FilterExpression: "pk BETWEEN :first AND :last",
      ScanIndexForward: false,
    });
    expect(inputs[0]).not.toHaveProperty("Limit");
  });

  test("does not ask again for records of which there was no time to read them", async () => {
    const { sampler, names } = open(() => ({
      Responses: { deliveries: [] },
      UnprocessedKeys: { deliveries: { Keys: [{}, {}] } },
    }));
    expect(await sampler.records([key, key])).toEqual({ records: [], unread: 2 });
    expect(names).toEqual(["BatchGetItem"]);
  });

  test("asks for no answer of a receiver", async () => {
    const { sampler, inputs } = open(() => ({ Items: [], Responses: {} }));
    await sampler.records([key]);
    await sampler.attemptMs(key);
    expect(JSON.stringify(inputs[0])).toContain("#firstAttempt.#duration");
    expect(JSON.stringify(inputs)).not.toMatch(/answer|message|payload/u);
  });

  test("reads one page of a delivery's attempts, those past their time left out", async () => {
    const { sampler, names } = open(() => ({
      Items: [
        { duration: { N: "5" }, expiresAt: { N: "2" } },
        { duration: { N: "6" }, expiresAt: { N: "1" } },
      ],
      LastEvaluatedKey: { pk: { S: "more" } },
    }));
    expect(await sampler.attemptMs(key)).toEqual([5]);
    expect(names).toEqual(["Query"]);
  });
});
