import { describe, expect, test } from "vitest";

import { makeReadyWebhooks } from "../../../../lambdas/shared/attempt/ready-webhooks.ts";
import { defaultLimits, limitsEnv } from "../../../../lambdas/shared/compose/compose-pools.ts";
import type { Webhook, WebhookLimits } from "../../../../lambdas/shared/domain/webhook.ts";
import { makeDynamoLaneWebhooks } from "../../../../lambdas/shared/dynamodb/dynamo-lane-webhooks.ts";
import { writeWebhookItem } from "../../../../lambdas/shared/dynamodb/webhook-item.ts";
import { readEnv } from "../../../../lambdas/shared/runtime/env.ts";
import { limitsEnvironment } from "../../../../lib/shared/limits-environment.ts";
import { openVirtualTable } from "../../../support/virtual-table.ts";

const ACME = { application: "acme", environment: "production" } as const;
const DEFAULTS: WebhookLimits = { rateLimit: 20, maxInFlight: 5 };

function webhook(limits: WebhookLimits): Webhook {
  return {
    ...ACME,
    id: "wh_0000000000000000000001",
    version: 1,
    endpoint: "https://example.com/",
    events: ["*"],
    status: "enabled",
    config: { customHeaderNames: [], ...limits },
    sealed: {},
    createdAtMs: 1,
    modifiedAtMs: 2,
  };
}

test.each([
  ["none", "none", {}],
  [0.01, "none", { rateLimit: 0.01 }],
  ["none", 1, { maxInFlight: 1 }],
  [1000, 50, { rateLimit: 1000, maxInFlight: 50 }],
] as const)("%s and %s come to functions", (defaultRateLimit, defaultMaxInFlight, limits) => {
  const variables = limitsEnvironment({ defaultRateLimit, defaultMaxInFlight });
  expect(defaultLimits(readEnv(limitsEnv, variables))).toEqual(limits);
});

describe.each([
  ["none of its own", {}, { perSecond: 20, inFlight: 5 }],
  ["a rate of its own", { rateLimit: 3 }, { perSecond: 3, inFlight: 5 }],
  ["both", { rateLimit: 300, maxInFlight: 1 }, { perSecond: 300, inFlight: 1 }],
] as const)("a webhook with %s", (_, own, limit) => {
  const stored = webhook(own);

  test("is limited so where it is attempted", async () => {
    const ready = makeReadyWebhooks({
      readItem: async () => writeWebhookItem(stored),
      vault: { open: async () => "" },
      send: () => Promise.reject(new Error("nothing is fetched here")),
      jwsSigner: () => async () => ({ ok: false, message: "nothing is signed here" }),
      defaultLimits: DEFAULTS,
      now: () => 0,
    });
    expect(await ready.find(ACME, stored.id, 0)).toMatchObject({ limit });
  });

  test("is limited likewise in its lane", async () => {
    const table = openVirtualTable();
    table.table.put(writeWebhookItem(stored));
    const lanes = makeDynamoLaneWebhooks({ ...table, defaultLimits: DEFAULTS });
    expect(await lanes.find({ ...ACME, webhookId: stored.id })).toMatchObject({ limit });
  });
});
