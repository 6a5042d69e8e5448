import type { QueryCommandInput } from "@aws-sdk/client-dynamodb";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, test } from "vitest";

import { makeDynamoSubscribers } from "../../../lambdas/fan-out/dynamo-subscribers.ts";
import { UNREAD_FILTER } from "../../../lambdas/shared/domain/event-filter.ts";
import type { Webhook } from "../../../lambdas/shared/domain/webhook.ts";
import type { ItemKey } from "../../../lambdas/shared/dynamodb/attributes.ts";
import { writeWebhookItem } from "../../../lambdas/shared/dynamodb/webhook-item.ts";
import { PLAIN_WEBHOOK } from "../../support/plain-webhook.ts";
import { makeScriptedClient } from "../../support/scripted-client.ts";

const acme = { application: "acme", environment: "production" } as const;
const webhook: Webhook = {
  ...PLAIN_WEBHOOK,
  version: 3,
  events: ["TRANSACTION"],
  status: "disabled",
};
const other: Webhook = {
  ...webhook,
  id: "wh_0000000000000000000002",
  events: ["*"],
  status: "enabled",
};

const subscriber = ({ id, version, events, status }: Webhook) => ({ id, version, events, status });

function setUp(webhooks: Webhook[] = [webhook, other]) {
  const state = {
    nowMs: 0,
    revision: 1 as number | undefined,
    webhooks,
    error: undefined as Error | undefined,
  };
  const calls: string[] = [];
  const { client, inputs } = makeScriptedClient(({ ExclusiveStartKey }: QueryCommandInput) => {
    calls.push("query");
    if (state.error !== undefined) throw state.error;
    // One a page, as a query of many megabytes gives them.
    const items = state.webhooks.map(writeWebhookItem);
    const from = items.findIndex(({ sk }) => sk?.S === ExclusiveStartKey?.["sk"]?.S) + 1;
    const { pk, sk } = items[from] ?? {};
    const isLast = from >= items.length - 1;
    return {
      Items: items.slice(from, from + 1),
      ...(isLast ? {} : { LastEvaluatedKey: { pk, sk } }),
    };
  });
  const keys: unknown[] = [];
  const subscribers = makeDynamoSubscribers({
    dynamodb: client,
    tableName: "webhooks",
    async readItem(key: ItemKey) {
      calls.push("revision");
      keys.push(unmarshall({ ...key }));
      const { revision } = state;
      return revision === undefined ? undefined : marshall({ revision });
    },
    now: () => state.nowMs,
  });
  return { subscribers, state, calls, inputs, keys };
}

