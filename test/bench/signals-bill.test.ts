import { describe, expect, test } from "vitest";

import {
  monthBill,
  moreThanBefore,
  shownMetrics,
  signalsOf,
  textOf,
  type SignalsTemplate,
} from "../../bench/signals-bill.ts";

const alarm = (properties: object) => ({
  Type: "AWS::CloudWatch::Alarm",
  Properties: { ...properties },
});
const of = (
  ...resources: { Type: string; Properties: Record<string, unknown> }[]
): SignalsTemplate => ({
  Resources: Object.fromEntries(resources.map((resource, index) => [`R${index}`, resource])),
});

const TEMPLATES: readonly SignalsTemplate[] = [
  of(
    alarm({ MetricName: "dropped", Period: 300 }),
    alarm({ MetricName: "age", Period: 10 }),
    alarm({
      Metrics: [
        { Id: "rate", Expression: "failed / all" },
        { Id: "failed", MetricStat: { Period: 60 } },
        { Id: "all", MetricStat: { Period: 60 } },
      ],
    }),
    { Type: "AWS::SNS::Topic", Properties: {} },
  ),
  {},
  of(
    {
      Type: "AWS::CloudWatch::Dashboard",
      Properties: {
        DashboardBody: {
          "Fn::Join": [
            "",
            [
              '{"widgets":[{"properties":{"region":"',
              { Ref: "AWS::Region" },
              '","metrics":[["A","m","d","x",{"stat":"p50"}],["A","m","d","x",{"stat":"p99"}],[{"expression":"a/b"}]]}},{"properties":{"query":"SOURCE"}},{"properties":{"metrics":[["A","m","d","y"]]}}]}',
            ],
          ],
        },
      },
    },
    {
      Type: "AWS::Logs::MetricFilter",
      Properties: {
        MetricTransformations: [
          { MetricNamespace: "N", MetricName: "throttled" },
          { MetricNamespace: "N", MetricName: "throttled" },
        ],
      },
    },
  ),
];

describe("what templates make", () => {
  test("is counted: an alarm by its metrics, a metric of several filters or widgets once", () => {
    expect(signalsOf(TEMPLATES, 20)).toEqual({
      alarmMetrics: 3,
      quickAlarmMetrics: 1,
      dashboards: [2],
      customMetrics: 21,
    });
  });

  test("is refused where its price is another", () => {
    const composite = { Type: "AWS::CloudWatch::CompositeAlarm", Properties: {} };
    const query = alarm({ Metrics: [{ Id: "q", Expression: 'SELECT SUM("x") FROM "y"' }] });
    expect(() => signalsOf([of(composite)], 0)).toThrow("composite alarms are not priced here");
    expect(() => signalsOf([of(query)], 0)).toThrow("alarms with a query are not priced here");
  });

  test("costs 10 cents a metric of an alarm, 30 when it is quick, 30 a series, $3 a dashboard", () => {
    const bill = monthBill(signalsOf(TEMPLATES, 20));
    expect(bill.map(({ count, usdEach }) => [count, usdEach])).toEqual([
      [3, 0.1],
      [1, 0.3],
      [1, 3],
      [21, 0.3],
    ]);
    expect(bill.reduce((sum, { usd }) => sum + usd, 0)).toBeCloseTo(0.3 + 0.3 + 3 + 6.3, 10);
  });

  test("costs nothing when there is nothing", () => {
    expect(monthBill(signalsOf([{}], 0))).toEqual([]);
  });
});

test("only what is used otherwise than before is told, with the price of the difference", () => {
  const row = (logBytes: number, readUnits: number) => ({
    caller: "deliver",
    call: "log: x",
    count: 1,
    amounts: { logBytes, readUnits, busEvents: 5 },
  });
  // 0.5 dollars a GB: 2e9 bytes more are a dollar; 0.125 a million read units: 8 million fewer, a
  // dollar less.
  expect(
    moreThanBefore([row(1e9, 0), row(2e9, 0)], { logBytes: 1e9, readUnits: 8e6, busEvents: 10 }),
  ).toEqual([
    { unit: expect.stringContaining("DynamoDB"), before: 8e6, now: 0, usd: -1 },
    { unit: expect.stringContaining("CloudWatch Logs"), before: 1e9, now: 3e9, usd: 1 },
  ]);
});

test("references stand as their names in a composed text", () => {
  expect(
    textOf({ "Fn::Join": ["-", ["a", { Ref: "AWS::Region" }, { "Fn::GetAtt": ["X", "Arn"] }]] }),
  ).toBe("a-AWS::Region-X,Arn");
});

test("a metric that stands in two widgets is one", () => {
  const body = JSON.stringify({
    widgets: [
      { properties: { metrics: [["A", "m", "d", "x"]] } },
      { properties: { metrics: [["A", "m", "d", "x", { id: "y" }]] } },
    ],
  });
  expect([...shownMetrics(body)]).toEqual(["A m d x"]);
});
