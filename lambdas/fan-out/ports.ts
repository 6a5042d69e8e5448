import type { AcceptedEvent } from "../shared/domain/accepted-event.ts";
import type { CarriedEvent } from "../shared/domain/delivery-message.ts";
import type { CompiledFilter } from "../shared/domain/event-filter.ts";
import type { CheckPayload, EventAttributes } from "../shared/domain/event-type.ts";
import type { Pool } from "../shared/domain/pool.ts";
import type { Rejection } from "../shared/domain/rejection.ts";
import type { Tenant } from "../shared/domain/tenant.ts";
import type { Webhook } from "../shared/domain/webhook.ts";
import type { EventSlice } from "./domain/event-slice.ts";
import type { Keeping } from "./keep-rejected.ts";

/** What the fan-out must know of a webhook. */
export interface Subscriber extends Pick<Webhook, "id" | "version" | "events" | "status"> {
  /** Only events whose payload matches; absent: all. */
  readonly filter?: CompiledFilter;
}

/** The configuration of a tenant, as of the last change that the config API answered. */
export interface TenantSubscribers {
  /** Grows with every change of a webhook or event type. */
  readonly revision: number;
  readonly subscribers: readonly Subscriber[];
}

/** The webhooks of a tenant. */
export interface Subscribers {
  /** @returns `undefined` when there is no such application */
  of(tenant: Tenant): Promise<TenantSubscribers | undefined>;
}

/** What the fan-out must know of an event type. */
export interface KnownEventType {
  readonly check: CheckPayload;
  /** Of an application's own event type: what travels with the event, for selections. */
  readonly attributes?: EventAttributes;
}

/** The event types: built-in ones, and those of each tenant. */
export interface EventTypes {
  /**
   * @param revision the tenant's: what was remembered of its own event types under another one is
   *   read again
   * @returns `undefined` when there is none of this name
   */
  find(tenant: Tenant, name: string, revision: number): Promise<KnownEventType | undefined>;
}

/** The events that were accepted. */
export interface AcceptedEvents {
  /** F1: puts an event if absent. @returns what is there now: the given or the earlier event */
  putIfAbsent(event: AcceptedEvent): Promise<AcceptedEvent>;
  find(eventId: string): Promise<AcceptedEvent | undefined>;
}

/** A first message for one webhook. */
export interface FirstMessage extends Tenant {
  readonly deliveryId: string;
  readonly webhookVersion: number;
}

/** Sends first messages (`dispatch` 0) to the queues of deliveries. */
export interface FirstMessages {
  /** F2: one message each, with the event where it is small. Throws unless SQS took them all. */
  sendAll(event: CarriedEvent, messages: readonly FirstMessage[]): Promise<void>;
}

/** Which pool serves each webhook of a tenant, as far as is known. Never throws. */
export type PoolsOf = (tenant: Tenant) => Promise<(webhookId: string) => Pool>;

/** Puts slices of events on the queue of their own. */
export interface EventSlices {
  /** F2 of an event for many webhooks. Throws unless SQS took all of them. */
  sendAll(slices: readonly EventSlice[]): Promise<void>;
}

/** What is known of an entry that was rejected. */
export interface RejectedEvent {
  readonly type: string;
  readonly id: string;
  /** Its application, if there is one. */
  readonly tenant?: Tenant;
}

/** Where entries go that cannot become an event, with the reason. */
export interface RejectedEntries {
  /** @param event absent: the entry could not be read */
  put(entryText: string, rejection: Rejection, event?: RejectedEvent): Promise<void>;
}

/**
 * What was not looked at to the end, for it took more steps than one event may take: the event went
 * on as if it fitted.
 */
export interface Unchecked extends Tenant {
  readonly eventId: string;
  readonly eventType: string;
  /** Whether the payload was not held against its event type's schema. */
  readonly schema: boolean;
  /** Webhooks that got the event though it was not held against their filters. */
  readonly webhookIds: readonly string[];
}

/** What is measured and logged. Never throws. */
export interface FanOutReport {
  accepted(event: AcceptedEvent, webhookCount: number): void;
  unchecked(unchecked: Unchecked): void;
  /**
   * @param keeping whether it can be read
   * @param event absent: the entry could not be read
   */
  rejected(rejection: Rejection, keeping: Keeping, event?: RejectedEvent): void;
}