describe("the subscribers of a tenant", () => {
  test("are all its webhooks, read strongly after the revision, page by page", async () => {
    const { subscribers, calls, inputs, keys } = setUp();
    await expect(subscribers.of(acme)).resolves.toEqual({
      revision: 1,
      subscribers: [subscriber(webhook), subscriber(other)],
    });
    expect(keys).toEqual([{ pk: "acme#production", sk: "environment" }]);
    expect(calls).toEqual(["revision", "query", "query"]);
    expect(inputs[0]).toMatchObject({
      TableName: "webhooks",
      ConsistentRead: true,
      ExpressionAttributeValues: marshall({ ":tenant": "acme#production", ":webhook": "webhook#" }),
    });
  });

  test("are undefined where there is no such application, and nothing is asked about it", async () => {
    const { subscribers, state, calls } = setUp();
    state.revision = undefined;
    await expect(subscribers.of(acme)).resolves.toBeUndefined();
    expect(calls).toEqual(["revision"]);
  });

  test("are remembered as long as the revision is the same, for 30 s", async () => {
    const { subscribers, state, calls } = setUp([webhook]);
    await subscribers.of(acme);
    state.nowMs = 29_999;
    await expect(subscribers.of(acme)).resolves.toEqual({
      revision: 1,
      subscribers: [subscriber(webhook)],
    });
    expect(calls).toEqual(["revision", "query", "revision"]);
    state.nowMs = 30_000;
    await subscribers.of(acme);
    expect(calls.slice(3)).toEqual(["revision", "query"]);
  });

  test("are read again once a change was answered, which raises the revision first", async () => {
    const { subscribers, state } = setUp([webhook]);
    await subscribers.of(acme);
    state.webhooks = [{ ...webhook, version: 4, events: ["*"] }];
    state.revision = 2;
    await expect(subscribers.of(acme)).resolves.toEqual({
      revision: 2,
      subscribers: [{ id: webhook.id, version: 4, events: ["*"], status: "disabled" }],
    });
  });

  test("have the filters of their webhooks", async () => {
    const filter = { "card.kind": ["VIRTUAL", { prefix: "X" }] };
    const { subscribers } = setUp([{ ...webhook, filter }]);
    await expect(subscribers.of(acme)).resolves.toEqual({
      revision: 1,
      subscribers: [{ ...subscriber(webhook), filter: expect.anything() }],
    });
  });

  test("have no more filters than fit: what is beyond a million characters counts as matching", async () => {
    const filter = { kind: ["x".repeat(333_000)] };
    const webhooks = [1, 2, 3, 4, 5].map((number) => ({
      ...webhook,
      id: `wh_000000000000000000000${number}`,
      ...(number === 4 ? {} : { filter }),
    }));
    const { subscribers, state } = setUp(webhooks);
    const filters = async () => (await subscribers.of(acme))?.subscribers.map((one) => one.filter);
    const ready = expect.objectContaining({ members: [expect.anything()] });
    const found = await filters();
    expect(found).toEqual([ready, ready, ready, undefined, UNREAD_FILTER]);
    expect(await filters()).toEqual(found);
    state.revision = 2;
    state.webhooks = webhooks.slice(1);
    expect(await filters()).toEqual([ready, ready, undefined, ready]);
  });

  test("of ten tenants with many filters are remembered, and do not push out the others", async () => {
    const filter = { kind: ["x".repeat(150_000)] };
    const { subscribers, state, calls } = setUp([webhook]);
    const queries = () => calls.filter((call) => call === "query").length;
    await subscribers.of(acme);
    state.webhooks = [{ ...webhook, filter }];
    const many = Array.from({ length: 11 }, (_, index) => ({ ...acme, application: `a${index}` }));
    for (const tenant of many) await subscribers.of(tenant);
    expect(queries()).toBe(12);
    await subscribers.of(acme);
    for (const tenant of many.slice(1)) await subscribers.of(tenant);
    expect(queries()).toBe(12);
    await subscribers.of({ ...acme, application: "a0" });
    expect(queries()).toBe(13);
  });

  test("keep the filters of those that did not change: a tenant may change one after the other", async () => {
    const [filter, changed] = [{ kind: ["A"] }, { kind: ["B"] }];
    const { subscribers, state } = setUp([
      { ...webhook, filter },
      { ...other, filter },
    ]);
    const filters = async () => (await subscribers.of(acme))?.subscribers.map((one) => one.filter);
    const before = await filters();
    state.webhooks = [
      { ...webhook, filter },
      { ...other, version: 4, filter: changed },
    ];
    state.revision = 2;
    const after = await filters();
    expect(after?.[0]).toBe(before?.[0]);
    expect(after?.[1]).not.toEqual(before?.[1]);
    state.webhooks = [{ ...webhook, version: 4 }];
    state.revision = 3;
    await expect(filters()).resolves.toEqual([undefined]);
  });

  test("are read once for the events of a batch", async () => {
    const { subscribers, calls } = setUp([webhook]);
    await Promise.all([1, 2, 3].map(() => subscribers.of(acme)));
    expect(calls.filter((call) => call === "query")).toHaveLength(1);
  });

  test("of one tenant are not those of another", async () => {
    const { subscribers, inputs } = setUp([webhook]);
    await subscribers.of(acme);
    await subscribers.of({ ...acme, environment: "sandbox" });
    expect(inputs).toHaveLength(2);
  });

  test("are asked for again when the query failed", async () => {
    const { subscribers, state } = setUp([webhook]);
    state.error = new Error("throttled");
    await expect(subscribers.of(acme)).rejects.toThrow("throttled");
    state.error = undefined;
    await expect(subscribers.of(acme)).resolves.toEqual({
      revision: 1,
      subscribers: [subscriber(webhook)],
    });
  });
});
