import { Match } from "aws-cdk-lib/assertions";
import { expect, test } from "vitest";

import {
  functionNamed,
  resourceNamed,
  resourcesOf,
  synthesizeRingback,
} from "../support/template.ts";

const { pipeline } = synthesizeRingback();
const QUEUE = "AWS::SQS::Queue";
const MAPPING = "AWS::Lambda::EventSourceMapping";

function queue(name: string, template = pipeline) {
  const { id, resource } = resourceNamed(template, QUEUE, "QueueName", `ringback-${name}`);
  return { arn: { "Fn::GetAtt": [id, "Arn"] }, ref: { Ref: id }, properties: resource.Properties };
}

function lambda(name: string, template = pipeline) {
  const { id, resource } = functionNamed(template, name);
  return { ref: { Ref: id }, properties: resource.Properties };
}

/** The event source mapping of a function: from this queue, if it reads several. */
function mappingOf(name: string, template = pipeline, from?: string) {
  const wanted = {
    FunctionName: lambda(name, template).ref,
    ...(from !== undefined && { EventSourceArn: queue(from, template).arn }),
  };
  const found = [...resourcesOf(template, MAPPING).values()].filter(({ Properties }) =>
    Object.entries(wanted).every(
      ([key, value]) => JSON.stringify(Properties[key]) === JSON.stringify(value),
    ),
  );
  expect(found).toHaveLength(1);
  return found[0]!.Properties;
}

/** Logical ids of the rules that have this property. */
function rulesOf(property: "EventPattern" | "ScheduleExpression"): string[] {
  return [...resourcesOf(pipeline, "AWS::Events::Rule")]
    .filter(([, { Properties }]) => Properties[property] !== undefined)
    .map(([id]) => id);
}

test("there are eleven queues and no other", () => {
  expect(
    [...resourcesOf(pipeline, QUEUE).values()].map(({ Properties }) => Properties["QueueName"]),
  ).toEqual(
    [
      ...[
        "events-dead",
        "events",
        "slices",
        "rejected-events",
        "dropped",
        "deliveries-redrive",
        "deliveries",
        "deliveries-trial",
        "deliveries-slow",
      ],
      ...["notification-expiry-dead", "notification-expiry"],
    ].map((room) => `ringback-${room}`),
  );
});

test("every queue is encrypted, keeps messages 14 days and takes 1 MiB", () => {
  for (const { Properties } of resourcesOf(pipeline, QUEUE).values()) {
    expect(Properties).toMatchObject({
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
      MaximumMessageSize: 1_048_576,
    });
  }
});

test("queues outlive their stack as tables do, but not the rollback of the deployment that made them", () => {
  for (const kept of resourcesOf(pipeline, QUEUE).values()) {
    expect(kept.DeletionPolicy).toBe("RetainExceptOnCreate");
    expect(kept.UpdateReplacePolicy).toBe("Retain");
  }
  const sandbox = synthesizeRingback({ removalPolicy: "destroy" }).pipeline;
  for (const gone of resourcesOf(sandbox, QUEUE).values()) {
    expect(gone.DeletionPolicy).toBe("Delete");
    expect(gone.UpdateReplacePolicy).toBe("Delete");
  }
});

test("every queue refuses requests without TLS", () => {
  for (const [id] of resourcesOf(pipeline, QUEUE)) {
    pipeline.hasResourceProperties("AWS::SQS::QueuePolicy", {
      Queues: [{ Ref: id }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Effect: "Deny",
            Principal: { AWS: "*" },
            Action: "sqs:*",
            Condition: { Bool: { "aws:SecureTransport": "false" } },
            Resource: { "Fn::GetAtt": [id, "Arn"] },
          },
        ]),
      },
    });
  }
});

test("a delivery goes to redrive after 1,000 receives and from there to dropped, an event or slice to events-dead after 100", () => {
  expect(queue("deliveries").properties["RedrivePolicy"]).toEqual({
    deadLetterTargetArn: queue("deliveries-redrive").arn,
    maxReceiveCount: 1000,
  });
  expect(queue("deliveries-redrive").properties["RedrivePolicy"]).toEqual({
    deadLetterTargetArn: queue("dropped").arn,
    maxReceiveCount: 1000,
  });
  for (const name of ["events", "slices"]) {
    expect(queue(name).properties["RedrivePolicy"]).toEqual({
      deadLetterTargetArn: queue("events-dead").arn,
      maxReceiveCount: 100,
    });
  }
});

test("the ends of the line redrive nowhere", () => {
  for (const name of [
    ...["events-dead", "rejected-events", "dropped", "notification-expiry-dead"],
  ]) {
    expect(queue(name).properties).not.toHaveProperty("RedrivePolicy");
  }
});

