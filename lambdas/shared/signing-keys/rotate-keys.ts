import type { SigningKey } from "../domain/signing-key.ts";
import {
  momentsToMake,
  readableKeys,
  rotationDelayMs,
  type RotationTimes,
} from "../domain/signing-times.ts";

/** Where signing keys are kept. */
export interface KeyStore {
  list(): Promise<SigningKey[]>;
  /** Puts a key unless one begins at the same moment. */
  putIfAbsent(key: SigningKey): Promise<boolean>;
  remove(signsFromMs: number): Promise<void>;
}

/** What a rotation did, and how the keys stand. */
export interface Rotation {
  readonly made: number;
  readonly removed: number;
  /** How long the key that signs should have been followed by another: 0 when all is well. */
  readonly delayMs: number;
}

/** What `makeRotateKeys` needs. */
export interface RotatePorts {
  readonly times: RotationTimes;
  readonly keys: KeyStore;
  /** A new RSA-2048 key pair, its private half sealed. */
  readonly makeKey: (signsFromMs: number, nowMs: number) => Promise<SigningKey>;
  readonly now: () => number;
}

/**
 * Makes the keys that are missing, and removes those that nobody may read any more. It may run as often as it likes, twice at
 * once, or not at all for days: each moment gets one key, and the last key signs until a later
 * one begins.
 */
export function makeRotateKeys(ports: RotatePorts): () => Promise<Rotation> {
  const { keys, makeKey, times, now } = ports;
  return async () => {
    const nowMs = now();
    const moments = momentsToMake(await keys.list(), nowMs, times.intervalMs);
    for (const signsFromMs of moments) {
      await keys.putIfAbsent(await makeKey(signsFromMs, nowMs));
    }
    const present = await keys.list();
    const readable = new Set(readableKeys(present, nowMs, times.retentionMs));
    const gone = present.filter((key) => !readable.has(key));
    for (const { signsFromMs } of gone) {
      await keys.remove(signsFromMs);
    }
    return {
      made: moments.length,
      removed: gone.length,
      delayMs: rotationDelayMs(present, nowMs, times.intervalMs),
    };
  };
}
