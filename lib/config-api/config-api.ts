import { Duration } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

import type { configApiEnv } from "../../lambdas/config-api/env.ts";
import { mostInFlight } from "../deliver/delivery-pools.ts";
import type { DeliveryQueues } from "../deliver/delivery-queues.ts";
import { laneStateMachineArn } from "../retry-lane/lane-state-machine-arn.ts";
import type { Settings } from "../settings.ts";
import { endpointEnvironment } from "../shared/endpoint-environment.ts";
import { limitsEnvironment } from "../shared/limits-environment.ts";
import type { Permission } from "../shared/permission.ts";
import { PipelineFunction } from "../shared/pipeline-function.ts";
import { poolsEnvironment } from "../shared/pools-environment.ts";
import { traceEnvironment } from "../shared/tracing.ts";
import type { ChangeLog } from "../storage/change-log.ts";
import type { DeliveriesTable } from "../storage/deliveries-table.ts";
import type { GeneratedKey } from "../storage/generated-key.ts";
import { STANDINGS } from "../storage/item-conditions.ts";
import type { WebhooksTable } from "../storage/webhooks-table.ts";

/** What the config API reads and writes. */
export interface ConfigApiProps {
  readonly settings: Settings;
  readonly webhooks: WebhooksTable;
  readonly deliveries: DeliveriesTable;
  readonly vaultKey: GeneratedKey;
  readonly operatorKey: GeneratedKey;
  readonly changeLog: ChangeLog;
  readonly queues: DeliveryQueues;
  readonly notificationExpiry: IQueue;
  readonly bus: EventBus;
}

/** The one function behind every route of the config API. */
export class ConfigApi extends Construct {
  readonly function: IFunction;

  constructor(scope: Construct, id: string, props: ConfigApiProps) {
    super(scope, id);
    const { settings, webhooks, deliveries, vaultKey, operatorKey, queues, bus } = props;
    const environment: Record<keyof typeof configApiEnv, string> = {
      WEBHOOKS_TABLE: webhooks.tableName,
      DELIVERIES_TABLE: deliveries.tableName,
      ...poolsEnvironment(settings, queues),
      ...limitsEnvironment(settings),
      LANE_STATE_MACHINE_ARN: laneStateMachineArn(this, settings),
      LANE_DEAD_SECONDS: String(settings.laneDeadSeconds),
      LANE_TOUCH_SECONDS: String(settings.laneTouchSeconds),
      EVENT_BUS_NAME: bus.eventBusName,
      CHANGE_LOG_GROUP: props.changeLog.logGroupName,
      VAULT_KEY_ID: vaultKey.secretArn,
      OPERATOR_KEY_ID: operatorKey.secretArn,
      SIGNING_KEY_INTERVAL_SECONDS: String(settings.signingKeyIntervalSeconds),
      SIGNING_KEY_RETENTION_SECONDS: String(settings.signingKeyRetentionSeconds),
      NOTIFICATION_EXPIRY_QUEUE_URL: props.notificationExpiry.queueUrl,
      NOTIFICATION_HOP_SECONDS: String(settings.notificationHopSeconds),
      API_HOSTS: settings.apiHosts.join(","),
      REQUESTS_PER_SECOND_PER_KEY: String(settings.apiRequestsPerSecondPerKey),
      REQUESTS_PER_SECOND_PER_ADDRESS: String(settings.apiRequestsPerSecondPerAddress),
      MOST_IN_FLIGHT: String(mostInFlight(settings)),
      ...endpointEnvironment(settings),
      ...traceEnvironment(settings),
    };
    this.function = new PipelineFunction(this, "ConfigApi", {
      room: "config-api",
      description: "The config API: every route, checks of keys and roles included",
      settings,
      environment,
      permissions: configApiPermissions(this, props),
      // An HTTP API waits 30 s for its function: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
      timeout: Duration.seconds(29),
      memoryMb: settings.configApiMemoryMb,
      reservedConcurrency: settings.configApiReservedConcurrency,
    }).function;
  }
}

/** All that the config API may do. */
function configApiPermissions(scope: Construct, props: ConfigApiProps): readonly Permission[] {
  return [
    {
      // TransactWriteItems needs the rights of its parts and none of its own
      // (dynamodb:ConditionCheckItem for a mere check).
      actions: [
        "dynamodb:GetItem",
        "dynamodb:Query",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
        "dynamodb:DeleteItem",
      ],
      on: [props.webhooks.tableArn],
    },
    {
      actions: [
        "dynamodb:GetItem",
        "dynamodb:BatchGetItem",
        "dynamodb:Query",
        // The lane of what is sent again; resend and its message's mark; cancel, also of what no
        // attempt has ended of.
        "dynamodb:UpdateItem",
        "dynamodb:PartiQLInsert",
        "dynamodb:PartiQLUpdate",
      ],
      on: [props.deliveries.tableArn],
    },
    {
      // The standing of a webhook is made and removed with it; a list shows those of all.
      actions: ["dynamodb:PutItem", "dynamodb:DeleteItem", "dynamodb:Query"],
      on: [props.deliveries.tableArn],
      when: STANDINGS,
    },
    {
      actions: ["sqs:SendMessage"],
      on: [...props.queues.poolArns, props.notificationExpiry.queueArn],
    },
    {
      actions: ["dynamodb:Query"],
      // `lane` for the operator's view: what waits in each lane.
      on: (["history", "undelivered", "lane"] as const).map((index) =>
        props.deliveries.indexArn(index),
      ),
    },
    // The lane of a webhook that is enabled looks at once.
    { actions: ["states:StartExecution"], on: [laneStateMachineArn(scope, props.settings)] },
    { actions: ["events:PutEvents"], on: [props.bus.eventBusArn] },
    {
      // Who changed what: lines are added, none can be read or deleted.
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      on: [props.changeLog.logGroupArn],
    },
    {
      actions: ["secretsmanager:GetSecretValue"],
      on: [props.vaultKey.secretArn, props.operatorKey.secretArn],
    },
  ];
}
