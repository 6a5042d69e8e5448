import type { SigningKey } from "../shared/domain/signing-key.ts";
import {
  endsAtMs,
  momentsToMake,
  readableKeys,
  recentSuccessors,
  rotationDelayMs,
} from "../shared/domain/signing-times.ts";
import { makeKeys } from "../shared/signing-keys/ensure-ring.ts";
import type { RegisteredRing, RingPorts, SignsJws } from "../shared/signing-keys/ports.ts";

/** What a rotation of one ring did, and how its keys stand. */
export interface Rotation {
  readonly made: number;
  readonly removed: number;
  /** How long the key that signs should have been followed by another: 0 when all is well. */
  readonly delayMs: number;
  /** Keys made lately in place of another: to be told of, if the run that made them could not. */
  readonly successors: readonly SigningKey[];
}

/**
 * So long each run tells of a new key, in milliseconds: three runs, should one die or the bus fail.
 */
const TOLD_FOR_MS = 3 * 3_600_000;

/** What `makeRotateKeys` needs. */
export interface RotatePorts extends RingPorts {
  readonly signsJws: SignsJws;
}

/**
 * Makes the keys that are missing in a ring, and removes those that nobody may read any more. It
 * may run as often as it likes, twice at once, or not at all for days: each moment gets one key,
 * and the last key signs until a later one begins. A tenant that signs nothing any more gets no
 * key; its ring is retired with its last one.
 */
export function makeRotateKeys(ports: RotatePorts): (ring: RegisteredRing) => Promise<Rotation> {
  const { keys, rings, times, signsJws, now } = ports;
  return async (ring) => {
    const { tenant } = ring;
    const nowMs = now();
    const before = await keys.list(tenant);
    const moments = momentsToMake(before, nowMs, times.intervalMs);
    const isIdle = moments.length > 0 && !(await signsJws(tenant));
    const isFilled = moments.length > 0 && !isIdle;
    if (isFilled) await makeKeys(ports, tenant, moments, nowMs);
    const present = isFilled ? await keys.list(tenant) : before;
    const readable = readableKeys(present, nowMs, times.retentionMs);
    const gone = present.filter((key) => !readable.includes(key));
    for (const key of gone) await keys.remove(key);
    const isOver = isIdle && readable.every((key) => endsAtMs(key, present, times) <= nowMs);
    // One at most: all others have a successor, and are not readable if that has ended.
    const last: SigningKey | undefined = readable.at(-1);
    const isRetired = isOver && (await rings.retire(ring, last));
    return {
      made: isFilled ? moments.length : 0,
      removed: gone.length + (isRetired && last !== undefined ? 1 : 0),
      delayMs: isIdle ? 0 : rotationDelayMs(present, nowMs, times.intervalMs),
      successors: recentSuccessors(present, nowMs, Math.min(TOLD_FOR_MS, times.intervalMs)),
    };
  };
}
