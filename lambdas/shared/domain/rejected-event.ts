import { createHash } from "node:crypto";

import { type EntryOrigin, entryOrigin } from "./entry-origin.ts";
import { base62 } from "./identifiers.ts";
import type { EntryError, RejectReason, Rejection } from "./rejection.ts";
import { shortText } from "./short-text.ts";
import { type Tenant, tenantKey } from "./tenant.ts";

/** Days that a rejected event is listed: as long as its entry lies in the rejected-events queue. */
export const REJECTED_RETENTION_DAYS = 14;

/** Places that are kept: as many as one check of a payload finds. */
const MOST_PLACES = 10;
const MOST_FIELD_BYTES = 200;
const MOST_MESSAGE_BYTES = 300;
/** Of all places together, so that no item takes more than two write units (2 KB). */
const MOST_PLACES_BYTES = 800;

/** Whose list a rejected event is in: that of the tenant it addressed, else the operator's. */
export type RejectedOwner = Tenant | "operator";

/** Where a list of rejected events goes on: behind this one. */
export interface RejectedPosition {
  readonly receivedAtMs: number;
  readonly id: string;
}

/** What is kept of a rejected event: never the payload, nor a value of it. */
export interface RejectedEvent extends RejectedPosition, Omit<EntryOrigin, "tenants"> {
  readonly reason: RejectReason;
  readonly errors: readonly EntryError[];
}

/** The key of an owner's list; no tenant's key is `operator`. */
export function rejectedOwnerKey(owner: RejectedOwner): string {
  return owner === "operator" ? owner : tenantKey(owner);
}

/**
 * A rejected event as it is kept. The same entry, rejected again for the same addressee, has the
 * same id.
 * @param addressee the application and environment that it was rejected for, whether they exist or
 *   not
 * @param receivedAtMs when the bus handed it over
 * @param from what the entry says of itself, where that was read before
 */
export function rejectedEventOf(
  entryText: string,
  { reason, errors }: Rejection,
  addressee: Tenant | undefined,
  receivedAtMs: number,
  from = entryOrigin(entryText),
): RejectedEvent {
  const { tenants: _, ...origin } = from;
  const scope = addressee === undefined ? "" : tenantKey(addressee);
  const hash = createHash("sha256").update(`${scope}\n`).update(entryText).digest();
  return {
    id: `rej_${base62(hash.subarray(0, 16))}`,
    receivedAtMs,
    reason,
    errors: shortErrors(errors),
    ...origin,
  };
}

/** The order of lists: newest first, then by id, so that no two are alike. */
export function compareRejected(one: RejectedPosition, other: RejectedPosition): number {
  if (one.receivedAtMs !== other.receivedAtMs) return other.receivedAtMs - one.receivedAtMs;
  if (one.id === other.id) return 0;
  return one.id < other.id ? 1 : -1;
}

function shortErrors(errors: readonly EntryError[]): EntryError[] {
  const kept: EntryError[] = [];
  let bytes = 0;
  for (const { field, message } of errors.slice(0, MOST_PLACES)) {
    const short = {
      field: shortText(field, MOST_FIELD_BYTES),
      message: shortText(message, MOST_MESSAGE_BYTES),
    };
    bytes += Buffer.byteLength(short.field) + Buffer.byteLength(short.message);
    if (bytes > MOST_PLACES_BYTES) break;
    kept.push(short);
  }
  return kept;
}
