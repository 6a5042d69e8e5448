import { ArnFormat, Aws, Stack } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";

import type { Settings } from "../settings.ts";

/**
 * Where alarms call: a topic that takes messages of this installation's alarms, over TLS, from
 * nobody else. SNS encrypts what it stores on its disks. With a key of its own the topic would cost
 * $1 a month more, and with SNS's own key alarms could not publish: what they say is then mailed in
 * the clear anyway. https://docs.aws.amazon.com/sns/latest/dg/sns-data-encryption.html
 */
export class AlarmTopic extends Construct {
  readonly topicArn: string;

  constructor(scope: Construct, id: string, props: { readonly settings: Settings }) {
    super(scope, id);
    const { namePrefix, alarmEmail } = props.settings;
    const topic = new Topic(this, "Topic", {
      topicName: `${namePrefix}-alarms`,
      displayName: `${namePrefix} alarms`,
      enforceSSL: true,
    });
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: "AlarmsOfThisInstallation",
        principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
        actions: ["sns:Publish"],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID },
          ArnLike: {
            "aws:SourceArn": Stack.of(this).formatArn({
              service: "cloudwatch",
              resource: "alarm",
              resourceName: `${namePrefix}-*`,
              arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            }),
          },
        },
      }),
    );
    if (alarmEmail !== "none") topic.addSubscription(new EmailSubscription(alarmEmail));
    this.topicArn = topic.topicArn;
  }
}
