import {
  type GetItemCommandInput,
  TransactionCanceledException,
  type TransactWriteItemsCommandInput,
} from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, test } from "vitest";

import {
  blankRecord,
  type DeliveryRecord,
} from "../../../../lambdas/shared/domain/delivery-record.ts";
import type { TallyMark } from "../../../../lambdas/shared/domain/tally.ts";
import { makeDropNotices } from "../../../../lambdas/shared/eventbridge/drop-notices.ts";

const DROPPED_AT_MS = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const DELIVERY_ID = "dlv_0000000000000000000001_0000000000000000000002";
const spent: DeliveryRecord = {
  ...blankRecord({
    application: "acme",
    environment: "production",
    eventId: "evt_0000000000000000000001",
    webhookId: "wh_0000000000000000000002",
    eventType: "CARD_STATUS_CHANGE",
    acceptedAtMs: Date.UTC(2026, 0, 1),
  }),
  status: "dropped",
  dispatch: 55,
  attempts: 55,
  carrier: "me",
  dropReason: "attempts_spent",
  lastOutcome: "503",
  settledAtMs: DROPPED_AT_MS,
};
const gone: DeliveryRecord = { ...spent, dropReason: "gone", lastOutcome: "410", dispatch: 3 };
const REASON = `the receiver answered 410 Gone to ${DELIVERY_ID}`;

/**
 * @param webhook what a read of the webhook finds; the mark is refused unless it is enabled or
 *   disabled
 */
function setUp(
  webhook: { readonly status: string; readonly statusReason?: string } | undefined,
  options: { readonly busRefuses?: boolean; readonly isTenantDeleted?: boolean } = {},
) {
  const calls: { name: string; input: unknown }[] = [];
  const counted: TallyMark[] = [];
  const isMarkable = webhook?.status === "enabled" || webhook?.status === "disabled";
  const dynamodb = {
    async send(command: {
      readonly input: TransactWriteItemsCommandInput | GetItemCommandInput;
      readonly constructor: { readonly name: string };
    }) {
      calls.push({ name: command.constructor.name, input: command.input });
      if (command.constructor.name === "GetItemCommand") {
        return webhook === undefined ? {} : { Item: marshall(webhook) };
      }
      const codes = [
        isMarkable ? "None" : "ConditionalCheckFailed",
        options.isTenantDeleted === true ? "ConditionalCheckFailed" : "None",
      ];
      if (codes.some((code) => code !== "None")) {
        throw new TransactionCanceledException({
          message: "cancelled",
          $metadata: {},
          CancellationReasons: codes.map((Code) => ({ Code })),
        });
      }
      return {};
    },
  };
  const notices = makeDropNotices({
    async send({ body }) {
      calls.push({ name: "notice", input: JSON.parse(body) });
      return "id";
    },
    dynamodb: dynamodb as never,
    webhooksTableName: "webhooks",
    eventBridge: {
      async send({ input }: { readonly input: unknown }) {
        calls.push({ name: "event", input });
        const refused = options.busRefuses === true;
        return { Entries: [refused ? { ErrorCode: "InternalFailure" } : { EventId: "e" }] };
      },
    } as never,
    busName: "bus",
    async count(mark) {
      counted.push(mark);
    },
    now: () => DROPPED_AT_MS + 1,
  });
  return { notices, calls, counted, names: () => calls.map(({ name }) => name) };
}

describe("a dropped delivery", () => {
  test("is told of with all that people need to find and judge it", async () => {
    const { notices, calls } = setUp({ status: "enabled" });
    await notices.send(spent);
    expect(calls).toEqual([
      {
        name: "notice",
        input: {
          delivery_id: DELIVERY_ID,
          event_id: "evt_0000000000000000000001",
          webhook_id: "wh_0000000000000000000002",
          application: "acme",
          environment: "production",
          event_type: "CARD_STATUS_CHANGE",
          reason: "attempts_spent",
          attempts: 55,
          last_outcome: "503",
          accepted_at: "2026-01-01T00:00:00.000Z",
          scheduled_at: "2026-01-01T00:00:00.000Z",
          dropped_at: "2026-01-02T03:04:05.678Z",
        },
      },
    ]);
  });

  test("has no last outcome when it was never attempted", async () => {
    const { notices, calls } = setUp({ status: "enabled" });
    const { lastOutcome: _, ...unattempted } = { ...spent, attempts: 0 };
    await notices.send(unattempted);
    expect(calls[0]?.input).toMatchObject({ attempts: 0, last_outcome: null });
  });
});

