import { describe, expect, test } from "vitest";

import { functionNames, rightsOf } from "../support/template-policies.ts";
import { synthesizeRingback } from "../support/template.ts";

const ringback = synthesizeRingback();

/** The lane's state machine is named, not referred to. */
const LANE =
  "arn:AWS::Partition:states:AWS::Region:AWS::AccountId:stateMachine:ringback-retry-lane";

/** What a pool of deliver may reach, beside its log and the queue that it reads. */
const DELIVER_REACH = {
  "Queue ringback-dropped": /^sqs:SendMessage$/,
  "Table ringback-webhooks": /^dynamodb:(GetItem|BatchGetItem|Query|UpdateItem)$/,
  "Table ringback-deliveries":
    /^dynamodb:(GetItem|BatchGetItem|PutItem|UpdateItem|BatchWriteItem|PartiQLInsert|PartiQLUpdate)$/,
  "Secret VaultKey": /^secretsmanager:GetSecretValue$/,
  "EventBus ringback": /^events:PutEvents$/,
  [LANE]: /^states:StartExecution$/,
};
const OWN_QUEUE =
  /^sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes|ChangeMessageVisibility|SendMessage)$/;

/** The queues of the pools, for whoever sends to them. */
const POOL_QUEUES = {
  "Queue ringback-deliveries": /^sqs:SendMessage$/,
  "Queue ringback-deliveries-trial": /^sqs:SendMessage$/,
  "Queue ringback-deliveries-slow": /^sqs:SendMessage$/,
};

/**
 * What each function may reach, and by which kind of action; which exact actions it needs is told
 * by the calls it makes.
 */
