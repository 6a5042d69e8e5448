import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import {
  CloudWatchClient,
  GetMetricStatisticsCommand,
  type MetricAlarm,
  paginateDescribeAlarms,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { SNSClient, SubscribeCommand, UnsubscribeCommand } from "@aws-sdk/client-sns";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";

import type { TestCloud } from "./cloud.ts";

/** One datum of a metric, as CloudWatch takes it. */
export interface Datum {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What the topic tells of an alarm: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
export interface AlarmMessage {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly NewStateValue: "ALARM" | "OK" | "INSUFFICIENT_DATA";
}

/** Looks at the deployed alarms, and listens at their topic. */
export interface AlarmProbe {
  alarms(): Promise<readonly MetricAlarm[]>;
  state(name: string): Promise<string | undefined>;
  setState(name: string, state: "ALARM" | "OK" | "INSUFFICIENT_DATA"): Promise<void>;
  put(datum: Datum): Promise<void>;
  /** Sum over the last hour of a metric with exactly these dimensions. */
  sum(metric: Omit<Datum, "value">): Promise<number>;
  /**
   * Waits for what the topic tells of an alarm.
   *
   * @throws {Error} that says what it told instead, after 20 s
   */
  told(name: string, state: AlarmMessage["NewStateValue"]): Promise<AlarmMessage>;
  close(): Promise<void>;
}

const TIMEOUT_MS = 20_000;

/** Subscribes a queue of its own to the topic. */
export async function startAlarmProbe(cloud: TestCloud): Promise<AlarmProbe> {
  const cloudWatch = new CloudWatchClient(cloud.client);
  const sns = new SNSClient(cloud.client);
  const sqs = new SQSClient(cloud.client);
  const heard: AlarmMessage[] = [];

  const QueueName = `alarms-heard-${randomBytes(4).toString("hex")}`;
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName }));
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
  );
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({
      TopicArn: cloud.outputs["AlarmTopicArn"],
      Protocol: "sqs",
      Endpoint: Attributes?.QueueArn,
      Attributes: { RawMessageDelivery: "true" },
      ReturnSubscriptionArn: true,
    }),
  );

  async function listen(): Promise<void> {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    for (const { Body: body = "", ReceiptHandle } of messages) {
      heard.push(JSON.parse(body) as AlarmMessage);
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
    if (messages.length === 0) await sleep(50);
  }

  async function alarms(): Promise<readonly MetricAlarm[]> {
    const found: MetricAlarm[] = [];
    for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client: cloudWatch }, {})) {
      found.push(...MetricAlarms);
    }
    return found;
  }

  return {
    alarms,
    async state(name) {
      return (await alarms()).find(({ AlarmName }) => AlarmName === name)?.StateValue;
    },
    async setState(AlarmName, StateValue) {
      const StateReason = "set by a test";
      await cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }));
    },
    async put({ namespace, metric, dimensions, value }) {
      const Dimensions = dimensionList(dimensions);
      await cloudWatch.send(
        new PutMetricDataCommand({
          Namespace: namespace,
          MetricData: [{ MetricName: metric, Dimensions, Value: value }],
        }),
      );
    },
    async sum({ namespace, metric, dimensions }) {
      const { Datapoints: points = [] } = await cloudWatch.send(
        new GetMetricStatisticsCommand({
          Namespace: namespace,
          MetricName: metric,
          Dimensions: dimensionList(dimensions),
          StartTime: new Date(Date.now() - 3_600_000),
          EndTime: new Date(Date.now() + 60_000),
          Period: 3600,
          Statistics: ["Sum"],
        }),
      );
      return points.reduce((total, { Sum: sum = 0 }) => total + sum, 0);
    },
    async told(name, state) {
      const deadlineMs = Date.now() + TIMEOUT_MS;
      for (;;) {
        const found = heard.findIndex(
          ({ AlarmName, NewStateValue }) => AlarmName === name && NewStateValue === state,
        );
        if (found >= 0) {
          const message = heard[found] as AlarmMessage;
          // What it told before is over: the emulator takes a datum of one alarm for all with that metric's name.
          heard.splice(
            0,
            found + 1,
            ...heard.slice(0, found).filter((old) => old.AlarmName !== name),
          );
          return message;
        }
        if (Date.now() > deadlineMs) {
          const others = heard.map(
            ({ AlarmName, NewStateValue }) => `${AlarmName} ${NewStateValue}`,
          );
          throw new Error(`nothing of ${name} ${state}, but of ${others.join(", ")}`);
        }
        await listen();
      }
    },
    async close() {
      await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
      cloudWatch.destroy();
      sns.destroy();
      sqs.destroy();
    },
  };
}

function dimensionList(dimensions: Datum["dimensions"]): { Name: string; Value: string }[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
