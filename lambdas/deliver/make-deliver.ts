import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";

import { makeRenderBody } from "../shared/attempt/make-attempt.ts";
import { makeReadyWebhooks } from "../shared/attempt/ready-webhooks.ts";
import { redactEchoedSecrets } from "../shared/attempt/redact-echoed-secrets.ts";
import { makeJwsSigner } from "../shared/attempt/signing/jws-signer.ts";
import { type BatchScope, makeBatchScope } from "../shared/aws-client/batch-calls.ts";
import { composeEnsureLane, composeKeepPace } from "../shared/compose/compose-ensure-lane.ts";
import { composePools, defaultLimits, poolQueueUrls } from "../shared/compose/compose-pools.ts";
import { deliveryIdIn, parseQueueMessage } from "../shared/domain/carried-commit.ts";
import { eachPool } from "../shared/domain/pool.ts";
import { makeItemReader } from "../shared/dynamodb/dynamo-batch-reader.ts";
import { makeDynamoBreakers } from "../shared/dynamodb/dynamo-breakers.ts";
import { makeDynamoDeliveryRecords } from "../shared/dynamodb/dynamo-delivery-records.ts";
import { makeCarriedEvents } from "../shared/dynamodb/dynamo-events.ts";
import { makeDynamoLaneItems } from "../shared/dynamodb/dynamo-lane-items.ts";
import { makeDynamoLeases } from "../shared/dynamodb/dynamo-leases.ts";
import { makeDynamoRateLimits } from "../shared/dynamodb/dynamo-rate-limits.ts";
import { makeDynamoSigningKeys } from "../shared/dynamodb/dynamo-signing-keys.ts";
import { makeStatementRunner } from "../shared/dynamodb/dynamo-statements.ts";
import { makeDynamoTallyMarks } from "../shared/dynamodb/dynamo-tally-marks.ts";
import { makeDropNotices } from "../shared/eventbridge/drop-notices.ts";
import { makeOperationalEvents } from "../shared/eventbridge/operational-events.ts";
import { makeHttpSender, type SendHttp } from "../shared/http/http-sender.ts";
import type { EnvOf } from "../shared/runtime/env.ts";
import type { Host } from "../shared/runtime/make-function.ts";
import { makePatience } from "../shared/runtime/patience.ts";
import { makeQueueHandler } from "../shared/runtime/queue-handler.ts";
import { makeCarriedCommitSender, makeDeliverySender } from "../shared/sqs/sqs-delivery-sender.ts";
import { makeQueueSender } from "../shared/sqs/sqs-queue.ts";
import { makeVault } from "../shared/vault/vault.ts";
import { makeTellBreaker } from "../shared/waiting/tell-breaker.ts";
import { makeWakeLane } from "../shared/waiting/wake-lane.ts";
import { makeAttemptWatch } from "./attempt-watch.ts";
import { batchEnsureLane } from "./batch-ensure-lane.ts";
import { makeGuards, noBreaker } from "./breakers.ts";
import { makeDeliverOne } from "./deliver-one.ts";
import type { deliverEnv } from "./env.ts";
import { makeLimits } from "./limit.ts";
import { makePools, onePool } from "./pools.ts";
import type { DeliverPorts, Received } from "./ports.ts";
import { makeDeliverReport } from "./report.ts";
import { makeSqsVisibility } from "./sqs-visibility.ts";
import { makeTellSlow } from "./tell-slow.ts";

/** How long a throttled commit keeps a wanted slot, in ms: no more than four rounds take. */
const SHORT_PATIENCE_MS = 350;

/** The AWS clients of deliver. */
interface DeliverClients {
  readonly dynamodb: DynamoDBClient;
  readonly sqs: SQSClient;
  readonly stepFunctions: SFNClient;
  readonly secretsManager: SecretsManagerClient;
  readonly eventBridge: EventBridgeClient;
}

/**
 * Everything that deliver works with, but for the report of an invocation.
 * @param sender `makeHttpSender` by default
 * @param patientUntilMs until when a throttled commit is repeated @default - for a moment only
 */
