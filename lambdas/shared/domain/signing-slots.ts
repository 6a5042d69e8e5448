/**
 * When a signing key signs, and how long it can be read. Time is cut into slots of one rotation interval (24 h); a key
 * belongs to the slot from which on it signs, so a rotation that runs twice, or at the same time as another, makes the same
 * slots and one key for each.
 */

/** A key's slot: it signs from `slot × interval` until a key of a later slot begins. */
export interface SlottedKey {
  readonly slot: number;
}

/** The slot of a time. */
export function slotOf(nowMs: number, intervalMs: number): number {
  return Math.floor(nowMs / intervalMs);
}

/**
 * Slots for which a key is to be made: always the next one, so that a key is published a whole slot before it signs; the
 * present one only when there is no key at all that could sign. A rotation that was stopped for days goes on with the last key
 * until the next slot.
 */
export function slotsToMake(
  keys: readonly SlottedKey[],
  nowMs: number,
  intervalMs: number,
): number[] {
  const present = slotOf(nowMs, intervalMs);
  const slots = keys.some(({ slot }) => slot <= present) ? [] : [present];
  return keys.some(({ slot }) => slot > present) ? slots : [...slots, present + 1];
}

/** The key that signs now: of the latest slot that has begun; `undefined` when there is none. */
export function signingKeyAt<Key extends SlottedKey>(
  keys: readonly Key[],
  nowMs: number,
  intervalMs: number,
): Key | undefined {
  const present = slotOf(nowMs, intervalMs);
  return keys.filter(({ slot }) => slot <= present).toSorted((one, other) => other.slot - one.slot)[0];
}

/**
 * When a key stops being readable, in epoch milliseconds: 24 h after its successor began to sign ("After expiration public
 * keys can still be obtained from the API for the next 24 hours", TransactionLink). `undefined` while it has no successor.
 */
export function unreadableFromMs(
  key: SlottedKey,
  keys: readonly SlottedKey[],
  times: { readonly intervalMs: number; readonly retentionMs: number },
): number | undefined {
  const later = keys.map(({ slot }) => slot).filter((slot) => slot > key.slot);
  return later.length === 0
    ? undefined
    : Math.min(...later) * times.intervalMs + times.retentionMs;
}

/** The keys that can be read now, the next one included. */
export function readableKeys<Key extends SlottedKey>(
  keys: readonly Key[],
  nowMs: number,
  times: { readonly intervalMs: number; readonly retentionMs: number },
): Key[] {
  return keys.filter((key) => (unreadableFromMs(key, keys, times) ?? Infinity) > nowMs);
}
