import { randomBytes, randomUUID } from "node:crypto";

import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { SQSClient } from "@aws-sdk/client-sqs";

import { makeApiKeyStore } from "../shared/adapters/api-key-store.ts";
import { makeApplicationStore } from "../shared/adapters/application-store.ts";
import { makeCallbackEvents } from "../shared/adapters/callback-events.ts";
import { makeChangeLog } from "../shared/adapters/change-log.ts";
import { makeCrew } from "../shared/adapters/coalesce.ts";
import { composeEnsureLane } from "../shared/adapters/compose-ensure-lane.ts";
import { defaultLimits } from "../shared/adapters/default-limits.ts";
import { makeDeliveryHistory } from "../shared/adapters/delivery-history.ts";
import { makeDeliverySampler } from "../shared/adapters/delivery-sampler.ts";
import { makeItemReader } from "../shared/adapters/dynamo-batch-reader.ts";
import { makeDynamoKeyRings } from "../shared/adapters/dynamo-key-rings.ts";
import { makeRejectedEventReader } from "../shared/adapters/dynamo-rejected-events.ts";
import { makeDynamoSigningKeys } from "../shared/adapters/dynamo-signing-keys.ts";
import { makeEventPublisher } from "../shared/adapters/event-publisher.ts";
import { makeEventTypeStore } from "../shared/adapters/event-type-store.ts";
import { makeIdempotencyStore } from "../shared/adapters/idempotency-store.ts";
import { makeLegacySecretStore } from "../shared/adapters/legacy-secret-store.ts";
import { makeSigningKeyMaker } from "../shared/adapters/make-signing-key.ts";
import { makeNotificationStore } from "../shared/adapters/notification-store.ts";
import { makeNotificationWakes } from "../shared/adapters/notification-wakes.ts";
import { makeOperationalEvents } from "../shared/adapters/operational-events.ts";
import { makeOperatorKeyReader } from "../shared/adapters/operator-key.ts";
import { makeQueueSender } from "../shared/adapters/sqs-queue.ts";
import { makeVault } from "../shared/adapters/vault.ts";
import { makeWebhookStore } from "../shared/adapters/webhook-store.ts";
import type { EnvOf } from "../shared/runtime/env.ts";
import { makeEnsureRing } from "../shared/signing-keys/ensure-ring.ts";
import { composeOperations } from "./deliveries/compose-operations.ts";
import type { configApiEnv } from "./env.ts";
import type { ConfigApiPorts } from "./make-config-api.ts";
import { composeView } from "./operations/compose-view.ts";
import { makeEnsuredKeys } from "./signing-keys/ensured-keys.ts";
import { makeOpenAttempts } from "./webhooks/open-attempts.ts";

/** The AWS clients of the config API. */
export interface ConfigApiClients {
  readonly dynamodb: DynamoDBClient;
  readonly secretsManager: SecretsManagerClient;
  readonly eventBridge: EventBridgeClient;
  readonly sqs: SQSClient;
  readonly stepFunctions: SFNClient;
  readonly logs: CloudWatchLogsClient;
}