function composeDeliver(
  env: EnvOf<typeof deliverEnv>,
  clients: DeliverClients,
  { log, machine }: Pick<Host, "log" | "machine">,
  batch: BatchScope,
  sender: { readonly send: SendHttp } = makeHttpSender({
    allowHttp: env.ENDPOINT_ALLOW_HTTP,
    allowedCidrs: env.ENDPOINT_ALLOWED_CIDRS,
    now: machine.now,
  }),
  patientUntilMs: () => number = () => 0,
): Omit<DeliverPorts, "report"> {
  const { dynamodb, sqs, secretsManager, eventBridge } = clients;
  const { now, random } = machine;
  const tableName = env.DELIVERIES_TABLE;
  const own = env.POOL;
  const busName = env.EVENT_BUS_NAME;
  const readItem = makeItemReader({ dynamodb, tableName, batch });
  const readWebhook = makeItemReader({ dynamodb, tableName: env.WEBHOOKS_TABLE, batch });
  // A receiver that fails at once may throttle the writes of its own: it must not hold the slots of
  // others by them.
  const apart = env.HAS_SLOW_POOL ? "slow" : own;
  const run = makeStatementRunner({
    dynamodb,
    batch,
    untilMs: patientUntilMs,
    ...(own !== apart && { mostPatienceMs: SHORT_PATIENCE_MS }),
  });
  const records = makeDynamoDeliveryRecords({
    tableName,
    readItem,
    run,
    spreadsLanes: env.SPREADS_LANES,
  });
  const queues = composePools(env, { dynamodb, sqs, tableName, batch, readItem, records, now });
  const ensureLane = composeEnsureLane(env, clients, now);
  const publish = makeOperationalEvents({ eventBridge, busName });
  const vault = makeVault({ secretsManager, keyId: env.VAULT_KEY_ID, now });
  return {
    records,
    carriedCommits: makeCarriedCommitSender(queues.send[apart]),
    events: makeCarriedEvents(readItem),
    webhooks: makeReadyWebhooks({
      readItem: readWebhook,
      vault,
      jwsSigner: makeJwsSigner({
        keys: makeDynamoSigningKeys({ dynamodb, tableName: env.WEBHOOKS_TABLE }),
        vault,
        intervalMs: env.SIGNING_KEY_INTERVAL_SECONDS * 1000,
      }),
      send: sender.send,
      defaultLimits: defaultLimits(env),
      now,
    }),
    renderBody: makeRenderBody(),
    sender: redactEchoedSecrets(sender),
    visibility: makeSqsVisibility({ sqs, queueUrl: poolQueueUrls(env)[own], batch }),
    notices: makeDropNotices({
      send: makeQueueSender({ sqs, queueUrl: env.DROPPED_QUEUE_URL, batch }),
      dynamodb,
      webhooksTableName: env.WEBHOOKS_TABLE,
      eventBridge,
      busName,
      count: makeDynamoTallyMarks({
        dynamodb,
        tableName: env.DELIVERIES_TABLE,
        spanMs: env.TALLY_SECONDS * 1000,
        batch,
        log,
        now,
      }),
      now,
    }),
    pools: env.HAS_SLOW_POOL
      ? makePools({
          own,
          standings: queues.standings,
          watch: makeAttemptWatch(machine),
          machine,
        })
      : onePool(own),
    poolOf: queues.poolOf,
    messages: eachPool((pool) => makeDeliverySender(queues.send[pool])),
    guardOf:
      env.BREAKER_SECONDS === 0
        ? noBreaker
        : makeGuards({
            breakers: makeDynamoBreakers({ dynamodb, tableName, readItem }),
            wakeLane: makeWakeLane({
              lanes: makeDynamoLaneItems({ dynamodb, tableName }),
              ensureLane,
              constants: { laneDeadSeconds: env.LANE_DEAD_SECONDS },
              now,
            }),
            tell: makeTellBreaker({ publish, log, machine }),
            constants: {
              breakerSeconds: env.BREAKER_SECONDS,
              breakerFailures: env.BREAKER_FAILURES,
            },
            machine,
          }),
    release: queues.release,
    ensureLane: batchEnsureLane(ensureLane, batch),
    limits: makeLimits({
      limiters: makeDynamoRateLimits({ dynamodb, tableName, readItem, batch }),
      leases: makeDynamoLeases({
        dynamodb,
        tableName,
        machine,
        longestAttemptSeconds: env.LONGEST_ATTEMPT_SECONDS,
      }),
      keepPace: batchEnsureLane(composeKeepPace(env, clients, now), batch),
      horizonSeconds: env.HORIZON_SECONDS,
      log,
      now,
    }),
    tellSlow: makeTellSlow({ publish, log, machine }),
    constants: {
      holdMaxSeconds: env.HOLD_MAX_SECONDS,
      horizonSeconds: env.HORIZON_SECONDS,
      renewFromReceive: env.RENEW_FROM_RECEIVE,
    },
    longestAttemptSeconds: env.LONGEST_ATTEMPT_SECONDS,
    carriesTraces: env.CARRY_TRACES,
    now,
    random,
  };
}

/**
 * Deliveries queue → receivers: the records of a batch at the same time, each for itself.
 * @param sender the network by default
 * @param report the log and the metrics by default
 */
export function makeDeliver(
  env: EnvOf<typeof deliverEnv>,
  clients: DeliverClients,
  host: Host,
  sender?: { readonly send: SendHttp },
  report = makeDeliverReport(
    host.log,
    host.metrics,
    env.SUCCESS_LOG_SAMPLE_RATE,
    host.machine.random,
  ),
): (
  event: SQSEvent,
  context: Pick<Context, "getRemainingTimeInMillis">,
) => Promise<SQSBatchResponse> {
  const { log, machine } = host;
  const batch = makeBatchScope(machine);
  const patience = makePatience(machine.now);
  const ports = composeDeliver(env, clients, host, batch, sender, patience.untilMs);
  const deliverOne = makeDeliverOne({ ...ports, report });
  const handle = makeQueueHandler({
    log,
    batch,
    handleRecord: async (record) => deliverOne(receivedOf(record)),
    fieldsOf: ({ body }) => ({ delivery_id: deliveryIdIn(body) }),
  });
  return (event, context) => {
    patience.begin(context);
    return handle(event);
  };
}

function receivedOf(record: SQSRecord): Received {
  const message = parseQueueMessage(record.body);
  if (message === undefined) {
    throw new Error("this message on the deliveries queue is not one of ours");
  }
  return {
    ...message,
    messageId: record.messageId,
    receiptHandle: record.receiptHandle,
    receiveCount: Number(record.attributes.ApproximateReceiveCount),
  };
}