const REACH: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  "ringback-fan-out": {
    "LogGroup /aws/lambda/ringback-fan-out": /^logs:(CreateLogStream|PutLogEvents)$/,
    "Queue ringback-events": /^sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes)$/,
    "Queue ringback-slices": /^sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes|SendMessage)$/,
    ...POOL_QUEUES,
    "Queue ringback-rejected-events": /^sqs:SendMessage$/,
    "Table ringback-webhooks": /^dynamodb:(GetItem|BatchGetItem|Query)$/,
    "Table ringback-deliveries":
      /^dynamodb:(GetItem|BatchGetItem|Query|PutItem|PartiQLInsert|UpdateItem)$/,
  },
  "ringback-deliver": {
    ...DELIVER_REACH,
    "LogGroup /aws/lambda/ringback-deliver": /^logs:(CreateLogStream|PutLogEvents)$/,
    ...POOL_QUEUES,
    "Queue ringback-deliveries": OWN_QUEUE,
  },
  "ringback-deliver-trial": {
    ...DELIVER_REACH,
    "LogGroup /aws/lambda/ringback-deliver-trial": /^logs:(CreateLogStream|PutLogEvents)$/,
    ...POOL_QUEUES,
    "Queue ringback-deliveries-trial": OWN_QUEUE,
  },
  "ringback-deliver-slow": {
    ...DELIVER_REACH,
    "LogGroup /aws/lambda/ringback-deliver-slow": /^logs:(CreateLogStream|PutLogEvents)$/,
    ...POOL_QUEUES,
    "Queue ringback-deliveries-slow": OWN_QUEUE,
  },
  "ringback-retry-lane": {
    "LogGroup /aws/lambda/ringback-retry-lane": /^logs:(CreateLogStream|PutLogEvents)$/,
    ...POOL_QUEUES,
    "Table ringback-webhooks": /^dynamodb:GetItem$/,
    "Table ringback-deliveries": /^dynamodb:(GetItem|BatchGetItem|UpdateItem|PartiQLUpdate)$/,
    "Table ringback-deliveries/index/lane": /^dynamodb:Query$/,
    [LANE]: /^states:StartExecution$/,
  },
  "ringback-sweep": {
    "LogGroup /aws/lambda/ringback-sweep": /^logs:(CreateLogStream|PutLogEvents)$/,
    "Table ringback-deliveries": /^dynamodb:(GetItem|BatchGetItem|UpdateItem|DeleteItem)$/,
    "Table ringback-deliveries/index/lane": /^dynamodb:Query$/,
    [LANE]: /^states:StartExecution$/,
  },
  "ringback-tally": {
    "LogGroup /aws/lambda/ringback-tally": /^logs:(CreateLogStream|PutLogEvents)$/,
    "Table ringback-deliveries": /^dynamodb:(Query|UpdateItem|DeleteItem)$/,
    "EventBus ringback": /^events:PutEvents$/,
  },
  "ringback-bury": {
    "LogGroup /aws/lambda/ringback-bury": /^logs:(CreateLogStream|PutLogEvents)$/,
    "Queue ringback-deliveries-redrive": /^sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes)$/,
    "Queue ringback-dropped": /^sqs:SendMessage$/,
    "Table ringback-webhooks": /^dynamodb:(GetItem|UpdateItem)$/,
    "Table ringback-deliveries": /^dynamodb:(BatchGetItem|PartiQLInsert|PartiQLUpdate|UpdateItem)$/,
    "EventBus ringback": /^events:PutEvents$/,
  },
  "ringback-notifications": {
    "LogGroup /aws/lambda/ringback-notifications": /^logs:(CreateLogStream|PutLogEvents)$/,
    "Queue ringback-notification-expiry":
      /^sqs:(ReceiveMessage|DeleteMessage|GetQueueAttributes|SendMessage)$/,
    "Table ringback-webhooks": /^dynamodb:(GetItem|UpdateItem)$/,
    "EventBus ringback": /^events:PutEvents$/,
  },
  "ringback-signing-keys": {
    "LogGroup /aws/lambda/ringback-signing-keys": /^logs:(CreateLogStream|PutLogEvents)$/,
    "Table ringback-webhooks": /^dynamodb:(Query|PutItem|UpdateItem|DeleteItem)$/,
    "Secret VaultKey": /^secretsmanager:GetSecretValue$/,
    "EventBus ringback": /^events:PutEvents$/,
  },
  "ringback-vault-key": {
    "LogGroup /aws/lambda/ringback-vault-key": /^logs:(CreateLogStream|PutLogEvents)$/,
    "Table ringback-webhooks": /^dynamodb:(Scan|GetItem|PutItem|UpdateItem)$/,
    "Secret VaultKey": /^secretsmanager:(GetSecretValue|PutSecretValue|UpdateSecretVersionStage)$/,
  },
  "ringback-console": {
    "LogGroup /aws/lambda/ringback-console": /^logs:(CreateLogStream|PutLogEvents)$/,
    "Table ringback-webhooks": /^dynamodb:GetItem$/,
  },
  "ringback-config-api": {
    "LogGroup /aws/lambda/ringback-config-api": /^logs:(CreateLogStream|PutLogEvents)$/,
    "LogGroup /ringback/ringback-changes": /^logs:(CreateLogStream|PutLogEvents)$/,
    "Table ringback-webhooks":
      /^dynamodb:(GetItem|BatchGetItem|Query|PutItem|UpdateItem|DeleteItem|BatchWriteItem|ConditionCheckItem)$/,
    "Table ringback-deliveries":
      /^dynamodb:(GetItem|BatchGetItem|Query|PutItem|UpdateItem|DeleteItem|PartiQLInsert|PartiQLUpdate)$/,
    ...POOL_QUEUES,
    "Queue ringback-notification-expiry": /^sqs:SendMessage$/,
    "Table ringback-deliveries/index/history": /^dynamodb:Query$/,
    "Table ringback-deliveries/index/undelivered": /^dynamodb:Query$/,
    "Table ringback-deliveries/index/lane": /^dynamodb:Query$/,
    [LANE]: /^states:StartExecution$/,
    "Secret VaultKey": /^secretsmanager:GetSecretValue$/,
    "Secret OperatorKey": /^secretsmanager:GetSecretValue$/,
    "EventBus ringback": /^events:PutEvents$/,
  },
};

/** The API, whose task it is. */
const WRITES_CONFIGURATION = new Set(["ringback-config-api"]);

test("every function is covered here", () => {
  expect([...functionNames(ringback)].toSorted()).toEqual(Object.keys(REACH).toSorted());
});

describe.each(Object.entries(REACH))("%s", (name, reach) => {
  const rights = rightsOf(ringback, name).map(({ action, on, when }) => ({
    action,
    when,
    // A secret is named by CloudFormation: its logical id, less the hash.
    on: on.replace(/^(Secret [A-Za-z]+?)[0-9A-F]{8}$/, "$1"),
  }));

  test("may do nothing by wildcard", () => {
    expect(rights.filter(({ action, on }) => `${action} ${on}`.includes("*"))).toEqual([]);
  });

  test("reaches only what its stage needs", () => {
    expect(
      rights
        .filter(({ action, on }) => reach[on]?.test(action) !== true)
        .map(({ action, on }) => `${action} on ${on}`),
    ).toEqual([]);
  });

  test("writes to the webhooks table, where API keys lie, under conditions only", () => {
    const writes = /^dynamodb:(Put|Update|Delete|BatchWrite)Item$/;
    const free = rights.filter(
      ({ action, on, when }) =>
        on === "Table ringback-webhooks" && writes.test(action) && when === undefined,
    );
    expect(free.length > 0).toBe(WRITES_CONFIGURATION.has(name));
  });

  test("reaches all of it", () => {
    expect([...new Set(rights.map(({ on }) => on))].toSorted()).toEqual(
      Object.keys(reach).toSorted(),
    );
  });
});