/** Everything that the config API works with, but for what it logs and measures. */
export function composeConfigApi(
  env: EnvOf<typeof configApiEnv>,
  clients: ConfigApiClients,
): Omit<ConfigApiPorts, "log" | "keyReport"> {
  const { dynamodb, secretsManager, eventBridge, sqs, logs } = clients;
  const now = Date.now;
  const bus = { eventBridge, busName: env.EVENT_BUS_NAME };
  const webhooksTable = { dynamodb, tableName: env.WEBHOOKS_TABLE };
  const deliveriesTable = { dynamodb, tableName: env.DELIVERIES_TABLE, crew: makeCrew() };
  const readItem = makeItemReader(deliveriesTable);
  const deliveries = makeDeliveryHistory({ ...deliveriesTable, readItem, now });
  const vault = makeVault({ secretsManager, keyId: env.VAULT_KEY_ID, now });
  const signingKeys = makeDynamoSigningKeys(webhooksTable);
  const rings = makeDynamoKeyRings({ ...webhooksTable, keys: signingKeys });
  const rotationTimes = {
    intervalMs: env.SIGNING_KEY_INTERVAL_SECONDS * 1000,
    retentionMs: env.SIGNING_KEY_RETENTION_SECONDS * 1000,
  };
  const ensureSigningKeys = makeEnsureRing({
    keys: signingKeys,
    rings,
    makeKey: makeSigningKeyMaker(vault),
    times: rotationTimes,
    now,
  });
  const limits = defaultLimits(env);
  const destinationRules = {
    allowHttp: env.ENDPOINT_ALLOW_HTTP,
    allowedCidrs: env.ENDPOINT_ALLOWED_CIDRS,
  };
  return {
    applications: makeApplicationStore(webhooksTable),
    apiKeys: makeApiKeyStore(webhooksTable),
    webhooks: makeWebhookStore({
      ...webhooksTable,
      standingsTableName: env.DELIVERIES_TABLE,
      makesStandings: env.HAS_SLOW_POOL,
    }),
    eventTypes: makeEventTypeStore(webhooksTable),
    idempotency: makeIdempotencyStore(webhooksTable),
    deliveries,
    rejectedEvents: makeRejectedEventReader(deliveriesTable),
    ...composeView({
      ...deliveriesTable,
      webhooksTableName: env.WEBHOOKS_TABLE,
      defaultLimits: limits,
      readItem,
    }),
    sampler: makeDeliverySampler({ ...deliveriesTable, now }),
    random: Math.random,
    ...composeOperations({
      ...deliveriesTable,
      sqs,
      queues: env,
      ensureLane: composeEnsureLane(env, clients, now),
      laneDeadSeconds: env.LANE_DEAD_SECONDS,
      events: { find: (id) => deliveries.event(id) },
      now,
    }),
    publisher: makeEventPublisher(bus),
    notifications: makeNotificationStore({ ...webhooksTable, now }),
    sendWake: makeNotificationWakes({
      send: makeQueueSender({
        sqs,
        queueUrl: env.NOTIFICATION_EXPIRY_QUEUE_URL,
        crew: deliveriesTable.crew,
      }),
      hopSeconds: env.NOTIFICATION_HOP_SECONDS,
      now,
    }),
    publishCallback: makeCallbackEvents(bus),
    keepChanges: makeChangeLog({
      logs,
      groupName: env.CHANGE_LOG_GROUP,
      streamName: `${new Date(now()).toISOString().slice(0, 10)}/${randomUUID()}`,
      now,
    }),
    publishOperation: makeOperationalEvents(bus),
    legacySecrets: makeLegacySecretStore(webhooksTable),
    signingKeys: { ...signingKeys, removeAll: (tenant) => rings.removeAll(tenant) },
    rotationTimes,
    ensureSigningKeys,
    vault,
    operatorKey: makeOperatorKeyReader({ secretsManager, keyId: env.OPERATOR_KEY_ID }),
    destinationRules,
    apiHosts: env.API_HOSTS,
    limits: {
      perKey: env.REQUESTS_PER_SECOND_PER_KEY,
      perAddress: env.REQUESTS_PER_SECOND_PER_ADDRESS,
    },
    openAttempts: makeOpenAttempts({
      ...webhooksTable,
      signingKeys: makeEnsuredKeys({ signingKeys, ensureSigningKeys, now }),
      intervalMs: rotationTimes.intervalMs,
      vault,
      destinationRules,
      now,
    }),
    longestAttemptSeconds: env.LONGEST_ATTEMPT_SECONDS,
    mostInFlight: env.MOST_IN_FLIGHT,
    defaultLimits: limits,
    carriesTraces: env.CARRY_TRACES,
    now,
    randomBytes,
  };
}
