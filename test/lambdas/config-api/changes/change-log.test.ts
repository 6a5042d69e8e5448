import { ResourceAlreadyExistsException } from "@aws-sdk/client-cloudwatch-logs";
import { expect, test } from "vitest";

import { makeChangeLog } from "../../../../lambdas/config-api/changes/change-log.ts";
import { makeScriptedClient } from "../../../support/scripted-client.ts";

const STREAM = { logGroupName: "/ringback/acme-changes", logStreamName: "2026-01-31/a" };

function makeKeep(answer: (call: number) => unknown) {
  const { client, inputs, names } = makeScriptedClient((_, call) => answer(call));
  const keep = makeChangeLog({
    logs: client,
    groupName: STREAM.logGroupName,
    streamName: STREAM.logStreamName,
    now: () => 5,
  });
  return { keep, inputs, names };
}

const fail = (error: Error) => {
  throw error;
};
const taken = new ResourceAlreadyExistsException({ message: "taken", $metadata: {} });

test("makes the stream with the first lines, and adds all others to it", async () => {
  const { keep, inputs, names } = makeKeep(() => ({}));
  await keep(["one", "two"]);
  await keep(["three"]);
  expect(names).toEqual(["CreateLogStream", "PutLogEvents", "PutLogEvents"]);
  expect(inputs).toEqual([
    STREAM,
    {
      ...STREAM,
      logEvents: [
        { timestamp: 5, message: "one" },
        { timestamp: 5, message: "two" },
      ],
    },
    { ...STREAM, logEvents: [{ timestamp: 5, message: "three" }] },
  ]);
});

test("goes on with a stream that is there already", async () => {
  const { keep, names } = makeKeep((call) => (call === 1 ? fail(taken) : {}));
  await keep(["one"]);
  expect(names).toEqual(["CreateLogStream", "PutLogEvents"]);
});

test("throws when the stream cannot be made, and makes it the next time", async () => {
  const { keep, names } = makeKeep((call) => (call === 1 ? fail(new Error("throttled")) : {}));
  await expect(keep(["one"])).rejects.toThrow("throttled");
  await keep(["two"]);
  expect(names).toEqual(["CreateLogStream", "CreateLogStream", "PutLogEvents"]);
});

test.each([
  ["fails", () => fail(new Error("down"))],
  ["takes not all", () => ({ rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1 } })],
])("throws when the log group %s, and makes sure of the stream next time", async (_, answer) => {
  const { keep, names } = makeKeep((call) => (call === 2 ? answer() : {}));
  await expect(keep(["one"])).rejects.toThrow(/^(?:down|the log group took not all)/u);
  await keep(["two"]);
  expect(names).toEqual(["CreateLogStream", "PutLogEvents", "CreateLogStream", "PutLogEvents"]);
});