test.each([
  ["events", "fan-out", "20"],
  ["slices", "fan-out", "5"],
  ["deliveries", "deliver", "100"],
  ["deliveries-trial", "deliver-trial", "25"],
  ["deliveries-slow", "deliver-slow", "25"],
  ["deliveries-redrive", "bury", "2"],
])("queue %s feeds %s in batches of ten that fail record by record", (from, to, concurrency) => {
  expect(mappingOf(to, pipeline, from)).toMatchObject({
    BatchSize: 10,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    ScalingConfig: { MaximumConcurrency: Number(concurrency) },
  });
  expect(mappingOf(to, pipeline, from)).not.toHaveProperty("MaximumBatchingWindowInSeconds");
});

test.each([
  ["events", "fan-out", "fanOutTimeoutSeconds"],
  ["slices", "fan-out", "fanOutTimeoutSeconds"],
  ["deliveries", "deliver", "deliverTimeoutSeconds"],
  ["deliveries-trial", "deliver-trial", "deliverTimeoutSeconds"],
  ["deliveries-slow", "deliver-slow", "deliverTimeoutSeconds"],
])("a message of %s stays invisible six times the timeout of %s", (from, to, setting) => {
  for (const seconds of [32, 60, 900]) {
    const { pipeline: template } = synthesizeRingback({ [setting]: seconds, maxReceiveCount: 200 });
    expect(lambda(to, template).properties["Timeout"]).toBe(seconds);
    expect(queue(from, template).properties["VisibilityTimeout"]).toBe(6 * seconds);
  }
});

test("a message of deliveries-redrive stays invisible six times the timeout of bury", () => {
  expect(queue("deliveries-redrive").properties["VisibilityTimeout"]).toBe(
    6 * Number(lambda("bury").properties["Timeout"]),
  );
});

test("the rule takes every source but ringback's own, and those of its own that are delivered", () => {
  pipeline.hasResourceProperties("AWS::Events::Rule", {
    EventBusName: { Ref: resourceNamed(pipeline, "AWS::Events::EventBus", "Name", "ringback").id },
    State: "ENABLED",
    EventPattern: {
      source: [
        { "anything-but": { prefix: "ringback." } },
        "ringback.api",
        "ringback.notifications",
        "ringback.operations",
      ],
    },
    Targets: [
      Match.objectLike({
        Arn: queue("events").arn,
        DeadLetterConfig: { Arn: queue("events-dead").arn },
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      }),
    ],
  });
  expect(rulesOf("EventPattern")).toHaveLength(1);
});

test.each(["events", "events-dead"])(
  "queue %s takes messages of the rule and of no other service",
  (name) => {
    const [ruleId] = rulesOf("EventPattern");
    const policies = [...resourcesOf(pipeline, "AWS::SQS::QueuePolicy").values()].filter(
      ({ Properties }) =>
        JSON.stringify(Properties["Queues"]) === JSON.stringify([queue(name).ref]),
    );
    const allowed = policies.flatMap(({ Properties }) =>
      (Properties["PolicyDocument"] as { Statement: Record<string, unknown>[] }).Statement.filter(
        (statement) => statement["Effect"] === "Allow",
      ),
    );
    expect(allowed.length).toBeGreaterThan(0);
    for (const statement of allowed) {
      expect(statement).toMatchObject({
        Principal: { Service: "events.amazonaws.com" },
        Condition: { ArnEquals: { "aws:SourceArn": { "Fn::GetAtt": [ruleId, "Arn"] } } },
      });
    }
  },
);

test("deliver and notifications may call themselves through their queues, fan-out may not", () => {
  expect(lambda("notifications").properties["RecursiveLoop"]).toBe("Allow");
  expect(lambda("deliver").properties["RecursiveLoop"]).toBe("Allow");
  expect(lambda("deliver-slow").properties["RecursiveLoop"]).toBe("Allow");
  expect(lambda("fan-out").properties).not.toHaveProperty("RecursiveLoop");
});

test("deliver gets the protocol's constants and the endpoint rules from the settings", () => {
  const template = synthesizeRingback({
    allowedCidrs: "127.0.0.0/8,::1/128",
    allowHttp: true,
    successLogSampleRate: 0.5,
    holdMaxSeconds: 1,
    horizonSeconds: 3,
    laneSleepSeconds: 2,
    laneQuietSeconds: 5,
    laneTouchSeconds: 4,
    laneDeadSeconds: 9,
    renewFromReceive: 8,
    laneKeys: 4,
    defaultRateLimit: 20,
  }).pipeline;
  expect(lambda("deliver", template).properties["Environment"]).toMatchObject({
    Variables: {
      ENDPOINT_ALLOWED_CIDRS: "127.0.0.0/8,::1/128",
      ENDPOINT_ALLOW_HTTP: "true",
      SUCCESS_LOG_SAMPLE_RATE: "0.5",
      HOLD_MAX_SECONDS: "1",
      HORIZON_SECONDS: "3",
      LANE_SLEEP_SECONDS: "2",
      LANE_QUIET_SECONDS: "5",
      LANE_TOUCH_SECONDS: "4",
      LANE_DEAD_SECONDS: "9",
      RENEW_FROM_RECEIVE: "8",
      SPREADS_LANES: "true",
      DEFAULT_RATE_LIMIT: "20",
      DEFAULT_MAX_IN_FLIGHT: "0",
    },
  });
});

