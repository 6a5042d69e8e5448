import type { PutEventsCommand, PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import ajv from "ajv/dist/2020.js";
import { expect, test } from "vitest";

import { BUILT_IN_EVENT_TYPES } from "../../../../lambdas/shared/catalogue/built-in-event-types.ts";
import { readEventEntry } from "../../../../lambdas/shared/domain/event-entry.ts";
import { callbackPayloadOf } from "../../../../lambdas/shared/domain/notification-callback.ts";
import type { EndedNotification } from "../../../../lambdas/shared/domain/notification.ts";
import { makeCallbackEvents } from "../../../../lambdas/shared/eventbridge/callback-events.ts";
import { SAMPLE_OUTCOME, sampleNotification } from "../../../support/notifications.ts";

const callbackUrl = "https://example.com/callback";
const settled = { ...sampleNotification(), ...SAMPLE_OUTCOME, callbackUrl };

function setUp(refusals = 0) {
  const entries: PutEventsRequestEntry[] = [];
  let left = refusals;
  const publish = makeCallbackEvents({
    eventBridge: {
      async send(command: unknown) {
        const { Entries = [] } = (command as PutEventsCommand).input;
        left -= 1;
        if (left >= 0)
          return { FailedEntryCount: 1, Entries: [{ ErrorCode: "ThrottlingException" }] };
        entries.push(...Entries);
        return { FailedEntryCount: 0, Entries: [{ EventId: "1" }] };
      },
    } as never,
    busName: "ringback",
  });
  return { publish, entries };
}

test("a callback is an entry that fan-out takes for one", async () => {
  const { publish, entries } = setUp();
  await publish(settled);
  expect(entries).toHaveLength(1);
  const { EventBusName, Source, DetailType, Detail = "" } = entries[0]!;
  expect({ EventBusName, Source, DetailType }).toEqual({
    EventBusName: "ringback",
    Source: "ringback.notifications",
    DetailType: "NOTIFICATION_CALLBACK",
  });
  const envelope = `{"id":"bus-1","source":"${Source}","detail-type":"${DetailType}","detail":${Detail}}`;
  expect(readEventEntry(envelope)).toMatchObject({
    ok: true,
    entry: {
      type: "NOTIFICATION_CALLBACK",
      applications: ["acme"],
      environment: "production",
      id: { source: "notification", text: settled.uuid },
      payload: callbackPayloadOf(settled),
      callbackUrl,
    },
  });
});

test("the two characters that no queue takes are written as escapes", async () => {
  const { publish, entries } = setUp();
  await publish({ ...settled, userId: "\uFFFE" });
  expect(entries[0]?.Detail).toContain(String.raw`"user_id":"\ufffe"`);
});

test("what the bus refuses is put again, and then told", async () => {
  const brief = setUp(3);
  await brief.publish(settled);
  expect(brief.entries).toHaveLength(1);
  await expect(setUp(100).publish(settled)).rejects.toMatchObject({ code: "EVENT_NOT_PUBLISHED" });
});

const { clientIpAddress: _, ...noAddress } = SAMPLE_OUTCOME;
const endings: readonly EndedNotification[] = [
  settled,
  { ...sampleNotification({ deliveryStatus: "NONE" }), ...noAddress },
  { ...settled, responseCode: 1, errorCode: "E-17" },
  { ...settled, responseCode: 1, errorCode: 17, reportedDeliveryStatus: "PARTIALLY_NOTIFIED" },
  { ...settled, responseCode: 1 },
  { ...sampleNotification(), state: "EXPIRED" },
];

test.each(endings)(
  "a callback passes the schema of its event type, which fan-out checks: $state",
  (ending) => {
    const schema = BUILT_IN_EVENT_TYPES.get("NOTIFICATION_CALLBACK")?.schema ?? false;
    const check = new ajv.Ajv2020({ strict: false }).compile(schema);
    check(JSON.parse(callbackPayloadOf(ending)));
    expect(check.errors ?? []).toEqual([]);
  },
);
