import { expect } from "vitest";

import { makeDeliverOne } from "../../lambdas/deliver/deliver-one.ts";
import type { ReceivedDelivery } from "../../lambdas/deliver/ports.ts";
import { makeRenderBody } from "../../lambdas/shared/attempt/make-attempt.ts";
import type { CallableWebhook, ReadyWebhook } from "../../lambdas/shared/attempt/ready-webhooks.ts";
import type {
  AttemptFailureReason,
  AttemptResult,
} from "../../lambdas/shared/domain/attempt-outcome.ts";
import type { CarriedCommit } from "../../lambdas/shared/domain/carried-commit.ts";
import type { Commit } from "../../lambdas/shared/domain/commit.ts";
import type {
  CarriedEvent,
  DeliveryMessage,
} from "../../lambdas/shared/domain/delivery-message.ts";
import {
  blankRecord,
  type Attempt,
  type DeliveryRecord,
} from "../../lambdas/shared/domain/delivery-record.ts";
import { deliveryIdOf } from "../../lambdas/shared/domain/identifiers.ts";
import { eachPool, type Pool } from "../../lambdas/shared/domain/pool.ts";
import type { Limit } from "../../lambdas/shared/domain/rate-limit.ts";
import type { Standing } from "../../lambdas/shared/domain/standing.ts";
import type { OutgoingRequest } from "../../lambdas/shared/http/http-sender.ts";
import { PROFILES } from "../../lambdas/shared/profiles/profiles.ts";
import type { Parked } from "../../lambdas/shared/waiting/release.ts";
import type { ExternalCall } from "./fakes/external-call.ts";
import { MemoryDeliveries, recordsThrough } from "./fakes/memory-deliveries.ts";

/** The time at which everything happens in the bed, unless a test moves it. */
export const NOW_MS = 1_700_000_000_000;
/** When the event was accepted. */
const ACCEPTED_AT_MS = NOW_MS - 400;
/** `messageId` of the message that is delivered. */
export const ME = "11111111-1111-4111-8111-111111111111";

/** `messageId` of a carried commit. */
export const CARRIER = "22222222-2222-4222-8222-222222222222";

export const key = {
  eventId: "evt_0000000000000000000001",
  webhookId: "wh_0000000000000000000002",
} as const;
export const DELIVERY_ID = deliveryIdOf(key);

export const event: CarriedEvent = {
  type: "TRANSACTION",
  acceptedAtMs: ACCEPTED_AT_MS,
  payload: '{"amount":5.00}',
};

/** The record before anything happened. */
export const blank = blankRecord({
  application: "acme",
  environment: "production",
  ...key,
  eventType: event.type,
  acceptedAtMs: ACCEPTED_AT_MS,
});

/** A record that this message carries, after 3 attempts, due now. */
export const mine: DeliveryRecord = {
  ...blank,
  dispatch: 3,
  attempts: 3,
  carrier: ME,
  nextAttemptAtMs: NOW_MS,
  lastOutcome: "503",
};

/** The same, released by its lane and not marked yet. */
export const parked = { ...mine, status: "parked", carrier: "-" } as const;

export const webhook: CallableWebhook = {
  status: "enabled",
  endpoint: "https://example.com/hooks",
  profile: PROFILES.standard,
  ok: true,
  headers: ["authorization", "Basic dTpw"],
};

/** A webhook that is retried after so many seconds, always. */
export function retriedAfter(intervalSeconds: number, attempts = 6): CallableWebhook {
  const retry = { kind: "fixed", attempts, intervalSeconds } as const;
  return { ...webhook, profile: { ...webhook.profile, retry } };
}

/** An answer of the receiver. */
export function answered(status: number, retryAfter?: string): AttemptResult {
  const times = { startedAtMs: NOW_MS - 80, durationMs: 80 };
  return { kind: "response", status, bodyHead: "said", retryAfter, ...times };
}

/** A retry that the receiver answers with 503. */
export const refused = { record: mine, result: answered(503) };

/** No answer of the receiver. */
export function failed(reason: AttemptFailureReason): AttemptResult {
  const times = { startedAtMs: NOW_MS - 80, durationMs: 80 };
  return { kind: "failure", reason, message: "no answer", ...times };
}

/** The calls that a message can make, by the names that they have in `calls`. */
export type CallName =
  | "read the event"
  | "find the webhook"
  | "POST"
  | "ChangeMessageVisibility"
  | "tell of the drop"
  | "R release"
  | "R release to the slow pool"
  | "H1 send to the slow pool"
  | "E ensure the lane"
  | "D1 read the record"
  | "put the attempt"
  | "R2 mark"
  | "take a slot"
  | "keep the pace"
  | "heed the receiver"
  | "T1 send the commit"
  | "D4 commit";

