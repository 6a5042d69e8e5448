import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";

import type { Breaker } from "../../lambdas/shared/domain/breaker.ts";
import { blankRecord } from "../../lambdas/shared/domain/delivery-record.ts";
import { eventIdOf } from "../../lambdas/shared/domain/identifiers.ts";
import type { Item } from "../../lambdas/shared/dynamodb/attributes.ts";
import { writeDeliveryItem } from "../../lambdas/shared/dynamodb/delivery-item.ts";
import { breakerAttributes } from "../../lambdas/shared/dynamodb/dynamo-breakers.ts";
import { writeEventItem } from "../../lambdas/shared/dynamodb/dynamo-events.ts";
import { standingItemKey } from "../../lambdas/shared/dynamodb/dynamo-standings.ts";
import { SAMPLE_TENANT, sampleEvents, sampleType } from "../../tools/virtual-aws/sample-event.ts";
import { sampleWebhookId } from "../../tools/virtual-aws/seed-tenant.ts";
import { runVirtualCloud, START_MS } from "../../tools/virtual-aws/virtual-cloud.ts";
import { receiverOf } from "../../tools/virtual-aws/virtual-receiver.ts";

const ANSWER_MS = 5;
/**
 * What a lane computes for each release, in milliseconds, with its memory: see bench/release.ts.
 */
const RELEASED_MS = 0.227;
const HOUR_MS = 3_600_000;
const WEEK_MS = 168 * HOUR_MS;

/** A receiver that was down for an hour and has come back, while new events come. */
export interface RecoveryPlan {
  /** Deliveries that wait for it, none of which was attempted yet. */
  readonly backlog: number;
  /** New events a second. */
  readonly perSecond: number;
  readonly seconds: number;
  /** New events of so many seconds at the end are left out: they may be under way. */
  readonly tailSeconds: number;
  /** Requests a second that its webhook allows. @default any number */
  readonly rateLimit?: number;
}

/** Requests of one second: for what waited, and for new events. */
export interface Second {
  readonly old: number;
  readonly new: number;
}

/** What came of it. */
export interface Recovery {
  /** Second by second, since a probe found it back. */
  readonly seconds: readonly Second[];
  /** Deliveries that still waited at the end. */
  readonly left: number;
  /** How long each new event took, in milliseconds, without the last ones; Infinity: never came. */
  readonly newTookMs: readonly number[];
}

/** Runs the real functions for so many seconds. */
export async function runRecovery(plan: RecoveryPlan): Promise<Recovery> {
  const { backlog, perSecond, seconds, tailSeconds, rateLimit } = plan;
  const sent: Timed[] = [];
  const delivered: Timed[] = [];
  const count = Math.floor(perSecond * seconds);
  await runVirtualCloud({
    events: sampleEvents({ count, startMs: START_MS, atOnce: 1, everyMs: 1000 / perSecond }),
    tenants: [
      { webhooks: [{ profile: "standard", ...(rateLimit !== undefined && { rateLimit }) }] },
    ],
    items: waiting(backlog),
    receive: receiverOf({ answerMs: ANSWER_MS }),
    report: {
      attempted: ({ acceptedAtMs }, { startedAtMs: atMs }) =>
        void sent.push({ acceptedAtMs, atMs }),
      committed({ status, acceptedAtMs }, atMs) {
        if (status === "delivered") delivered.push({ acceptedAtMs, atMs });
      },
    },
    busyMs: (caller, command) =>
      caller === "retry-lane" && command instanceof SendMessageBatchCommand
        ? RELEASED_MS * (command.input.Entries?.length ?? 0)
        : 0,
    untilMs: START_MS + seconds * 1000,
  });
  const backMs = sent[0]?.atMs ?? Infinity;
  const lastMs = START_MS + (seconds - tailSeconds) * 1000;
  const isNew = ({ acceptedAtMs }: Timed) => acceptedAtMs > backMs;
  const each = Array.from({ length: seconds }, () => ({ old: 0, new: 0 }));
  for (const one of sent) {
    const second = each[Math.floor((one.atMs - backMs) / 1000)];
    if (second !== undefined) second[isNew(one) ? "new" : "old"] += 1;
  }
  const isDone = (one: Timed) => isNew(one) && one.acceptedAtMs < lastMs;
  const took = delivered.filter(isDone).map(({ acceptedAtMs, atMs }) => atMs - acceptedAtMs);
  const planned = Array.from({ length: count }, (_, index) => ({
    acceptedAtMs: START_MS + Math.floor((index * 1000) / perSecond),
    atMs: 0,
  }));
  const never = Array.from(
    { length: Math.max(0, planned.filter(isDone).length - took.length) },
    () => Infinity,
  );
  const early = planned.filter((one) => !isNew(one)).length;
  return {
    seconds: each,
    left: backlog + early - delivered.filter((one) => !isNew(one)).length,
    newTookMs: [...took, ...never].toSorted((one, other) => one - other),
  };
}

/** When a delivery was accepted, and when something came of it. */
interface Timed {
  readonly acceptedAtMs: number;
  readonly atMs: number;
}

/** Deliveries parked unsent in the last hour, their events, and what is known of the receiver. */
function* waiting(count: number): Generator<Item> {
  const webhookId = sampleWebhookId(0);
  const eventType = sampleType(0);
  const down: Breaker = {
    state: "down",
    sinceMs: START_MS - HOUR_MS,
    probedAtMs: START_MS - HOUR_MS,
    probedType: eventType,
    probes: 0,
    scheduleMs: WEEK_MS,
    pace: 0,
    pacedAtMs: START_MS,
    releasedAtMs: 0,
    version: 1,
  };
  yield { ...standingItemKey(SAMPLE_TENANT, webhookId), ...breakerAttributes(down) };
  for (let index = 0; index < count; index += 1) {
    const acceptedAtMs = START_MS - HOUR_MS + Math.floor((index * HOUR_MS) / count);
    const eventId = eventIdOf(SAMPLE_TENANT, "bus", `waits-${index}`);
    yield writeEventItem({
      ...SAMPLE_TENANT,
      id: eventId,
      type: eventType,
      acceptedAtMs,
      payload: "{}",
      payloadHash: "",
      webhookIds: [webhookId],
    });
    const identity = { ...SAMPLE_TENANT, eventId, webhookId, eventType, acceptedAtMs };
    yield writeDeliveryItem({
      ...blankRecord(identity),
      status: "parked",
      dispatch: 1,
      nextAttemptAtMs: acceptedAtMs,
      endsAtMs: acceptedAtMs + WEEK_MS,
    });
  }
}
