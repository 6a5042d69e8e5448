import { expect, test } from "vitest";

import { SETTINGS } from "../../lib/settings.ts";
import { SettingsError, readSettings } from "../../lib/settings/read-settings.ts";

/** The problems of this context, empty when it is valid. */
function problemsOf(context: Record<string, unknown>): readonly string[] {
  try {
    readSettings(context);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
}

test.each(Object.entries(SETTINGS))(
  "%s has a valid default, a valid example and a reason",
  (name, setting) => {
    expect(readSettings({})).toHaveProperty(name, setting.default);
    expect(setting.schema.safeParse(setting.default)).toMatchObject({ success: true });
    expect(setting.schema.safeParse(setting.example)).toMatchObject({ success: true });
    expect(setting.reason.length).toBeGreaterThan(30);
  },
);

test("context of the CDK itself is left alone", () => {
  expect(
    problemsOf({
      "@aws-cdk/core:x": true,
      "aws:cdk:bundling-stacks": [],
      "availability-zones:account=1:region=eu": [],
      "cli-telemetry": false,
    }),
  ).toEqual([]);
});

test("values come as text from the command line and as JSON from cdk.json", () => {
  const fromText = readSettings({
    deliverConcurrency: "7",
    allowHttp: "true",
    successLogSampleRate: "0.25",
    allowedCidrs: "127.0.0.0/8, ::1/128",
    tags: "team=payments,cost=a=b",
    configApiReservedConcurrency: "5",
  });
  const json = {
    deliverConcurrency: 7,
    allowHttp: true,
    successLogSampleRate: 0.25,
    allowedCidrs: ["127.0.0.0/8", "::1/128"],
    tags: { team: "payments", cost: "a=b" },
    configApiReservedConcurrency: 5,
  };
  expect(fromText).toEqual(readSettings(json));
  expect(fromText).toMatchObject(json);
});

test("hosts come as text or as a list", () => {
  const hosts = ["api.example.com", "bücher.example:8443", "example.com/api/v1"];
  expect(readSettings({ apiHosts: hosts.join(", ") }).apiHosts).toEqual(hosts);
  expect(readSettings({ apiHosts: hosts }).apiHosts).toEqual(hosts);
});

test("an empty text is an empty list", () => {
  expect(readSettings({ allowedCidrs: "", tags: "" })).toMatchObject({
    allowedCidrs: [],
    tags: {},
  });
});

test.each([
  ["namePrefix", "Acme"],
  ["namePrefix", "a"],
  ["namePrefix", "acme-"],
  ["namePrefix", "acme--x"],
  ["namePrefix", "a".repeat(31)],
  ["namePrefix", 12],
  ["tags", "team"],
  ["tags", "aws:team=x"],
  ["tags", "team="],
  ["tags", { team: 1 }],
  ["removalPolicy", "keep"],
  ["deletionProtection", "yes"],
  ["allowedCidrs", "127.0.0.1"],
  ["allowedCidrs", "10.0.0.0/33"],
  ["allowedCidrs", "0.0.0.0/0"],
  ["allowedCidrs", "::/0"],
  ["allowedCidrs", "127.0.0.0/8,,::1/128"],
  ["allowedCidrs", true],
  ["allowHttp", 1],
  ["logLevel", "debug"],
  ["tracing", "passthrough"],
  ["tracing", true],
  ["tracingLayerArn", ""],
  ["tracingLayerArn", "AWSOpenTelemetryDistroJs"],
  ["tracingLayerArn", "arn:aws:lambda:eu-central-1:615299751070:layer:AWSOpenTelemetryDistroJs"],
  [
    "tracingLayerArn",
    "arn:aws:lambda:eu-central-1:615299751070:function:AWSOpenTelemetryDistroJs:1",
  ],
  ["logRetentionDays", "31"],
  ["logRetentionDays", "9999"],
  ["successLogSampleRate", "1.1"],
  ["successLogSampleRate", "-0.1"],
  ["successLogSampleRate", 0.000_000_1],
  ["dashboard", "yes"],
  ["savedQueries", 1],
  ["deliverConcurrency", "1"],
  ["deliverConcurrency", "1001"],
  ["deliverConcurrency", "ten"],
  ["deliverConcurrency", ""],
  ["deliverConcurrency", 2.5],
  ["deliverConcurrency", null],
  ["deliverSlowConcurrency", 1],
  ["deliverSlowConcurrency", "1001"],
  ["deliverSlowConcurrency", "none"],
  ["fanOutConcurrency", 0],
  ["fanOutSliceConcurrency", 1],
  ["notificationConcurrency", "1"],
  ["deliverTimeoutSeconds", "901"],
  ["deliverTimeoutSeconds", "2"],
  ["fanOutTimeoutSeconds", "-1"],
  ["deliverMemoryMb", "127"],
  ["fanOutMemoryMb", "10241"],
  ["configApiMemoryMb", "1e3"],
  ["deliverReservedConcurrency", "all"],
  ["fanOutReservedConcurrency", "1"],
  ["configApiReservedConcurrency", "0"],
  ["accountConcurrency", "0"],
  ["accountConcurrency", "1000001"],
  ["apiRequestsPerSecond", "0"],
  ["apiBurst", "5001"],
  ["apiTestsPerSecond", "0"],
  ["apiRequestsPerSecondPerKey", "0"],
  ["apiRequestsPerSecondPerAddress", "10001"],
  ["apiHosts", "https://api.example.com"],
  ["apiHosts", "api.example.com/"],
  ["apiHosts", "api.example.com/base/"],
  ["apiHosts", "api.example.com/a b"],
  ["apiHosts", "api.example.com/.."],
  ["apiHosts", "api.example.com/base?query"],
  ["apiHosts", "api.example.com,,b.example.com"],
  ["apiHosts", "user@api.example.com"],
  ["apiHosts", "api.example.com:port"],
  ["alarms", "some"],
  ["alarmEmail", "oncall"],
  ["alarmEmail", "a@example.com,b@example.com"],
  ["alarmEmail", ""],
  ["alarmTopicArn", "oncall"],
  ["alarmTopicArn", "arn:aws:sqs:us-east-1:111122223333:oncall"],
  ["alarmTopicArn", "arn:aws:sns:us-east-1:111122223333:oncall.fifo"],
  ["alarmDroppedPerHour", "0"],
  ["alarmReceiversDown", "0"],
  ["defaultRateLimit", "0"],
  ["defaultRateLimit", "0.009"],
  ["defaultRateLimit", "1001"],
  ["defaultRateLimit", "1e2"],
  ["defaultRateLimit", "0.00001"],
  ["defaultRateLimit", "NaN"],
  ["defaultMaxInFlight", "0"],
  ["defaultMaxInFlight", "1.5"],
  ["accountConcurrency", "0"],
  ["eventsMaxReceiveCount", "1001"],
  ["maxReceiveCount", "1"],
  ["warmReadUnits", "11999"],
  ["warmWriteUnits", "3999"],
  ["maxReadUnits", "99"],
  ["maxWriteUnits", "off"],
  ["renewFromReceive", "1"],
  ["holdMaxSeconds", "901"],
  ["horizonSeconds", "901"],
  ["horizonSeconds", "0"],
  ["laneSleepSeconds", "0"],
  ["laneQuietSeconds", "0"],
  ["laneTouchSeconds", "x"],
  ["laneDeadSeconds", "2"],
  ["laneKeptSeconds", "5"],
  ["laneKeptSeconds", "2592001"],
] as const)("%s refuses %j with the value, what is expected and how to mend it", (name, value) => {
  const { expects, example } = SETTINGS[name];
  expect(problemsOf({ [name]: value })).toEqual([
    `${name}: got ${JSON.stringify(value)}, expected ${expects}; for example -c ${name}=${example}`,
  ]);
});

test("a long bad value is cut in the error", () => {
  const [problem] = problemsOf({ namePrefix: "X".repeat(5000) });
  expect(problem?.length).toBeLessThan(300);
});

test("a misspelt name is refused and the meant one offered", () => {
  expect(problemsOf({ delivrConcurency: "5", logretentiondays: "7" })).toEqual([
    "delivrConcurency is not a setting; did you mean deliverConcurrency?",
    "logretentiondays is not a setting; did you mean logRetentionDays?",
  ]);
});

test("a name like no other is refused, also one that every object inherits", () => {
  expect(problemsOf({ colour: "red", constructor: "x" })).toEqual([
    "colour is not a setting; lib/settings.ts lists them all",
    "constructor is not a setting; lib/settings.ts lists them all",
  ]);
});

test("one error lists every problem", () => {
  const context = { allowHttp: "maybe", colour: "red", holdMaxSeconds: "long" };
  expect(problemsOf(context)).toHaveLength(3);
  expect(() => readSettings(context)).toThrow(
    /^ringback settings:\n {2}- colour .*\n {2}- allowHttp: .*\n {2}- holdMaxSeconds: .*$/,
  );
});

test.each([
  [{ removalPolicy: "destroy", deletionProtection: "true" }, "deletionProtection=true"],
  [
    {
      tracingLayerArn: "arn:aws:lambda:eu-central-1:615299751070:layer:AWSOpenTelemetryDistroJs:1",
    },
    "tracingLayerArn needs tracing=active",
  ],
  [{ horizonSeconds: 7, laneSleepSeconds: 7 }, "holdMaxSeconds=8"],
  [{ horizonSeconds: 899 }, "laneSleepSeconds=900"],
  [{ laneDeadSeconds: 2699 }, "laneDeadSeconds=2699"],
  [{ laneTouchSeconds: 900 }, "laneTouchSeconds=900"],
  [{ laneKeptSeconds: 2699 }, "laneKeptSeconds=2699 must be at least laneDeadSeconds=2700"],
  [
    { laneKeptSeconds: 2700, laneQuietSeconds: 1351 },
    "laneKeptSeconds=2700 must be at least 2 × laneQuietSeconds=2702",
  ],
  [{ renewFromReceive: 1000 }, "renewFromReceive=1000"],
  [{ deliverTimeoutSeconds: 202 }, "maxReceiveCount=1000 must be at most 998 with"],
  [{ maxReadUnits: 12_000, warmReadUnits: 12_001 }, "maxReadUnits=12000 must be at least"],
  [{ maxWriteUnits: 4000, warmWriteUnits: 4001 }, "maxWriteUnits=4000 must be at least"],
  [{ apiBurst: 199 }, "apiBurst=199"],
  [{ deliverReservedConcurrency: 99 }, "deliverReservedConcurrency=99"],
  [
    { fanOutReservedConcurrency: 24 },
    "fanOutReservedConcurrency=24 must be at least fanOutConcurrency + fanOutSliceConcurrency=25",
  ],
  [
    {
      alarmEmail: "oncall@example.com",
      alarmTopicArn: "arn:aws:sns:us-east-1:111122223333:oncall",
    },
    "alarmEmail=oncall@example.com contradicts alarmTopicArn=",
  ],
  [
    { alarms: "none", alarmTopicArn: "arn:aws:sns:us-east-1:111122223333:oncall" },
    "alarms=none contradicts alarmTopicArn=",
  ],
])("%j contradict each other or a default", (context, beginning) => {
  const problems = problemsOf(context);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.startsWith(beginning)).toBe(true);
});

test("the protocol's constants can be shrunk together", () => {
  expect(
    problemsOf({
      holdMaxSeconds: 1,
      horizonSeconds: 3,
      laneSleepSeconds: 3,
      laneQuietSeconds: 3,
      laneTouchSeconds: 1,
      laneDeadSeconds: 9,
      laneKeptSeconds: 9,
    }),
  ).toEqual([]);
});

test("tables that may be destroyed are not protected unless asked", () => {
  expect(readSettings({ removalPolicy: "destroy" }).deletionProtection).toBe(false);
  expect(readSettings({ removalPolicy: "retain" }).deletionProtection).toBe(true);
  expect(readSettings({ deletionProtection: "false" }).deletionProtection).toBe(false);
});