/** What others do meanwhile, or the time does. */
type Meanwhile = (deliveries: MemoryDeliveries, clock: { nowMs: number }) => void;

/** What a test lets happen. */
export interface Situation {
  readonly record?: DeliveryRecord | undefined;
  /** Default: the event lies in its item. */
  readonly event?: CarriedEvent | undefined;
  /** `undefined`: it was deleted. */
  readonly webhook?: ReadyWebhook | undefined;
  readonly result?: AttemptResult;
  /** What others do right before the first call of that name takes effect. */
  readonly meanwhile?: Partial<Record<CallName, Meanwhile>>;
  /** The first call of that name throws, before it takes effect or after. */
  readonly fault?: { readonly call: CallName; readonly when: "before" | "after" };
  /** Calls whose effect happens twice, as when the SDK repeats a request whose answer was lost. */
  readonly repeated?: CallName;
  readonly longestAttemptSeconds?: number;
  readonly carriesTraces?: boolean;
  /** The pool that this function is of. Default: the quick one. */
  readonly own?: Pool;
  /**
   * The pool that serves the webhook, as read at D1 and whenever it is asked for. Default: the
   * quick one.
   */
  readonly served?: Pool;
  /** The one that serves it once it was attempted. Default: the same. */
  readonly servedThen?: Pool;
  /** Until when the slot is good that a webhook's rate limit has. Default: it has none. */
  readonly slotUntilMs?: number;
  /** What is done instead of an attempt, its receiver being down. */
  readonly unsent?: Commit;
  /** What limits an attempt of what its lane did not release at its pace. */
  readonly limitOfNew?: Limit;
  /** What the attempt turned its webhook to, where nobody else did. */
  readonly turned?: Standing;
}

type Bed = ReturnType<typeof makeDeliverTestBed>;

/**
 * A bed in which a message was delivered, and answered like this: the first of the delivery, with
 * its event, unless it is said otherwise.
 */
export async function delivered(
  answer: Awaited<ReturnType<Bed["deliver"]>>,
  situation: Situation = {},
  ...[message = { event }, received]: Parameters<Bed["deliver"]>
): Promise<Bed> {
  const bed = makeDeliverTestBed(situation);
  await expect(bed.deliver(message, received)).resolves.toBe(answer);
  return bed;
}

