import { expect, test } from "vitest";

import { alarmsOf, runbookEntryOf, type TemplateAlarm } from "../../support/alarms.ts";
import { functionNames } from "../../support/template-policies.ts";
import { resourceNamed, resourcesOf, synthesizeRingback } from "../../support/template.ts";

const essential = alarmsOf(synthesizeRingback().signals);
const everything = synthesizeRingback({ alarms: "all", accountConcurrency: 1000 });
const all = alarmsOf(everything.signals);

function named(name: string, alarms: readonly TemplateAlarm[] = all): TemplateAlarm {
  const found = alarms.find((alarm) => alarm.name === `ringback-${name}`);
  if (found === undefined) throw new Error(`there is no alarm ringback-${name}`);
  return found;
}

function queueTimeout(name: string): unknown {
  const { pipeline } = everything;
  const queue = resourceNamed(pipeline, "AWS::SQS::Queue", "QueueName", `ringback-${name}`);
  return queue.resource.Properties["VisibilityTimeout"];
}

test("by default there are ten alarms, as many as an account has free", () => {
  expect(essential.map(({ name }) => name).toSorted()).toEqual(
    [
      ...["api-errors", "deliver-errors", "deliver-throttled", "deliveries-late"],
      ...["deliveries-redrive", "dropped", "events-dead", "events-late", "lanes-overdue"],
      "rejected",
    ].map((id) => `ringback-${id}`),
  );
});

test("all alarms are those ten and many more, each with a name of its own", () => {
  const names = all.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(essential.map(({ name }) => name)));
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(15);
});

test("with alarms=none there is no alarm, and still a topic for those of your own", () => {
  const { signals } = synthesizeRingback({ alarms: "none" });
  expect(alarmsOf(signals)).toEqual([]);
  expect(resourcesOf(signals, "AWS::SNS::Topic").size).toBe(1);
});

test("the API's id is exported whatever the alarms: an export in use cannot be taken away", () => {
  const exported = (settings: object): unknown =>
    Object.values(synthesizeRingback({ ...settings }).api.findOutputs("*")).filter((output) =>
      Object.hasOwn(output, "Export"),
    );
  expect(exported({ alarms: "none" })).toHaveLength(1);
  expect(exported({ alarms: "none" })).toEqual(exported({ alarms: "all" }));
});

test("every function has an alarm for errors, one for throttles and one for long runs", () => {
  for (const functionName of functionNames(everything)) {
    const own = all.filter(({ dimensions }) => dimensions["FunctionName"] === functionName);
    expect(own.map(({ metric }) => metric).toSorted()).toEqual(["Duration", "Errors", "Throttles"]);
  }
});

test("three errors in an hour call, and one where a function runs once in an hour", () => {
  const errors = all.filter(({ metric }) => metric === "Errors");
  const thresholds = new Map(
    errors.map(({ dimensions, threshold }) => [dimensions["FunctionName"], threshold]),
  );
  const hourly = new Set(["ringback-signing-keys", "ringback-vault-key"]);
  for (const [name, threshold] of thresholds) {
    expect([name, threshold]).toEqual([name, hourly.has(String(name)) ? 1 : 3]);
  }
});

test("a long run is one that has 95 % of the function's timeout behind it", () => {
  for (const alarm of all.filter(({ metric }) => metric === "Duration")) {
    const functions = [everything.pipeline, everything.api].flatMap((template) => [
      ...resourcesOf(template, "AWS::Lambda::Function").values(),
    ]);
    const properties = functions
      .map(({ Properties }) => Properties)
      .find(({ FunctionName }) => FunctionName === alarm.dimensions["FunctionName"]);
    expect(alarm.threshold).toBe(950 * Number(properties?.["Timeout"]));
  }
});

test("every table and every index has an alarm for throttled reads and one for writes", () => {
  const places = all
    .filter(({ namespace }) => namespace === "AWS/DynamoDB")
    .map(({ dimensions, metric }) => `${Object.values(dimensions).join("/")} ${metric}`);
  expect(places.toSorted()).toEqual(
    ["deliveries", "deliveries/history", "deliveries/lane", "deliveries/undelivered", "webhooks"]
      .flatMap((place) => [
        `ringback-${place} ReadThrottleEvents`,
        `ringback-${place} WriteThrottleEvents`,
      ])
      .toSorted(),
  );
});

