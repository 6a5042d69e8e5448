import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { SQSClient } from "@aws-sdk/client-sqs";

import type { BatchScope } from "../aws-client/batch-calls.ts";
import { eachPool, type Pool } from "../domain/pool.ts";
import type { WebhookLimits } from "../domain/webhook.ts";
import type { ReadItem } from "../dynamodb/dynamo-batch-reader.ts";
import { makeDynamoStandings } from "../dynamodb/dynamo-standings.ts";
import { decimal, type EnvOf, flag, text, wholeNumber } from "../runtime/env.ts";
import { makeDeliverySender } from "../sqs/sqs-delivery-sender.ts";
import { makeQueueSender, type SendMessage } from "../sqs/sqs-queue.ts";
import type { DeliveryRecords } from "../waiting/delivery-ports.ts";
import { makePoolOf, type PoolOf } from "../waiting/pool-of.ts";
import type { Standings } from "../waiting/receiver-ports.ts";
import { makeRelease, type Release } from "../waiting/release.ts";

/** The environment variables of whoever asks what a webhook allows; 0: none. */
export const limitsEnv = {
  DEFAULT_RATE_LIMIT: decimal,
  DEFAULT_MAX_IN_FLIGHT: wholeNumber,
} as const;

/** The limits of webhooks that set none. */
export function defaultLimits(env: EnvOf<typeof limitsEnv>): WebhookLimits {
  const { DEFAULT_RATE_LIMIT: rateLimit, DEFAULT_MAX_IN_FLIGHT: maxInFlight } = env;
  return { ...(rateLimit > 0 && { rateLimit }), ...(maxInFlight > 0 && { maxInFlight }) };
}

/** The environment variables of whoever sends to the pools. */
export const poolsEnv = {
  /** The quick pool's queue. */
  DELIVERIES_QUEUE_URL: text,
  TRIAL_DELIVERIES_QUEUE_URL: text,
  SLOW_DELIVERIES_QUEUE_URL: text,
  /** Whether webhooks are told apart; if not, the quick pool serves all of them. */
  HAS_SLOW_POOL: flag,
} as const;

/** The queue of each pool. */
export function poolQueueUrls(env: EnvOf<typeof poolsEnv>): Readonly<Record<Pool, string>> {
  return {
    quick: env.DELIVERIES_QUEUE_URL,
    trial: env.TRIAL_DELIVERIES_QUEUE_URL,
    slow: env.SLOW_DELIVERIES_QUEUE_URL,
  };
}

/** The queues, and which of them a webhook's deliveries go to. */
export interface ComposedPools {
  readonly send: Readonly<Record<Pool, SendMessage>>;
  readonly release: Readonly<Record<Pool, Release>>;
  readonly poolOf: PoolOf;
  readonly standings: Standings;
}

/** What all senders to the pools are made of. */
export function composePools(
  env: EnvOf<typeof poolsEnv>,
  options: {
    readonly dynamodb: DynamoDBClient;
    readonly sqs: SQSClient;
    readonly tableName: string;
    readonly batch: BatchScope;
    readonly readItem: ReadItem;
    readonly records: Pick<DeliveryRecords, "mark">;
    readonly now: () => number;
  },
): ComposedPools {
  const { records, now } = options;
  const standings = makeDynamoStandings(options);
  const queueUrls = poolQueueUrls(env);
  const send = eachPool((pool) => makeQueueSender({ ...options, queueUrl: queueUrls[pool] }));
  return {
    send,
    release: eachPool((pool) =>
      makeRelease({ messages: makeDeliverySender(send[pool]), records, now }),
    ),
    poolOf: env.HAS_SLOW_POOL
      ? makePoolOf({ standings, now })
      : () => Promise.resolve("quick" as const),
    standings,
  };
}