/** Deliver with the outside in memory; every call is noted. */
export function makeDeliverTestBed(situation: Situation = {}) {
  const { fault, repeated, meanwhile = {}, result = answered(200) } = situation;
  const found = "webhook" in situation ? situation.webhook : webhook;
  const kept = "event" in situation ? situation.event : event;
  const calls: string[] = [];
  const requests: OutgoingRequest[] = [];
  const visibility: (readonly [string, number])[] = [];
  const told: DeliveryRecord[] = [];
  const released: Parked[] = [];
  const handedOver: DeliveryMessage[] = [];
  const { own = "quick", served = "quick", servedThen = served, turned } = situation;
  const attempted: Attempt[] = [];
  const committed: DeliveryRecord[] = [];
  const carried: CarriedCommit[] = [];
  const carriedDelays: number[] = [];
  const carriedFor: unknown[] = [];
  const certificates: (string | undefined)[] = [];
  const asked: unknown[] = [];
  const turnsTold: unknown[] = [];
  const keptPace: Limit[] = [];
  const ended: (number | undefined)[] = [];
  const heeded: Attempt[] = [];
  const heard: unknown[] = [];
  const deliveries = new MemoryDeliveries();
  if (situation.record !== undefined) deliveries.records.set(DELIVERY_ID, situation.record);
  const clock = { nowMs: NOW_MS };

  const call: ExternalCall = async (name, effect) => {
    const isFirst = !calls.includes(name);
    calls.push(name);
    if (isFirst) meanwhile[name as CallName]?.(deliveries, clock);
    const isFaulty = isFirst && fault?.call === name;
    if (isFaulty && fault.when === "before") throw new Error(`${name} failed`);
    let answer = effect();
    if (repeated === name) answer = effect();
    if (isFaulty) throw new Error(`${name} failed`);
    return answer;
  };

  const deliverOne = makeDeliverOne({
    records: recordsThrough(deliveries, call),
    carriedCommits: {
      send: (commit, delaySeconds) =>
        call("T1 send the commit", () => {
          carried.push(commit);
          carriedDelays.push(delaySeconds);
          return CARRIER;
        }),
    },
    events: { read: () => call("read the event", () => kept) },
    webhooks: {
      find: (tenant, id, leastVersion) =>
        call("find the webhook", () => {
          asked.push([tenant.application, tenant.environment, id, leastVersion]);
          return found;
        }),
    },
    renderBody: makeRenderBody(),
    sender: {
      send: (request) =>
        call("POST", () => {
          requests.push(request);
          return result;
        }),
    },
    visibility: {
      change: (receiptHandle, seconds) =>
        call("ChangeMessageVisibility", () => void visibility.push([receiptHandle, seconds])),
    },
    notices: { send: (record) => call("tell of the drop", () => void told.push(record)) },
    pools: {
      own,
      enter: async () => {
        let pool = served;
        return {
          pool: () => pool,
          watch: async (_endpoint, attempt) => {
            const made = await attempt();
            pool = servedThen;
            return { made, turned };
          },
        };
      },
    },
    poolOf: async () => served,
    guardOf: async () => ({
      unsent: (_record, _profile, as) => (as === "probe" ? undefined : situation.unsent),
      limit: ({ limit }, _record, as) => (as === "usual" ? (situation.limitOfNew ?? limit) : limit),
      ended: async ({ attempt }, eventType) => {
        heard.push([attempt.verdict, eventType]);
        return async () => void heard.push(`followed ${calls.at(-1)}`);
      },
    }),
    messages: eachPool((pool) => ({
      send: (message) =>
        call(`H1 send to the ${pool} pool`, () => {
          handedOver.push(message);
          return "44444444-4444-4444-8444-444444444444";
        }),
    })),
    release: eachPool((pool) => {
      const name = pool === "quick" ? "R release" : `R release to the ${pool} pool`;
      return (delivery) => call(name, () => void released.push(delivery));
    }),
    ensureLane: () => call("E ensure the lane", () => undefined),
    limits: {
      enter: () =>
        call("take a slot", () => {
          const goodUntilMs = situation.slotUntilMs;
          return {
            isGood: () => goodUntilMs !== undefined && clock.nowMs <= goodUntilMs,
            end: async (tookMs) => void ended.push(tookMs),
          };
        }),
      putOff: (_owner, limit) => call("keep the pace", () => void keptPace.push(limit)),
      heed: (_webhookId, _limit, made) =>
        call("heed the receiver", () => void heeded.push(made.attempt)),
    },
    tellSlow: async ({ webhookId }, { turns }, eventType) =>
      void turnsTold.push([webhookId, turns, eventType]),
    report: {
      attempted: (_identity, attempt, certificate) => {
        attempted.push(attempt);
        certificates.push(certificate);
      },
      deferred: () => undefined,
      carried: (_identity, error) => void carriedFor.push(error),
      committed: (record) => void committed.push(record),
    },
    constants: { holdMaxSeconds: 60, horizonSeconds: 900, renewFromReceive: 20 },
    longestAttemptSeconds: situation.longestAttemptSeconds ?? 30,
    carriesTraces: situation.carriesTraces ?? false,
    now: () => clock.nowMs,
    random: () => 0.5,
  });

  return {
    /** Delivers the first message of the delivery, or what the fields make of it. */
    deliver(
      message: Partial<ReceivedDelivery["message"]> = {},
      received: Partial<Omit<ReceivedDelivery, "message">> = {},
    ) {
      return deliverOne({
        messageId: ME,
        receiptHandle: "handle",
        receiveCount: 1,
        ...received,
        message: {
          deliveryId: DELIVERY_ID,
          dispatch: 0,
          application: "acme",
          environment: "production",
          ...message,
        },
      });
    },
    /** Delivers a carried commit. */
    write(commit: CarriedCommit, received: Partial<Omit<ReceivedDelivery, "message">> = {}) {
      return deliverOne({
        messageId: CARRIER,
        receiptHandle: "handle",
        receiveCount: 1,
        ...received,
        carried: commit,
      });
    },
    record: () => deliveries.records.get(DELIVERY_ID),
    attempts: () => deliveries.attempts.get(DELIVERY_ID) ?? [],
    calls,
    clock,
    requests,
    visibility,
    told,
    released,
    /** Attempts that the breaker was told of, with the type of the event that was delivered. */
    heard,
    /** Turns for the worse that were told, with the type of the event that was delivered. */
    turnsTold,
    /** The limits whose pace was to be kept. */
    keptPace,
    /** How long the attempts took whose slots were given back; `undefined`: none was made. */
    ended,
    /** The attempts of limited webhooks. */
    heeded,
    /** Messages that went to another pool as they were. */
    handedOver,
    /** Commits that were sent, with their delays, and what each was sent for. */
    carried,
    carriedDelays,
    carriedFor,
    /** What was reported. */
    attempted,
    committed,
    /** The state of the client certificate that was reported with each attempt. */
    certificates,
    /** What was asked for as `find(tenant, id, leastVersion)`. */
    asked,
  };
}
