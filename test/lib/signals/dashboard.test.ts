import { expect, test } from "vitest";

import { shownMetrics, textOf } from "../../../bench/signals-bill.ts";
import { ownSeries, REASONS } from "../../../lib/signals/own-metrics.ts";
import { resourcesOf, synthesizeRingback } from "../../support/template.ts";

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly properties: {
    readonly title: string;
    readonly query?: string;
    readonly metrics?: readonly unknown[][];
    readonly alarms?: readonly string[];
  };
}

/** The properties of all dashboards of an installation. */
function dashboardsOf({ signals }: ReturnType<typeof synthesizeRingback>) {
  return [...resourcesOf(signals, "AWS::CloudWatch::Dashboard").values()].map(
    ({ Properties }) => Properties,
  );
}

const ringback = synthesizeRingback();
const [dashboard] = dashboardsOf(ringback);
const body = textOf(dashboard?.["DashboardBody"]);
const widgets = (JSON.parse(body) as { widgets: readonly Widget[] }).widgets;

/**
 * What AWS writes by itself, as its pages name it (lib/signals/named-metrics.ts has their
 * addresses).
 */
const AWS_METRICS: Readonly<Record<string, readonly string[]>> = {
  "AWS/SQS QueueName": [
    "NumberOfMessagesSent",
    "ApproximateAgeOfOldestMessage",
    "ApproximateNumberOfMessagesVisible",
    "ApproximateNumberOfMessagesDelayed",
    "ApproximateNumberOfMessagesNotVisible",
  ],
  "AWS/ApiGateway ApiId": ["5xx"],
  "AWS/Lambda FunctionName": ["Errors", "Duration"],
  "AWS/DynamoDB TableName": [
    "ConsumedReadCapacityUnits",
    "ConsumedWriteCapacityUnits",
    "WriteThrottleEvents",
  ],
  "AWS/DynamoDB TableName GlobalSecondaryIndexName": [
    "ConsumedWriteCapacityUnits",
    "WriteThrottleEvents",
  ],
  "AWS/States StateMachineArn": ["ExecutionsFailed"],
  "AWS/Logs LogGroupName": ["IncomingBytes"],
};

/** A metric as the dashboard holds it: namespace, name, dimensions in turn with their values. */
const shown = [...shownMetrics(body)].map((metric) => {
  const [namespace = "", name = "", ...dimensions] = metric.split(" ");
  return {
    namespace,
    name,
    keys: dimensions.filter((_, index) => index % 2 === 0),
    values: dimensions.filter((_, index) => index % 2 === 1),
  };
});

test("each widget asks a question, and they are read from top to bottom", () => {
  const titles = widgets
    .toSorted((one, other) => one.y - other.y || one.x - other.x)
    .map(({ properties }) => properties.title);
  expect(titles).toEqual([
    "Is everything delivered?",
    "How many of a hundred need one attempt only?",
    "Is an alarm on?",
    "How late are deliveries, in ms from publishing?",
    "How long do receivers take, in ms?",
    "How long has the oldest message waited, in s?",
    "Who is down?",
    "How many are down, and are their retries on time?",
    "What waits?",
    "What was dropped, and why?",
    "What was rejected, and what waits for people?",
    "Do Ringback's own functions fail?",
    "Are writes of deliveries throttled?",
    "What does it cost, in US dollars an hour?",
  ]);
  expect(titles.filter((title) => !title.endsWith("?"))).toEqual([]);
});

test("every metric of Ringback's own is one that its function writes", () => {
  const written = ownSeries().map(({ service, name, reason }) =>
    [name, service, ...(reason === undefined ? [] : [reason])].join(" "),
  );
  const own = shown.filter(({ namespace }) => !namespace.startsWith("AWS/"));
  expect(own.length).toBeGreaterThan(10);
  for (const { namespace, name, keys, values } of own) {
    expect(namespace).toBe("Ringback/ringback");
    expect(keys).toEqual(name in REASONS ? ["reason", "service"] : ["service"]);
    const [one = "", other] = keys[0] === "reason" ? values.toReversed() : values;
    expect(written).toContain([name, one, ...(other === undefined ? [] : [other])].join(" "));
  }
});

