import { describe, expect, test } from "vitest";

import { makeDynamoEventTypes } from "../../../lambdas/fan-out/dynamo-event-types.ts";
import { MAX_CHECK_STEPS } from "../../../lambdas/shared/domain/event-type.ts";
import { stepBudget } from "../../../lambdas/shared/domain/step-budget.ts";
import type { Item } from "../../../lambdas/shared/dynamodb/attributes.ts";
import {
  type OwnEventType,
  writeEventTypeItem,
} from "../../../lambdas/shared/dynamodb/event-type-item.ts";

const steps = () => stepBudget(MAX_CHECK_STEPS);
const acme = { application: "acme", environment: "production" } as const;
const order: OwnEventType = {
  ...acme,
  name: "ORDER",
  description: "",
  schema: { type: "object", properties: { total: { type: "number" } } },
  attributes: { mandatory: ["id"], selectable: ["total"], default: "*" },
  createdAtMs: 0,
  modifiedAtMs: 0,
};

function setUp(types: readonly OwnEventType[]) {
  const state = { types, fault: undefined as Error | undefined };
  const keys: string[] = [];
  const eventTypes = makeDynamoEventTypes({
    async readItem({ pk, sk }): Promise<Item | undefined> {
      keys.push(`${pk.S} ${sk.S}`);
      if (state.fault !== undefined) throw state.fault;
      const items = state.types.map((type) => writeEventTypeItem(type));
      return items.find((item) => item["pk"]?.S === pk.S && item["sk"]?.S === sk.S);
    },
    builtIn: (name) => (/^(?:BUILT_IN|webhook\.disabled)$/u.test(name) ? () => [] : undefined),
  });
  return { eventTypes, state, keys };
}

describe("the event types of a tenant", () => {
  test("that are built in are known without asking", async () => {
    const { eventTypes, keys } = setUp([]);
    const type = await eventTypes.find(acme, "BUILT_IN", 1);
    expect(type?.check({}, steps())).toEqual([]);
    expect(type).not.toHaveProperty("attributes");
    expect(keys).toEqual([]);
  });

  test("that had the name of one of Ringback's own before go on as they were", async () => {
    const name = "webhook.disabled";
    const { eventTypes, state } = setUp([]);
    expect((await eventTypes.find(acme, name, 1))?.check({ total: "5" }, steps())).toEqual([]);
    state.types = [{ ...order, name }];
    const type = await eventTypes.find(acme, name, 2);
    expect(type?.attributes).toEqual(order.attributes);
    expect(type?.check({ id: 1, total: "5" }, steps())).toMatchObject([{ path: "total" }]);
  });

  test("that are its own are read by key, and check by their schema and mandatory attributes", async () => {
    const { eventTypes, keys } = setUp([order]);
    const type = await eventTypes.find(acme, "ORDER", 1);
    expect(type?.attributes).toEqual(order.attributes);
    expect(type?.check({ id: 1, total: 5 }, steps())).toEqual([]);
    expect(type?.check({ id: 1, total: "5" }, steps())).toMatchObject([{ path: "total" }]);
    expect(type?.check({ total: 5 }, steps())).toMatchObject([{ path: "id" }]);
    expect(keys).toEqual(["acme#production event-type#ORDER"]);
  });

  test("without attributes have none to take along", async () => {
    const attributes = { mandatory: [], selectable: [], default: "*" } as const;
    const { eventTypes } = setUp([{ ...order, attributes }]);
    expect(await eventTypes.find(acme, "ORDER", 1)).not.toHaveProperty("attributes");
  });

  test("are remembered as long as the revision is the same, also that there is none", async () => {
    const { eventTypes, state, keys } = setUp([]);
    expect(await eventTypes.find(acme, "ORDER", 1)).toBeUndefined();
    state.types = [order];
    expect(await eventTypes.find(acme, "ORDER", 1)).toBeUndefined();
    expect(await eventTypes.find(acme, "ORDER", 2)).toBeDefined();
    await eventTypes.find(acme, "ORDER", 2);
    expect(keys).toHaveLength(2);
  });

  test("of one environment are not those of the other", async () => {
    const { eventTypes } = setUp([order]);
    expect(await eventTypes.find(acme, "ORDER", 1)).toBeDefined();
    const sandbox = { ...acme, environment: "sandbox" } as const;
    expect(await eventTypes.find(sandbox, "ORDER", 1)).toBeUndefined();
  });

  test("are asked for again when the read failed", async () => {
    const { eventTypes, state } = setUp([order]);
    state.fault = new Error("throttled");
    await expect(eventTypes.find(acme, "ORDER", 1)).rejects.toThrow("throttled");
    state.fault = undefined;
    expect(await eventTypes.find(acme, "ORDER", 1)).toBeDefined();
  });
});
