import { randomBytes, randomUUID } from "node:crypto";

import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { SQSClient } from "@aws-sdk/client-sqs";

import { makeBatchScope } from "../shared/aws-client/batch-calls.ts";
import { composeEnsureLane } from "../shared/compose/compose-ensure-lane.ts";
import { defaultLimits } from "../shared/compose/compose-pools.ts";
import { makeApplicationStore } from "../shared/dynamodb/application-store.ts";
import { makeItemReader } from "../shared/dynamodb/dynamo-batch-reader.ts";
import { makeDynamoKeyRings } from "../shared/dynamodb/dynamo-key-rings.ts";
import { makeRejectedEventReader } from "../shared/dynamodb/dynamo-rejected-events.ts";
import { makeDynamoSigningKeys } from "../shared/dynamodb/dynamo-signing-keys.ts";
import { makeLegacySecretStore } from "../shared/dynamodb/legacy-secret-store.ts";
import { makeNotificationStore } from "../shared/dynamodb/notification-store.ts";
import { makeCallbackEvents } from "../shared/eventbridge/callback-events.ts";
import { makeOperationalEvents } from "../shared/eventbridge/operational-events.ts";
import type { EnvOf } from "../shared/runtime/env.ts";
import { makeEnsureRing } from "../shared/signing-keys/ensure-ring.ts";
import { makeSigningKeyMaker } from "../shared/signing-keys/make-signing-key.ts";
import { makeNotificationWakes } from "../shared/sqs/notification-wakes.ts";
import { makeQueueSender } from "../shared/sqs/sqs-queue.ts";
import { makeVault } from "../shared/vault/vault.ts";
import { makeOperatorKeyReader } from "./access/operator-key.ts";
import { makeApiKeyStore } from "./api-keys/api-key-store.ts";
import { makeChangeLog } from "./changes/change-log.ts";
import { composeOperations } from "./deliveries/compose-operations.ts";
import { makeDeliveryHistory } from "./deliveries/delivery-history.ts";
import type { configApiEnv } from "./env.ts";
import { makeEventTypeStore } from "./event-types/event-type-store.ts";
import { makeEventPublisher } from "./events/event-publisher.ts";
import { makeIdempotencyStore } from "./idempotency/idempotency-store.ts";
import type { ConfigApiPorts } from "./make-config-api.ts";
import { composeView } from "./operations/compose-view.ts";
import { makePortalLinkStore } from "./portal-links/portal-link-store.ts";
import { makeEnsuredKeys } from "./signing-keys/ensured-keys.ts";
import { makeDeliverySampler } from "./statistics/delivery-sampler.ts";
import { makeOpenAttempts } from "./webhooks/test/open-attempts.ts";
import { makeWebhookStore } from "./webhooks/webhook-store.ts";

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
  const deliveriesTable = { dynamodb, tableName: env.DELIVERIES_TABLE, batch: makeBatchScope() };
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
    portalLinks: makePortalLinkStore(webhooksTable),
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
      deliveries,
      now,
    }),
    publisher: makeEventPublisher(bus),
    notifications: makeNotificationStore({ ...webhooksTable, now }),
    sendWake: makeNotificationWakes({
      send: makeQueueSender({
        sqs,
        queueUrl: env.NOTIFICATION_EXPIRY_QUEUE_URL,
        batch: deliveriesTable.batch,
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