test("every other metric is one that AWS documents, with its dimensions", () => {
  const others = shown.filter(({ namespace }) => namespace.startsWith("AWS/"));
  expect(others.length).toBeGreaterThan(20);
  for (const { namespace, name, keys } of others) {
    const documented = Object.entries(AWS_METRICS).filter(([where, names]) => {
      const [space, ...dimensions] = where.split(" ");
      return (
        space === namespace &&
        names.includes(name) &&
        dimensions.toSorted().join() === keys.toSorted().join()
      );
    });
    expect(documented, `${namespace} ${name} ${keys.join()}`).toHaveLength(1);
  }
});

test("every queue, function, table, index and log group that it looks at is in the stacks", () => {
  const { storage, pipeline, api } = ringback;
  const templates = [storage, pipeline, api];
  const namesIn = (type: string, property: string) =>
    templates.flatMap((template) =>
      [...resourcesOf(template, type).values()].map(({ Properties }) => Properties[property]),
    );
  const tables = [...resourcesOf(storage, "AWS::DynamoDB::GlobalTable").values()];
  const names: Readonly<Record<string, readonly unknown[]>> = {
    QueueName: namesIn("AWS::SQS::Queue", "QueueName"),
    FunctionName: namesIn("AWS::Lambda::Function", "FunctionName"),
    LogGroupName: namesIn("AWS::Logs::LogGroup", "LogGroupName"),
    TableName: tables.map(({ Properties }) => Properties["TableName"]),
    GlobalSecondaryIndexName: tables.flatMap(({ Properties }) =>
      ((Properties["GlobalSecondaryIndexes"] ?? []) as { IndexName: string }[]).map(
        ({ IndexName }) => IndexName,
      ),
    ),
  };
  const looked = shown.flatMap(({ keys, values }) =>
    keys.map((key, index) => [key, values[index]] as const),
  );
  for (const [key, value] of looked.filter(([known]) => known in names)) {
    expect(names[key]).toContain(value);
  }
  const machine = looked.find(([key]) => key === "StateMachineArn");
  expect(machine?.[1]).toMatch(/:states:.*:stateMachine:ringback-retry-lane$/u);
  const errors = shown.filter(({ name }) => name === "Errors").map(({ values }) => values[0]);
  // Errors of the console are answers 5xx of the API, which are shown beside.
  const others = names["FunctionName"]?.filter((name) => name !== "ringback-console");
  expect(errors.toSorted()).toEqual(others?.toSorted());
});

test("it shows at most 50 metrics, so that an account's first three dashboards are free", () => {
  expect(shown.length).toBeLessThanOrEqual(50);
});

test("who is down is asked of deliver's log, for the last three hours", () => {
  const query = widgets.find(({ type }) => type === "log");
  expect(query?.properties.query).toMatch(
    /^(?:SOURCE '\/aws\/lambda\/ringback-deliver(?:-trial|-slow)?' \| ){3}filter message = "attempt" and verdict != "succeeded"\n\| stats /u,
  );
  expect(JSON.parse(body)).toMatchObject({ start: "-PT3H" });
});

test("every alarm is shown, and no such widget where there is none", () => {
  const alarms = widgets.find(({ type }) => type === "alarm");
  const { signals } = ringback;
  expect(alarms?.properties.alarms).toHaveLength(
    resourcesOf(signals, "AWS::CloudWatch::Alarm").size,
  );
  const [silent] = dashboardsOf(synthesizeRingback({ alarms: "none" }));
  expect(textOf(silent?.["DashboardBody"])).not.toContain('"type":"alarm"');
});

test("there is one, or none when the setting says so", () => {
  expect(dashboardsOf(ringback)).toHaveLength(1);
  expect(dashboardsOf(synthesizeRingback({ dashboard: "false" }))).toEqual([]);
});

const acme = synthesizeRingback({
  namePrefix: "acme-test",
  deliverMemoryMb: 1024,
  fanOutMemoryMb: 256,
});

test("its name holds the region, for an account has all its dashboards in one list", () => {
  expect(dashboardsOf(acme)[0]?.["DashboardName"]).toEqual({
    "Fn::Join": ["", ["acme-test-", { Ref: "AWS::Region" }]],
  });
});

test("what it costs is computed with the list prices, and with the memory of the functions", () => {
  const expressions = textOf(dashboardsOf(acme)[0]?.["DashboardBody"]);
  expect(expressions).toContain("SUM([written, history, lane]) * 0.625");
  expect(expressions).toContain("FILL(read, 0) * 0.125");
  expect(expressions).toContain("deliverMs / 1000 * 1024 / 1024");
  expect(expressions).toContain("fanOutMs / 1000 * 256 / 1024");
  expect(expressions).not.toMatch(/\d+e-\d+/u);
});
