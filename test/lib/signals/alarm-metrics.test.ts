import type { Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";

import { METRIC_UNITS } from "../../../lambdas/shared/runtime/metrics.ts";
import { alarmsOf } from "../../support/alarms.ts";
import { resourceNamed, resourcesOf, synthesizeRingback } from "../../support/template.ts";

const ringback = synthesizeRingback({ alarms: "all", accountConcurrency: 1000 });
const { storage, pipeline, api } = ringback;
const alarms = alarmsOf(ringback.signals);
const NAMESPACE = "Ringback/ringback";

/**
 * What AWS documents: the metrics of a namespace that we use, each with the dimensions it comes
 * with.
 */
const AWS_METRICS: Readonly<
  Record<
    string,
    { readonly page: string; readonly metrics: Readonly<Record<string, readonly string[]>> }
  >
> = {
  "AWS/SQS": {
    page: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html",
    metrics: {
      ApproximateAgeOfOldestMessage: ["QueueName"],
      ApproximateNumberOfMessagesNotVisible: ["QueueName"],
      ApproximateNumberOfMessagesVisible: ["QueueName"],
      NumberOfMessagesReceived: ["QueueName"],
      NumberOfMessagesSent: ["QueueName"],
    },
  },
  "AWS/Lambda": {
    page: "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html",
    metrics: {
      ConcurrentExecutions: [],
      Duration: ["FunctionName"],
      Errors: ["FunctionName"],
      Throttles: ["FunctionName"],
    },
  },
  "AWS/States": {
    page: "https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html",
    metrics: { ExecutionsFailed: ["StateMachineArn"] },
  },
  "AWS/ApiGateway": {
    page: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html",
    metrics: { "5xx": ["ApiId"] },
  },
  "AWS/DynamoDB": {
    page: "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html",
    metrics: {
      ReadThrottleEvents: ["TableName", "GlobalSecondaryIndexName"],
      WriteThrottleEvents: ["TableName", "GlobalSecondaryIndexName"],
    },
  },
};

/** Values of a property over all resources of a type. */
function namesOf(templates: readonly Template[], type: string, property: string): unknown[] {
  return templates.flatMap((template) =>
    [...resourcesOf(template, type).values()].map(({ Properties }) => Properties[property]),
  );
}

const functions = namesOf([pipeline, api], "AWS::Lambda::Function", "FunctionName");
const tables = resourcesOf(storage, "AWS::DynamoDB::GlobalTable");
const indexes = [...tables.values()].flatMap(
  ({ Properties }) => (Properties["GlobalSecondaryIndexes"] ?? []) as { IndexName: string }[],
);

describe.each(alarms.filter(({ namespace }) => namespace !== NAMESPACE))("$name", (alarm) => {
  test("watches a metric that AWS documents, with the dimensions that it has", () => {
    const documented = AWS_METRICS[alarm.namespace]?.metrics[alarm.metric];
    const given = Object.keys(alarm.dimensions);
    // A table's own metric comes without the name of an index.
    const isTable = given.join() === "TableName";
    expect(given).toEqual(isTable ? documented?.slice(0, 1) : documented);
  });
});

describe.each(alarms.filter(({ namespace }) => namespace === NAMESPACE))("$name", (alarm) => {
  test("watches a metric that a function writes, or that the access log is counted into", () => {
    const { service } = alarm.dimensions as { readonly service?: string };
    if (service === undefined) {
      api.hasResourceProperties("AWS::Logs::MetricFilter", {
        MetricTransformations: [{ MetricName: alarm.metric, MetricNamespace: NAMESPACE }],
      });
      expect(alarm.dimensions).toEqual({});
    } else {
      expect(Object.keys(METRIC_UNITS)).toContain(alarm.metric);
      expect(Object.keys(alarm.dimensions)).toEqual(["service"]);
      const found = [pipeline, api]
        .flatMap((template) => [...resourcesOf(template, "AWS::Lambda::Function").values()])
        .find(({ Properties }) => Properties["FunctionName"] === `ringback-${service}`);
      expect(found?.Properties["Environment"]).toMatchObject({
        Variables: { POWERTOOLS_SERVICE_NAME: service, POWERTOOLS_METRICS_NAMESPACE: NAMESPACE },
      });
    }
  });
});

test("what dimensions name is there", () => {
  const existing: Readonly<Record<string, readonly unknown[]>> = {
    QueueName: namesOf([pipeline], "AWS::SQS::Queue", "QueueName"),
    FunctionName: functions,
    TableName: [...tables.values()].map(({ Properties }) => Properties["TableName"]),
    GlobalSecondaryIndexName: indexes.map(({ IndexName }) => IndexName),
    service: functions.map((name) => String(name).replace("ringback-", "")),
  };
  for (const { dimensions } of alarms) {
    for (const [name, value] of Object.entries(dimensions)) {
      if (name in existing) expect(existing[name]).toContain(value);
      else expect(["ApiId", "StateMachineArn"]).toContain(name);
    }
  }
});

test("the state machine is named as it is in its stack", () => {
  const { resource } = resourceNamed(
    pipeline,
    "AWS::StepFunctions::StateMachine",
    "StateMachineName",
    "ringback-retry-lane",
  );
  const alarm = alarms.find(({ name }) => name === "ringback-lanes-failed");
  expect(JSON.stringify(alarm?.dimensions["StateMachineArn"])).toContain(
    `:stateMachine:${String(resource.Properties["StateMachineName"])}"`,
  );
});

test("the API is the one of this installation", () => {
  const alarm = alarms.find(({ name }) => name === "ringback-api-errors");
  const [apiId] = resourcesOf(api, "AWS::ApiGatewayV2::Api").keys();
  const exported = Object.values(api.findOutputs("*")).map(
    (output) => output as { readonly Value: unknown; readonly Export?: { readonly Name: string } },
  );
  const names = exported
    .filter(({ Value }) => JSON.stringify(Value) === JSON.stringify({ Ref: apiId }))
    .map(({ Export: named }) => named?.Name);
  expect(names).toContainEqual(
    (alarm?.dimensions["ApiId"] as Readonly<Record<string, unknown>> | undefined)?.[
      "Fn::ImportValue"
    ],
  );
});

/**
 * Whether a line matches a pattern that compares a text, as CloudWatch Logs documents it: a member
 * that is a text, and the same. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
function matches(pattern: string, line: string): boolean {
  const { name = "", text } = /^\{ \$\.(?<name>\w+) = "(?<text>[^"*]+)" \}$/u.exec(
    pattern,
  )!.groups!;
  return (JSON.parse(line) as Readonly<Record<string, unknown>>)[name] === text;
}

/**
 * A line as the gateway writes it: each variable replaced by its value, `-` where there is none.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
 */
function accessLine(format: string, status: string): string {
  const values: Readonly<Record<string, string>> = {
    "context.status": status,
    "context.path": "/429",
    "context.responseLength": "429",
    "context.httpMethod": "GET",
  };
  return format.replaceAll(/\$([\w.]+)/gu, (_, name: string) => values[name] ?? "-");
}

test.each([
  ["429", true],
  ["200", false],
  ["403", false],
  ["500", false],
])("of requests answered with %s the filter counts those answered with 429", (status, counts) => {
  const [stage] = resourcesOf(api, "AWS::ApiGatewayV2::Stage").values();
  const [filter] = resourcesOf(api, "AWS::Logs::MetricFilter").values();
  const { Format: format } = stage!.Properties["AccessLogSettings"] as { readonly Format: string };
  const line = accessLine(format, status);
  expect(JSON.parse(line)).toMatchObject({ status, path: "/429", bytes: "429", ip: "-" });
  expect(matches(String(filter?.Properties["FilterPattern"]), line)).toBe(counts);
});

test("429 is counted by the status of the access log, whose lines hold it as text", () => {
  const [stage] = resourcesOf(api, "AWS::ApiGatewayV2::Stage").values();
  const [filter] = resourcesOf(api, "AWS::Logs::MetricFilter").values();
  const { LogGroupName: group } = filter?.Properties ?? {};
  expect(stage?.Properties["AccessLogSettings"]).toMatchObject({
    DestinationArn: { "Fn::GetAtt": [(group as { readonly Ref: string }).Ref, "Arn"] },
    Format: expect.stringContaining('"status":"$context.status"') as string,
  });
  expect(filter?.Properties).toMatchObject({
    FilterPattern: '{ $.status = "429" }',
    MetricTransformations: [{ MetricValue: "1" }],
  });
});
