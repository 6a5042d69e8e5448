import type { BatchGetItemCommandInput } from "@aws-sdk/client-dynamodb";
import { describe, expect, test, vi } from "vitest";

import { makeBatchScope } from "../../../../lambdas/shared/aws-client/batch-calls.ts";
import type { Item, ItemKey } from "../../../../lambdas/shared/dynamodb/attributes.ts";
import { makeItemReader } from "../../../../lambdas/shared/dynamodb/dynamo-batch-reader.ts";
import { thisMachine } from "../../../../lambdas/shared/runtime/machine.ts";
import { makeScriptedClient } from "../../../support/scripted-client.ts";

function keyOf(pk: string, sk = "event"): ItemKey {
  return { pk: { S: pk }, sk: { S: sk } };
}

function itemOf(key: ItemKey): Item {
  return { ...key, type: { S: `type of ${key.pk.S}` } };
}

/**
 * Finds everything but `missing`, in reverse order; processes no more than `most` keys of a call.
 */
function setUp(most = Infinity, missing = "missing") {
  const { client, inputs, names } = makeScriptedClient(
    ({ RequestItems }: BatchGetItemCommandInput) => {
      const keys = (RequestItems?.["deliveries"]?.Keys ?? []) as unknown as ItemKey[];
      const found = keys.slice(0, most).filter(({ pk }) => pk.S !== missing);
      const rest = keys.slice(most);
      return {
        Responses: { deliveries: found.map(itemOf).toReversed() },
        UnprocessedKeys: rest.length === 0 ? {} : { deliveries: { Keys: rest } },
      };
    },
  );
  const readItem = makeItemReader({
    dynamodb: client,
    tableName: "deliveries",
    batch: makeBatchScope(),
  });
  return { readItem, inputs, names };
}

describe("an item reader", () => {
  test("reads many items with one strongly consistent request, each for who asked for it", async () => {
    const { readItem, inputs, names } = setUp();
    const keys = [keyOf("evt_1"), keyOf("evt_2"), keyOf("evt_1", "d#wh_1")];
    await expect(Promise.all(keys.map(readItem))).resolves.toEqual(keys.map(itemOf));
    expect(names).toEqual(["BatchGetItem"]);
    expect(inputs).toEqual([
      { RequestItems: { deliveries: { Keys: keys, ConsistentRead: true } } },
    ]);
  });

  test("says undefined of an item that is not there", async () => {
    const { readItem } = setUp();
    const keys = [keyOf("missing"), keyOf("evt_1")];
    await expect(Promise.all(keys.map(readItem))).resolves.toEqual([
      undefined,
      itemOf(keyOf("evt_1")),
    ]);
  });

  test("asks once for an item that many want, since DynamoDB refuses a key that stands twice", async () => {
    const { readItem, inputs } = setUp();
    const items = await Promise.all([1, 2, 3].map(() => readItem(keyOf("evt_1"))));
    expect(items).toEqual([1, 2, 3].map(() => itemOf(keyOf("evt_1"))));
    expect(inputs).toMatchObject([{ RequestItems: { deliveries: { Keys: [keyOf("evt_1")] } } }]);
  });

  test("asks again for what DynamoDB left unprocessed", async () => {
    const { readItem, inputs } = setUp(2);
    const keys = ["a", "b", "c", "d", "e"].map((pk) => keyOf(pk));
    await expect(Promise.all(keys.map(readItem))).resolves.toEqual(keys.map(itemOf));
    expect(inputs).toHaveLength(3);
  });

  test("waits before it asks again for what a throttled table gave nothing of, not after a page that was full", async () => {
    vi.useFakeTimers();
    try {
      const throttled = setUp(0);
      const full = setUp(1);
      const reads = Promise.allSettled([throttled.readItem(keyOf("a"))]);
      const read = Promise.all(["a", "b"].map((pk) => full.readItem(keyOf(pk))));
      await vi.advanceTimersByTimeAsync(0);
      await read;
      expect(full.inputs).toHaveLength(2);
      expect(throttled.inputs).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(1000);
      await reads;
      expect(throttled.inputs).toHaveLength(5);
    } finally {
      vi.useRealTimers();
    }
  });

  test("fails every read of a request that DynamoDB does not get done in five rounds", async () => {
    const { readItem, inputs } = setUp(0);
    const results = await Promise.allSettled([readItem(keyOf("a")), readItem(keyOf("b"))]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(inputs).toHaveLength(5);
  });

  test("gives the others theirs when the partition of one is too busy", async () => {
    const { client } = makeScriptedClient((input: BatchGetItemCommandInput) => {
      const keys = input.RequestItems?.["deliveries"]?.Keys ?? [];
      const isHot = ({ pk }: (typeof keys)[number]) => pk?.S === "hot";
      return {
        Responses: {
          deliveries: keys.filter((key) => !isHot(key)).map((key) => itemOf(key as never)),
        },
        UnprocessedKeys: { deliveries: { Keys: keys.filter(isHot) } },
      };
    });
    const batch = makeBatchScope({
      ...thisMachine,
      later: (_, work) => thisMachine.later(0, work),
    });
    const readItem = makeItemReader({ dynamodb: client, tableName: "deliveries", batch });
    const [hot, cool] = await Promise.allSettled([readItem(keyOf("hot")), readItem(keyOf("a"))]);
    expect(hot).toMatchObject({ status: "rejected", reason: { code: "KEY_UNPROCESSED" } });
    expect(cool).toEqual({ status: "fulfilled", value: itemOf(keyOf("a")) });
  });

  test("asks for at most 100 items at once", async () => {
    const { readItem, inputs } = setUp();
    const keys = Array.from({ length: 101 }, (_, index) => keyOf(`evt_${index}`));
    await expect(Promise.all(keys.map(readItem))).resolves.toEqual(keys.map(itemOf));
    expect(
      (inputs as BatchGetItemCommandInput[]).map(
        ({ RequestItems }) => RequestItems?.["deliveries"]?.Keys?.length,
      ),
    ).toEqual([100, 1]);
  });

  test("fails when the request does", async () => {
    const { client } = makeScriptedClient(() => {
      throw new Error("throttled");
    });
    const readItem = makeItemReader({ dynamodb: client, tableName: "t", batch: makeBatchScope() });
    await expect(readItem(keyOf("a"))).rejects.toThrow("throttled");
  });
});
