import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";

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

/** State of an alarm. */
export type AlarmState = "ALARM" | "OK" | "INSUFFICIENT_DATA";

/** What the topic tells of an alarm: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html */
export interface AlarmMessage {
  readonly AlarmName: string;
  readonly AlarmDescription: string;
  readonly NewStateValue: AlarmState;
}

/** Looks at the deployed alarms, and listens at their topic. */
export interface AlarmProbe {
  /** By name. */
  readonly alarms: ReadonlyMap<string, MetricAlarm>;
  setState(name: string, state: AlarmState): Promise<void>;
  /** Sets the alarm to OK, so that what follows is seen to change it. */
  calm(name: string): Promise<void>;
  /** @param time when it was measured, by default now */
  put(datum: Datum, time?: Date): Promise<void>;
  /** Has the alarms looked at: the emulator does so when it gets a datum, whichever. */
  look(): Promise<void>;
  /**
   * Brings an alarm about by a datum that something has written, and gives what the topic tells.
   *
   * @throws {Error} when the alarm is about another metric, or when the topic tells nothing
   */
  fire(name: string, datum: Datum): Promise<AlarmMessage>;
  /** Sum over the last hour of a metric with exactly these dimensions. */
  sum(metric: Omit<Datum, "value">): Promise<number>;
  /**
   * Waits for what the topic tells of an alarm.
   *
   * @throws {Error} that says what it told instead, after 20 s
   */
  told(name: string, state: AlarmState): Promise<AlarmMessage>;
  close(): Promise<void>;
}

const TIMEOUT_MS = 20_000;

/** Longer than any test: what was heard once is not heard again. */
const HEARD_SECONDS = 43_200;

/** Subscribes a queue of its own to the topic. */
export async function startAlarmProbe(cloud: TestCloud): Promise<AlarmProbe> {
  const cloudWatch = new CloudWatchClient(cloud.client);
  const sns = new SNSClient(cloud.client);
  const sqs = new SQSClient(cloud.client);
  const heard: AlarmMessage[] = [];
  let listening: Promise<void> | undefined;

  const QueueName = `alarms-heard-${randomBytes(4).toString("hex")}`;
  const { QueueUrl } = await sqs.send(
    new CreateQueueCommand({ QueueName, Attributes: { VisibilityTimeout: String(HEARD_SECONDS) } }),
  );
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
  const alarms = new Map<string, MetricAlarm>();
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms({ client: cloudWatch }, {})) {
    for (const alarm of MetricAlarms) alarms.set(String(alarm.AlarmName), alarm);
  }

  async function listen(): Promise<void> {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    heard.push(...messages.map(({ Body: body = "" }) => JSON.parse(body) as AlarmMessage));
    if (messages.length === 0) await sleep(50);
  }

  async function setState(AlarmName: string, StateValue: AlarmState): Promise<void> {
    const StateReason = "set by a test";
    await cloudWatch.send(new SetAlarmStateCommand({ AlarmName, StateValue, StateReason }));
  }

  async function calm(name: string): Promise<void> {
    await setState(name, "INSUFFICIENT_DATA");
    await setState(name, "OK");
    await told(name, "OK");
  }

  async function put({ namespace, metric, dimensions, value }: Datum, time?: Date): Promise<void> {
    const Dimensions = dimensionList(dimensions);
    await cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: namespace,
        MetricData: [{ MetricName: metric, Dimensions, Value: value, Timestamp: time }],
      }),
    );
  }

  async function told(name: string, state: AlarmState): Promise<AlarmMessage> {
    const deadlineMs = Date.now() + TIMEOUT_MS;
    for (;;) {
      const found = heard.findIndex(
        ({ AlarmName, NewStateValue }) => AlarmName === name && NewStateValue === state,
      );
      if (found >= 0) {
        const message = heard[found] as AlarmMessage;
        // What it told before is over: the emulator takes a datum of one alarm for all with that
        // metric's name.
        const others = heard.slice(0, found).filter((old) => old.AlarmName !== name);
        heard.splice(0, found + 1, ...others);
        return message;
      }
      if (Date.now() > deadlineMs) {
        const others = heard.map(({ AlarmName, NewStateValue }) => `${AlarmName} ${NewStateValue}`);
        throw new Error(`nothing of ${name} ${state}, but of ${others.join(", ")}`);
      }
      listening ??= listen().finally(() => {
        listening = undefined;
      });
      await listening;
    }
  }

  return {
    alarms,
    setState,
    calm,
    put,
    told,
    look: () => put({ namespace: "Test", metric: "any", dimensions: {}, value: 1 }),
    async fire(name, datum) {
      const { namespace, metric, dimensions } = datum;
      const watched = metricOf(alarms.get(name));
      if (!isDeepStrictEqual(watched, { namespace, metric, dimensions })) {
        throw new Error(
          `${name} is about ${JSON.stringify(watched)}, not ${JSON.stringify(datum)}`,
        );
      }
      await calm(name);
      await put(datum);
      return told(name, "ALARM");
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
    async close() {
      await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
      await sqs.send(new DeleteQueueCommand({ QueueUrl }));
      cloudWatch.destroy();
      sns.destroy();
      sqs.destroy();
    },
  };
}

/** The metric that a deployed alarm watches. */
export function metricOf(alarm: MetricAlarm | undefined): Omit<Datum, "value"> {
  const { Namespace: namespace = "", MetricName: metric = "", Dimensions: list = [] } = alarm ?? {};
  const dimensions = Object.fromEntries(list.map(({ Name = "", Value = "" }) => [Name, Value]));
  return { namespace, metric, dimensions };
}

function dimensionList(dimensions: Datum["dimensions"]): { Name: string; Value: string }[] {
  return Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
}
