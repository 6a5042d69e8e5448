import { hash } from "node:crypto";

import type { CarriedEvent } from "./delivery-message.ts";
import type { Tenant } from "./tenant.ts";

/** An event as it is kept: once, with the webhooks that the first fan-out chose. */
export interface AcceptedEvent extends CarriedEvent, Tenant {
  readonly id: string;
  /** The producer's own id of it. */
  readonly producerId?: string;
  /**
   * The bus's id of the publication that made it; absent where that is its own id, and in items of
   * before.
   */
  readonly publication?: string;
  /** SHA-256 of the payload, base64url: tells a repeat from another event under the same id. */
  readonly payloadHash: string;
  /** Ids of the webhooks that get it: a repeated fan-out chooses the same. */
  readonly webhookIds: readonly string[];
}

/** What is known of it beside what it carries. */
export type EventHead = Pick<
  AcceptedEvent,
  keyof Tenant | "id" | "type" | "acceptedAtMs" | "webhookIds"
>;

/** SHA-256 of a payload's compact text, base64url: tells a repeat from another event of that id. */
export function payloadHashOf(payload: string): string {
  return hash("sha256", payload, "base64url");
}