test("each alarm calls the topic when it begins and when it is over", () => {
  const { id } = resourceNamed(
    everything.signals,
    "AWS::SNS::Topic",
    "TopicName",
    "ringback-alarms",
  );
  for (const { calls } of all) {
    expect(calls).toMatchObject({ alarm: [{ Ref: id }], ok: [{ Ref: id }] });
  }
});

test("what should speak up at regular times calls by its silence, too; all else may be silent", () => {
  const heartbeats = all.filter(({ missing }) => missing === "missing");
  expect(heartbeats.map(({ name }) => name).toSorted()).toEqual([
    "ringback-lanes-overdue",
    "ringback-signing-keys-overdue",
  ]);
  for (const { calls } of heartbeats) expect(calls.silence).toEqual(calls.alarm);
  for (const { missing, calls } of all.filter((alarm) => !heartbeats.includes(alarm))) {
    expect({ missing, silence: calls.silence }).toEqual({ missing: "notBreaching" });
  }
});

test("each description fits, says how to find the tenant, and links its entry", () => {
  for (const alarm of all) {
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    expect(alarm.description.length).toBeLessThanOrEqual(1024);
    expect(alarm.description).toMatch(/\bapplication\b|\btenant\b/u);
    expect(runbookEntryOf(alarm)).not.toBe("none");
  }
});

test("periods are what CloudWatch takes, even with the longest times that settings allow", () => {
  const longest = synthesizeRingback({
    ...{ alarms: "all", accountConcurrency: 10, sweepMinutes: 1440 },
    ...{ fanOutTimeoutSeconds: 900, deliverTimeoutSeconds: 900, notificationHopSeconds: 900 },
    maxReceiveCount: 200,
  });
  for (const { periodSeconds, of, breaching } of [...all, ...alarmsOf(longest.signals)]) {
    expect(periodSeconds % 60).toBe(0);
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    expect(periodSeconds * of).toBeLessThanOrEqual(periodSeconds < 3600 ? 86_400 : 604_800);
    expect(breaching).toBeLessThanOrEqual(of);
  }
});

test("dropped calls from the setting's number in an hour on", () => {
  expect(named("dropped")).toMatchObject({ periodSeconds: 3600, threshold: 1, statistic: "Sum" });
  const raised = alarmsOf(synthesizeRingback({ alarmDroppedPerHour: "250" }).signals);
  expect(named("dropped", raised).threshold).toBe(250);
});

test("receivers that are down call from the setting's number on", () => {
  expect(named("receivers-down")).toMatchObject({
    metric: "receiversDown",
    periodSeconds: 1800,
    threshold: 1,
    statistic: "Maximum",
  });
  const raised = alarmsOf(synthesizeRingback({ alarms: "all", alarmReceiversDown: "20" }).signals);
  expect(named("receivers-down", raised).threshold).toBe(20);
});

test("an event is late once a failed one would have come back, a delivery after its longest delay as well", () => {
  expect(named("events-late").threshold).toBe(queueTimeout("events"));
  expect(named("deliveries-late").threshold).toBe(900 + Number(queueTimeout("deliveries")));
});

test("a lane is overdue when two sweeps on end do not mend it, however often they come", () => {
  expect(named("lanes-overdue")).toMatchObject({ periodSeconds: 1800, breaching: 2, of: 2 });
  const rare = alarmsOf(synthesizeRingback({ sweepMinutes: 60 }).signals);
  expect(named("lanes-overdue", rare).periodSeconds).toBe(7200);
});

test("concurrency calls at 80 % of what the account may run, and never by a guess", () => {
  expect(named("concurrency").threshold).toBe(800);
  const small = alarmsOf(synthesizeRingback({ alarms: "all", accountConcurrency: 10 }).signals);
  expect(named("concurrency", small).threshold).toBe(8);
  const unknown = alarmsOf(synthesizeRingback({ alarms: "all" }).signals);
  expect(unknown.map(({ name }) => name)).not.toContain("ringback-concurrency");
});

test("refused requests call from a second's worth of a route on", () => {
  const wider = synthesizeRingback({ alarms: "all", apiRequestsPerSecond: 300 });
  expect(named("api-throttled", alarmsOf(wider.signals)).threshold).toBe(300);
});
