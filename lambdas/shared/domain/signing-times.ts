/**
 * When a signing key signs, and how long it can be read. Each key begins to sign at a whole
 * multiple of the rotation interval (24 h), so a rotation that runs twice, or at the same time as
 * another, makes keys for the same moments, and one for each.
 */

/** A key, by the moment from which on it signs until a later one begins. Epoch milliseconds. */
export interface TimedKey {
  readonly signsFromMs: number;
}

/** How keys are rotated, in milliseconds. */
export interface RotationTimes {
  readonly intervalMs: number;
  /** How long a key can be read after its successor began to sign. */
  readonly retentionMs: number;
}

/**
 * The moments for which a key is to be made: always the next one, so that a key is published long
 * before it signs; the present one only when there is no key at all that could sign. After a
 * rotation that was stopped for days the last key goes on until the next moment.
 */
export function momentsToMake(
  keys: readonly TimedKey[],
  nowMs: number,
  intervalMs: number,
): number[] {
  const presentMs = Math.floor(nowMs / intervalMs) * intervalMs;
  return [
    ...(keys.some(({ signsFromMs }) => signsFromMs <= nowMs) ? [] : [presentMs]),
    ...(keys.some(({ signsFromMs }) => signsFromMs > nowMs) ? [] : [presentMs + intervalMs]),
  ];
}

/** The key that signs now: the one that began last; `undefined` when there is none. */
export function signingKeyAt<Key extends TimedKey>(
  keys: readonly Key[],
  nowMs: number,
): Key | undefined {
  return keys
    .filter(({ signsFromMs }) => signsFromMs <= nowMs)
    .toSorted((one, other) => other.signsFromMs - one.signsFromMs)[0];
}

/**
 * When a key stops being readable: 24 h after its successor began to sign ("After expiration public
 * keys can still be obtained from the API for the next 24 hours", TransactionLink). `undefined`
 * while it has no successor.
 */
export function unreadableFromMs(
  key: TimedKey,
  keys: readonly TimedKey[],
  retentionMs: number,
): number | undefined {
  const successors = keys
    .map(({ signsFromMs }) => signsFromMs)
    .filter((signsFromMs) => signsFromMs > key.signsFromMs);
  return successors.length === 0 ? undefined : Math.min(...successors) + retentionMs;
}

/** The keys that can be read now, the one that signs next included. */
export function readableKeys<Key extends TimedKey>(
  keys: readonly Key[],
  nowMs: number,
  retentionMs: number,
): Key[] {
  return keys.filter((key) => (unreadableFromMs(key, keys, retentionMs) ?? Infinity) > nowMs);
}

/** The keys that follow another one and were made less than `forMs` ago. */
export function recentSuccessors<Key extends TimedKey & { readonly createdAtMs: number }>(
  keys: readonly Key[],
  nowMs: number,
  forMs: number,
): Key[] {
  const first = Math.min(...keys.map(({ signsFromMs }) => signsFromMs));
  return keys.filter(
    ({ signsFromMs, createdAtMs }) => signsFromMs > first && createdAtMs > nowMs - forMs,
  );
}

/**
 * When a key of a ring that gets no more keys has ended: as it would have if its successor had
 * begun on time, an interval after itself.
 */
export function endsAtMs(
  key: TimedKey,
  keys: readonly TimedKey[],
  { intervalMs, retentionMs }: RotationTimes,
): number {
  return unreadableFromMs(key, keys, retentionMs) ?? key.signsFromMs + intervalMs + retentionMs;
}

/** How late the next key is for the one that signs, in milliseconds: 0 when all is well. */
export function rotationDelayMs(
  keys: readonly TimedKey[],
  nowMs: number,
  intervalMs: number,
): number {
  const signing = signingKeyAt(keys, nowMs);
  return signing === undefined ? 0 : Math.max(0, nowMs - signing.signsFromMs - intervalMs);
}
