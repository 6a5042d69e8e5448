import type { CarriedEvent } from "../shared/domain/delivery-message.ts";
import type { Rejection } from "../shared/domain/event-entry.ts";
import type { Tenant } from "../shared/domain/tenant.ts";
import type { WebhookInterest } from "../shared/domain/webhook.ts";

/** What the fan-out must know of a webhook. */
export interface Listener extends WebhookInterest {
  readonly id: string;
  readonly version: number;
}

/** The webhooks of a tenant, as of the last change that the config API answered. */
export interface Listeners {
  /** @returns `undefined` when there is no such application */
  of(tenant: Tenant): Promise<readonly Listener[] | undefined>;
}

/** An event to keep: once, with the webhooks that the first fan-out chose. */
export interface NewEvent extends CarriedEvent, Tenant {
  readonly id: string;
  readonly producerId?: string;
  /** SHA-256 of the payload, base64url: tells a repeat from another event under the same id. */
  readonly payloadHash: string;
  readonly webhookIds: readonly string[];
}

/** The events that were accepted. */
export interface AcceptedEvents {
  /** F1: puts an event if absent. @returns what is there now: the given event, or the one that was there before */
  putIfAbsent(event: NewEvent): Promise<NewEvent>;
}

/** A first message for one webhook. */
export interface FirstMessage extends Tenant {
  readonly deliveryId: string;
  readonly webhookVersion: number;
}

/** Sends first messages (`dispatch` 0) to the deliveries queue. */
export interface FirstMessages {
  /** F2: one message for each; the event travels along where it is small. Throws unless SQS took all of them. */
  sendAll(event: CarriedEvent, messages: readonly FirstMessage[]): Promise<void>;
}

/** Where entries go that cannot become an event, with the reason. */
export interface RejectedEntries {
  put(entryText: string, rejection: Rejection): Promise<void>;
}

/** What is measured and logged. Never throws. */
export interface FanOutReport {
  accepted(event: NewEvent, webhookCount: number): void;
  rejected(rejection: Rejection): void;
}
