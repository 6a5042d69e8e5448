import { expect, test } from "vitest";

import {
  functionNamed,
  resourceNamed,
  resourcesOf,
  synthesizeRingback,
} from "../../support/template.ts";

const { pipeline, api } = synthesizeRingback();

const queue = (name: string) =>
  resourceNamed(pipeline, "AWS::SQS::Queue", "QueueName", `ringback-${name}`);
const notifications = functionNamed(pipeline, "notifications");

function variablesOf(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return (properties["Environment"] as { Variables: Record<string, unknown> }).Variables;
}

test("a wake stays invisible six times the timeout, and goes to the dead-letter queue after 1,000 receives", () => {
  const { Properties: properties } = queue("notification-expiry").resource;
  expect(properties["VisibilityTimeout"]).toBe(
    6 * Number(notifications.resource.Properties["Timeout"]),
  );
  expect(properties["RedrivePolicy"]).toEqual({
    deadLetterTargetArn: { "Fn::GetAtt": [queue("notification-expiry-dead").id, "Arn"] },
    maxReceiveCount: 1000,
  });
});

test("the queue feeds the function in batches of ten that fail wake by wake", () => {
  const mappings = [...resourcesOf(pipeline, "AWS::Lambda::EventSourceMapping").values()].filter(
    ({ Properties }) =>
      JSON.stringify(Properties["FunctionName"]) === JSON.stringify({ Ref: notifications.id }),
  );
  expect(mappings.map(({ Properties }) => Properties)).toMatchObject([
    {
      EventSourceArn: { "Fn::GetAtt": [queue("notification-expiry").id, "Arn"] },
      BatchSize: 10,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
    },
  ]);
});

test("a wake may go from hop to hop through its queue without being taken for an endless loop", () => {
  expect(notifications.resource.Properties["RecursiveLoop"]).toBe("Allow");
});

test("both functions that send wakes know the queue and the hop of the settings", () => {
  const configApi = (template: typeof api) => functionNamed(template, "config-api");
  expect(variablesOf(notifications.resource.Properties)).toMatchObject({
    NOTIFICATION_EXPIRY_QUEUE_URL: { Ref: queue("notification-expiry").id },
    NOTIFICATION_HOP_SECONDS: "900",
  });
  expect(variablesOf(configApi(api).resource.Properties)).toMatchObject({
    NOTIFICATION_EXPIRY_QUEUE_URL: expect.anything(),
    NOTIFICATION_HOP_SECONDS: "900",
  });
  const short = synthesizeRingback({ notificationHopSeconds: "2" });
  expect(variablesOf(configApi(short.api).resource.Properties)).toMatchObject({
    NOTIFICATION_HOP_SECONDS: "2",
  });
});
