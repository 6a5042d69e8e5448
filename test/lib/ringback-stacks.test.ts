import type { Template } from "aws-cdk-lib/assertions";
import { expect, test } from "vitest";

import { resourcesOf, synthesizeRingback } from "../support/template.ts";
import type { SynthesizedRingback } from "../support/template.ts";

const ringback = synthesizeRingback();

function templatesOf(installation: SynthesizedRingback): readonly Template[] {
  const { storage, pipeline, api, signals } = installation;
  return [storage, pipeline, api, signals];
}

function propertiesOf(installation: SynthesizedRingback, type: string) {
  return templatesOf(installation).flatMap((template) =>
    [...resourcesOf(template, type).values()].map(({ Properties }) => Properties),
  );
}

const acme = synthesizeRingback({ namePrefix: "acme-test" });

test("the stacks are named after the installation", () => {
  expect(Object.values(ringback.stacks).map((stack) => stack.stackName)).toEqual([
    "RingbackStorage",
    "RingbackPipeline",
    "RingbackApi",
    "RingbackSignals",
  ]);
  expect(Object.values(acme.stacks).map((stack) => stack.stackName)).toEqual([
    "AcmeTestStorage",
    "AcmeTestPipeline",
    "AcmeTestApi",
    "AcmeTestSignals",
  ]);
});

test.each([
  ["AWS::DynamoDB::GlobalTable", "TableName"],
  ["AWS::SQS::Queue", "QueueName"],
  ["AWS::Lambda::Function", "FunctionName"],
  ["AWS::Logs::LogGroup", "LogGroupName"],
  ["AWS::Events::EventBus", "Name"],
  ["AWS::ApiGatewayV2::Api", "Name"],
  ["AWS::CloudWatch::Alarm", "AlarmName"],
  ["AWS::SNS::Topic", "TopicName"],
])("every %s is named after the installation", (type, property) => {
  const names = propertiesOf(acme, type).map((properties) => String(properties[property]));
  expect(names).not.toEqual([]);
  expect(names.filter((name) => !/(^|\/)acme-test(-|$)/.test(name))).toEqual([]);
});

test("the stacks fit any account and region until one is given", () => {
  for (const stack of Object.values(ringback.stacks)) {
    expect(stack.environment).toBe("aws://unknown-account/unknown-region");
  }
});

test("every function runs Node 24 on arm64 from an ES module and logs to a group of its own", () => {
  const functions = propertiesOf(ringback, "AWS::Lambda::Function");
  expect(functions.length).toBeGreaterThanOrEqual(6);
  const groups = functions.map((properties) => {
    expect(properties).toMatchObject({
      Runtime: "nodejs24.x",
      Architectures: ["arm64"],
      Handler: "index.handler",
    });
    const { LogGroup: group } = properties["LoggingConfig"] as { LogGroup: unknown };
    return JSON.stringify(group);
  });
  expect(new Set(groups).size).toBe(functions.length);
});

test("every function is named in its logs and metrics, logs and calls AWS as the settings say", () => {
  const functions = propertiesOf(
    synthesizeRingback({ logLevel: "DEBUG", fastAwsClients: "false" }),
    "AWS::Lambda::Function",
  );
  for (const properties of functions) {
    const room = String(properties["FunctionName"]).replace("ringback-", "");
    expect(properties["Environment"]).toMatchObject({
      Variables: {
        // The two pools are one stage, and count together.
        POWERTOOLS_SERVICE_NAME: room.startsWith("deliver-") ? "deliver" : room,
        POWERTOOLS_METRICS_NAMESPACE: "Ringback/ringback",
        LOG_LEVEL: "DEBUG",
        FAST_AWS_CLIENTS: "false",
      },
    });
  }
});

test("every log group has the retention of the settings, and the change log one of its own", () => {
  const days = { logRetentionDays: "7", changeLogRetentionDays: "731" };
  const groups = propertiesOf(synthesizeRingback(days), "AWS::Logs::LogGroup");
  const isOfChanges = (properties: Readonly<Record<string, unknown>>) =>
    properties["LogGroupName"] === "/ringback/ringback-changes";
  const others = groups.filter((properties) => !isOfChanges(properties));
  expect(others.length).toBeGreaterThanOrEqual(7);
  expect(new Set(others.map((properties) => properties["RetentionInDays"]))).toEqual(new Set([7]));
  expect(groups.find(isOfChanges)).toMatchObject({ RetentionInDays: 731 });
});

test("every stack, and every resource that takes tags, has ours and those of the settings", () => {
  const tagged = synthesizeRingback({ namePrefix: "acme", tags: { team: "payments" } });
  const tags = { project: "ringback", "ringback:installation": "acme", team: "payments" };
  const queues = propertiesOf(tagged, "AWS::SQS::Queue");
  for (const properties of [...queues, ...propertiesOf(tagged, "AWS::Lambda::Function")]) {
    expect(properties["Tags"]).toEqual(
      Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    );
  }
  const { stacks } = tagged.app.synth();
  expect(stacks.map((stack) => stack.tags)).toEqual(stacks.map(() => tags));
});

test.each([
  ["retain", [true, false, false, false]],
  ["destroy", [false, false, false, false]],
])("with removalPolicy=%s termination protection of stacks is %j", (removalPolicy, expected) => {
  const { stacks } = synthesizeRingback({ removalPolicy });
  expect(Object.values(stacks).map((stack) => stack.terminationProtection)).toEqual(expected);
});

test("every output is a parameter, too, under the name of the installation", () => {
  const parameters = propertiesOf(acme, "AWS::SSM::Parameter");
  for (const properties of parameters) expect(properties).toMatchObject({ Type: "String" });
  const values = new Map(parameters.map((each) => [String(each["Name"]), each["Value"]]));
  expect(values.size).toBe(parameters.length);
  const outputs = templatesOf(acme)
    .flatMap((template) => Object.entries(template.findOutputs("*")))
    .map(([name, output]) => [name, output as { Value: unknown; Export?: unknown }] as const);
  const exported = new Map(
    outputs.flatMap(([, { Value, Export: as }]) =>
      as === undefined ? [] : [[(as as { Name: string }).Name, Value] as const],
    ),
  );
  // Those of the storage stack are published by others, which import them.
  const own = (value: unknown): unknown =>
    exported.get((value as { "Fn::ImportValue"?: string })["Fn::ImportValue"] ?? "") ?? value;
  expect(new Map([...values].map(([name, value]) => [name, own(value)]))).toEqual(
    new Map(
      outputs
        .filter(([name]) => !name.startsWith("ExportsOutput"))
        .map(([name, { Value }]) => [
          `/ringback/acme-test/${name.replaceAll(/\B[A-Z]/gu, "-$&").toLowerCase()}`,
          own(Value),
        ]),
    ),
  );
  expect([...values.keys()]).toEqual(
    expect.arrayContaining([
      "/ringback/acme-test/event-bus-name",
      "/ringback/acme-test/event-bus-arn",
      "/ringback/acme-test/dropped-queue-url",
      "/ringback/acme-test/api-url",
      "/ringback/acme-test/change-log-group",
      "/ringback/acme-test/operator-key-secret-arn",
    ]),
  );
});
