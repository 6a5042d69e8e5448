import { DynamoDBClient } from "@aws-sdk/client-dynamodb";

import { makeDeliverySampler } from "../../lambdas/config-api/statistics/delivery-sampler.ts";
import { MOST_COUNTED } from "../../lambdas/config-api/statistics/sample-rows.ts";
import { webhookStatistics } from "../../lambdas/config-api/statistics/webhook-statistics.ts";
import { SHARD_COUNT } from "../../lambdas/shared/domain/shard.ts";
import type { Item } from "../../lambdas/shared/dynamodb/attributes.ts";
import { deliveryItemKey } from "../../lambdas/shared/dynamodb/delivery-item.ts";
import { times, type WorstCase } from "./worst-case.ts";

const TENANT = { application: "acme", environment: "production" } as const;
const webhookId = `wh_${"1".repeat(22)}`;

function keyOf(number: number): Item {
  return { ...deliveryItemKey({ eventId: `evt_${String(number).padStart(22, "0")}`, webhookId }) };
}

/** As the index gives it. */
function row(number: number): Item {
  return { ...keyOf(number), acceptedAt: { N: String(number) } };
}

/** With everything that is counted. */
function record({ pk, sk }: Item): Item {
  return {
    ...(pk && { pk }),
    ...(sk && { sk }),
    application: { S: TENANT.application },
    environment: { S: TENANT.environment },
    acceptedAt: { N: "1" },
    status: { S: "delivered" },
    attempts: { N: "2" },
    lastOutcome: { S: "200" },
    settledAt: { N: "60000" },
    firstAttempt: { M: { startedAt: { N: "1000" }, duration: { N: "30" } } },
  };
}

const PAGE = times(MOST_COUNTED / SHARD_COUNT, (index) => row(index * SHARD_COUNT));
const ATTEMPTS = times(2, (index) => ({ duration: { N: String(index) } }));

/** What DynamoDB answers to a command. */
function answerTo(command: string, input: string): object {
  if (command.endsWith("BatchGetItem")) {
    const { RequestItems: asked } = JSON.parse(input) as {
      readonly RequestItems: { readonly deliveries: { readonly Keys: readonly Item[] } };
    };
    return { Responses: { deliveries: asked.deliveries.Keys.map(record) }, UnprocessedKeys: {} };
  }
  const Items = input.includes("history") ? PAGE : ATTEMPTS;
  return { Items, Count: Items.length, ScannedCount: Items.length };
}

/** A table of as many deliveries as are counted, behind the SDK; its own CPU counts, too. */
const dynamodb = new DynamoDBClient({
  region: "eu-central-1",
  credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
  requestHandler: {
    async handle({ headers, body }: { headers: Record<string, string>; body: Uint8Array }) {
      const text = new TextDecoder().decode(body);
      const answer = JSON.stringify(answerTo(headers["x-amz-target"] ?? "", text));
      return { response: { statusCode: 200, headers: {}, body: Buffer.from(answer) } };
    },
  } as never,
});
const sampler = makeDeliverySampler({ dynamodb, tableName: "deliveries", now: () => 0 });

/** The largest answer of `GET /webhooks/{id}/stats`. */
export const statisticsRows: readonly WorstCase[] = [
  {
    title: `statistics of ${MOST_COUNTED} deliveries`,
    payloadText: JSON.stringify(PAGE.map(record)),
    async work() {
      const range = { fromMs: 0, toMs: MOST_COUNTED };
      const ports = { sampler, random: Math.random };
      const { recordsRead } = await webhookStatistics(ports, TENANT, webhookId, range);
      if (recordsRead !== MOST_COUNTED) throw new Error(`${recordsRead} records were read`);
    },
  },
];