test("by default what is parked stays where versions before look for it", () => {
  expect(lambda("deliver").properties["Environment"]).toMatchObject({
    Variables: { SPREADS_LANES: "false" },
  });
});

test("nothing private is reachable by default", () => {
  expect(lambda("deliver").properties["Environment"]).toMatchObject({
    Variables: { ENDPOINT_ALLOWED_CIDRS: "", ENDPOINT_ALLOW_HTTP: "false" },
  });
});

test("the lane's state machine is named, not referred to", () => {
  const { Variables: variables } = lambda("deliver").properties["Environment"] as {
    Variables: Record<string, unknown>;
  };
  expect(JSON.stringify(variables["LANE_STATE_MACHINE_ARN"])).toMatch(
    /:states:.*:stateMachine:ringback-retry-lane/,
  );
});

test("as many functions read a queue at once as the settings say, two burials whatever they say", () => {
  const template = synthesizeRingback({
    deliverConcurrency: 4,
    deliverSlowConcurrency: 5,
    fanOutConcurrency: "3",
    fanOutSliceConcurrency: 7,
    notificationConcurrency: 2,
  }).pipeline;
  const concurrency = [
    mappingOf("deliver", template),
    mappingOf("deliver-trial", template),
    mappingOf("deliver-slow", template),
    mappingOf("fan-out", template, "events"),
    mappingOf("fan-out", template, "slices"),
    mappingOf("notifications", template),
    mappingOf("bury", template),
  ].map(({ ScalingConfig }) => ScalingConfig);
  expect(concurrency).toEqual(
    [4, 2, 3, 3, 7, 2, 2].map((count) => ({ MaximumConcurrency: count })),
  );
  expect(mappingOf("notifications")["ScalingConfig"]).toEqual({ MaximumConcurrency: 10 });
});

test("where no slices are sent, two functions take what is left of them", () => {
  const variablesOf = (template: typeof pipeline) =>
    lambda("fan-out", template).properties["Environment"];
  expect(variablesOf(pipeline)).toMatchObject({ Variables: { SENDS_SLICES: "true" } });
  const template = synthesizeRingback({ fanOutSliceConcurrency: 0 }).pipeline;
  expect(variablesOf(template)).toMatchObject({ Variables: { SENDS_SLICES: "false" } });
  expect(mappingOf("fan-out", template, "slices")["ScalingConfig"]).toEqual({
    MaximumConcurrency: 2,
  });
});

test.each([
  [0, "false", 2, 2],
  [4, "true", 2, 2],
  [301, "true", 150, 151],
])("of %i functions for the others, whoever sends is told %s", (count, hasSlowPool, ...most) => {
  const { pipeline: template, api } = synthesizeRingback({ deliverSlowConcurrency: count });
  const atOnce = ["deliver-trial", "deliver-slow"].map(
    (name) => mappingOf(name, template)["ScalingConfig"],
  );
  expect(atOnce).toEqual(most.map((maximum) => ({ MaximumConcurrency: maximum })));
  const configApi = functionNamed(api, "config-api");
  const senders = ["deliver", "deliver-trial", "deliver-slow", "retry-lane"].map(
    (name) => lambda(name, template).properties,
  );
  for (const properties of [...senders, configApi.resource.Properties]) {
    expect(properties["Environment"]).toMatchObject({ Variables: { HAS_SLOW_POOL: hasSlowPool } });
  }
});

test.each([
  ["deliver", "quick"],
  ["deliver-trial", "trial"],
  ["deliver-slow", "slow"],
])("%s runs the same code as the others, and knows its pool", (name, pool) => {
  const { properties } = lambda(name);
  expect(properties["Code"]).toEqual(lambda("deliver").properties["Code"]);
  expect(properties["Environment"]).toMatchObject({ Variables: { POOL: pool } });
  expect(properties["RecursiveLoop"]).toBe("Allow");
});

test("concurrency is reserved only when a setting says so", () => {
  expect(lambda("deliver").properties).not.toHaveProperty("ReservedConcurrentExecutions");
  const template = synthesizeRingback({
    deliverReservedConcurrency: 100,
    fanOutReservedConcurrency: "25",
  }).pipeline;
  expect(lambda("deliver", template).properties["ReservedConcurrentExecutions"]).toBe(100);
  expect(lambda("fan-out", template).properties["ReservedConcurrentExecutions"]).toBe(25);
});

test("the outputs name the bus and the queues", () => {
  expect(Object.keys(pipeline.findOutputs("*"))).toEqual(
    expect.arrayContaining([
      "EventBusName",
      "EventsQueueUrl",
      "SlicesQueueUrl",
      "DeliveriesQueueUrl",
      "DeliveriesTrialQueueUrl",
      "DeliveriesSlowQueueUrl",
      "DeliveriesRedriveQueueUrl",
      "DroppedQueueUrl",
      "RejectedEventsQueueUrl",
      "EventsDeadQueueUrl",
      "NotificationExpiryQueueUrl",
      "NotificationExpiryDeadQueueUrl",
      "LaneStateMachineArn",
    ]),
  );
});
