import { Match } from "aws-cdk-lib/assertions";
import { expect, test } from "vitest";

import { alarmsOf } from "../../support/alarms.ts";
import { resourcesOf, synthesizeRingback } from "../../support/template.ts";

const SUBSCRIPTION = "AWS::SNS::Subscription";
const { signals } = synthesizeRingback();

test("the topic takes messages over TLS only", () => {
  signals.hasResourceProperties("AWS::SNS::TopicPolicy", {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Effect: "Deny",
          Principal: "*",
          Action: "sns:Publish",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        }),
      ]),
    },
  });
});

test("nobody is subscribed until a setting names an address", () => {
  expect(resourcesOf(signals, SUBSCRIPTION).size).toBe(0);
  const { signals: subscribed } = synthesizeRingback({ alarmEmail: "oncall@example.com" });
  const [subscription] = resourcesOf(subscribed, SUBSCRIPTION).values();
  expect(subscription?.Properties).toMatchObject({
    Protocol: "email",
    Endpoint: "oncall@example.com",
    TopicArn: { Ref: [...resourcesOf(subscribed, "AWS::SNS::Topic").keys()][0] },
  });
});

test("a topic that was given is called instead of one of ours", () => {
  const alarmTopicArn = "arn:aws:sns:eu-central-1:111122223333:oncall";
  const { signals: foreign } = synthesizeRingback({ alarmTopicArn });
  expect(resourcesOf(foreign, "AWS::SNS::Topic").size).toBe(0);
  for (const { calls } of alarmsOf(foreign)) {
    expect(calls).toMatchObject({ alarm: [alarmTopicArn], ok: [alarmTopicArn] });
  }
  expect(foreign.findOutputs("AlarmTopicArn")).toMatchObject({
    AlarmTopicArn: { Value: alarmTopicArn },
  });
});