describe("the count of drops", () => {
  test("takes in the delivery, of its webhook and by its reason", async () => {
    const { notices, counted } = setUp({ status: "enabled" });
    await notices.send(spent);
    expect(counted).toEqual([
      {
        owner: {
          kind: "dropped",
          application: "acme",
          environment: "production",
          webhookId: "wh_0000000000000000000002",
        },
        reason: "attempts_spent",
        id: DELIVERY_ID,
        places: [],
        isTold: true,
      },
    ]);
  });

  test.each(["delivery.dropped", "event.rejected", "webhook.gone"])(
    "takes in a delivery of %s, of which no event tells: its receiver may be down for good",
    async (eventType) => {
      const { notices, counted } = setUp({ status: "enabled" });
      await notices.send({ ...spent, eventType });
      expect(counted.map(({ isTold }) => isTold)).toEqual([false]);
    },
  );

  test("takes in nothing that nobody was told of", async () => {
    const { notices, counted } = setUp({ status: "enabled" }, { busRefuses: true });
    await expect(notices.send(gone)).rejects.toMatchObject({ code: "EVENT_NOT_PUBLISHED" });
    expect(counted).toEqual([]);
  });
});

describe("a receiver that answered 410", () => {
  test.each(["enabled", "disabled"])(
    "ends its webhook (%s), with the tenant's revision, before anybody is told",
    async (status) => {
      const { notices, calls, names } = setUp({ status });
      await notices.send(gone);
      expect(names()).toEqual(["TransactWriteItemsCommand", "event", "notice"]);
      expect(calls[0]?.input).toMatchObject({
        TransactItems: [
          {
            Update: {
              TableName: "webhooks",
              Key: { pk: { S: "acme#production" }, sk: { S: "webhook#wh_0000000000000000000002" } },
              ConditionExpression: "#status IN (:enabled, :disabled)",
              ExpressionAttributeValues: { ":gone": { S: "gone" }, ":reason": { S: REASON } },
            },
          },
          {
            Update: {
              TableName: "webhooks",
              Key: { pk: { S: "acme#production" }, sk: { S: "environment" } },
              UpdateExpression: "ADD revision :one",
            },
          },
        ],
      });
    },
  );

  test("publishes an event of the application that a webhook can subscribe to", async () => {
    const { notices, calls } = setUp({ status: "enabled" });
    await notices.send(gone);
    const { Entries: entries } = calls[1]!.input as {
      Entries: { EventBusName: string; Source: string; DetailType: string; Detail: string }[];
    };
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      EventBusName: "bus",
      Source: "ringback.operations",
      DetailType: "webhook.gone",
    });
    expect(JSON.parse(entries[0]?.Detail ?? "")).toEqual({
      application: "acme",
      environment: "production",
      id: `webhook.gone:${DELIVERY_ID}:3`,
      payload: {
        webhook_id: "wh_0000000000000000000002",
        delivery_id: DELIVERY_ID,
        event_id: "evt_0000000000000000000001",
        event_type: "CARD_STATUS_CHANGE",
        status_reason: REASON,
        gone_at: "2026-01-02T03:04:05.678Z",
      },
    });
  });

  test("told again after a crash, the delivery that ended it publishes the same event again", async () => {
    const first = setUp({ status: "enabled" });
    await first.notices.send(gone);
    const again = setUp({ status: "gone", statusReason: REASON });
    await again.notices.send(gone);
    expect(again.names()).toEqual([
      "TransactWriteItemsCommand",
      "GetItemCommand",
      "event",
      "notice",
    ]);
    expect(again.calls[2]).toEqual(first.calls[1]);
  });

  test.each([
    ["ended by another delivery", { status: "gone", statusReason: "410 to another" }],
    ["deleted", undefined],
  ])("says nothing of a webhook that was %s", async (_, webhook) => {
    const { notices, names } = setUp(webhook);
    await notices.send(gone);
    expect(names()).toEqual(["TransactWriteItemsCommand", "GetItemCommand", "notice"]);
  });

  test("marks nothing in an application that was deleted", async () => {
    const { notices, names } = setUp({ status: "enabled" }, { isTenantDeleted: true });
    await notices.send(gone);
    expect(names()).toEqual(["TransactWriteItemsCommand", "GetItemCommand", "notice"]);
  });

  test("throws when the bus refuses, before the notice: all of it is told again", async () => {
    const { notices, names } = setUp({ status: "enabled" }, { busRefuses: true });
    await expect(notices.send(gone)).rejects.toMatchObject({ code: "EVENT_NOT_PUBLISHED" });
    expect(names()).not.toContain("notice");
  });

  test("is not looked for where a delivery was dropped unsent, its webhook gone before", async () => {
    const { notices, names } = setUp({ status: "gone" });
    await notices.send({ ...gone, lastOutcome: "503" });
    expect(names()).toEqual(["notice"]);
  });
});
