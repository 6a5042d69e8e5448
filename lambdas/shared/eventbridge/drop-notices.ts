import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";

import type { DeliveryRecord } from "../domain/delivery-record.ts";
import { deliveryIdOf } from "../domain/identifiers.ts";
import type { TallyMark } from "../domain/tally.ts";
import type { CountMark } from "../dynamodb/dynamo-tally-marks.ts";
import { makeMarkGone } from "../dynamodb/gone-webhooks.ts";
import { isOperationalType } from "../profiles/operational-types.ts";
import type { SendMessage } from "../sqs/sqs-queue.ts";
import type { DropNotices } from "../waiting/delivery-ports.ts";
import { makeOperationalEvents } from "./operational-events.ts";

/** `lastOutcome` of an attempt that the receiver answered with 410. */
const ANSWERED_GONE = "410";

/** The body of a message in the dropped queue: what people need to judge it. Times are RFC 3339. */
function droppedNotice(record: DeliveryRecord): Readonly<Record<string, unknown>> {
  return {
    delivery_id: deliveryIdOf(record),
    event_id: record.eventId,
    webhook_id: record.webhookId,
    application: record.application,
    environment: record.environment,
    event_type: record.eventType,
    reason: record.dropReason,
    attempts: record.attempts,
    last_outcome: record.lastOutcome ?? null,
    accepted_at: timeText(record.acceptedAtMs),
    scheduled_at: timeText(record.scheduledAtMs),
    dropped_at: timeText(record.settledAtMs ?? record.acceptedAtMs),
  };
}

/**
 * A drop as it is counted. None is told of an operational event: its webhook may itself be down.
 */
function dropMark(record: DeliveryRecord): TallyMark {
  const { application, environment, webhookId, eventType, dropReason = "unprocessable" } = record;
  return {
    owner: { kind: "dropped", application, environment, webhookId },
    reason: dropReason,
    id: deliveryIdOf(record),
    places: [],
    isTold: !isOperationalType(eventType),
  };
}

function timeText(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

/**
 * Tells people that a delivery was dropped: a notice in the dropped queue and, when the receiver
 * said 410, the webhook's new status and an event. All of it may be told again (D5 after a crash):
 * the notice comes twice then, and is counted twice; the rest is recognised. Throws unless
 * everything was told, but for the count; the message must not be acked before.
 */
export function makeDropNotices(options: {
  /** Sends to the dropped queue. */
  readonly send: SendMessage;
  readonly dynamodb: Pick<DynamoDBClient, "send">;
  readonly webhooksTableName: string;
  readonly eventBridge: Pick<EventBridgeClient, "send">;
  readonly busName: string;
  readonly count: CountMark;
  readonly now: () => number;
}): DropNotices {
  const { send: sendMessage, count } = options;
  const markGone = makeMarkGone({ ...options, publish: makeOperationalEvents(options) });
  return {
    async send(record) {
      // What is dropped unsent, since its webhook is gone already, has nothing new to tell of it.
      if (record.dropReason === "gone" && record.lastOutcome === ANSWERED_GONE) {
        await markGone(record);
      }
      await sendMessage({ body: JSON.stringify(droppedNotice(record)) });
      await count(dropMark(record));
    },
  };
}
