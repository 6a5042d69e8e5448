import { MS_PER_DAY } from "../shared/domain/utc-day.ts";
import type { KeyVersion, KeyVersions, Walk, WalkStore } from "./ports.ts";
import { isProof, type WalkReport } from "./reseal-walk.ts";

/**
 * The shortest time between two rotations, in milliseconds. Answers kept for idempotency keys are
 * not sealed anew; they end after 24 hours, and an hour is for the warm functions that still sealed
 * under the key before.
 */
const SHORTEST_INTERVAL_MS = 25 * 3_600_000;

/** What keeping the vault key needs. */
export interface VaultKeyPorts {
  readonly versions: KeyVersions;
  readonly walks: Pick<WalkStore, "read">;
  readonly walk: (current: KeyVersion, isTimeUp: () => boolean) => Promise<WalkReport>;
  /** A key older than this is rotated; 0: only when asked. */
  readonly rotationDays: number;
  readonly now: () => number;
}

/** One run. */
export interface VaultKeyRun {
  /** Whether somebody asks for a rotation now. */
  readonly isAsked: boolean;
  readonly isTimeUp: () => boolean;
}

/** What a run did. */
export interface VaultKeyReport extends Omit<WalkReport, "state"> {
  readonly rotated: boolean;
  /** Why it did not rotate although somebody asked. */
  readonly refusal?: string;
  /** `never_rotated`: there is one key only, and everything is under it. */
  readonly state: WalkReport["state"] | "never_rotated";
}

/**
 * Rotates the vault key when it is asked for or due, and seals everything anew under the new one.
 * Secrets Manager keeps two versions, so it never rotates while anything may be sealed under the
 * one before the current: no credential is lost, wherever a run dies, however many run at once.
 */
export function makeRotateVaultKey(
  ports: VaultKeyPorts,
): (run: VaultKeyRun) => Promise<VaultKeyReport> {
  const { versions, walk } = ports;
  return async ({ isAsked, isTimeUp }) => {
    const before = await versions.current();
    const decision = await decide(ports, before, isAsked);
    if (decision.rotates) await versions.succeed(before);
    const current = decision.rotates ? await versions.current() : before;
    const rotated = current.id !== before.id;
    const refusal = isAsked && !decision.rotates ? { refusal: decision.because } : {};
    if ((await versions.previous()) === undefined) {
      return { rotated, ...refusal, state: "never_rotated", resealed: 0, left: 0 };
    }
    return { rotated, ...refusal, ...(await walk(current, isTimeUp)) };
  };
}

type Decision = { readonly rotates: true } | { readonly rotates: false; readonly because: string };

async function decide(
  { versions, walks, rotationDays, now }: VaultKeyPorts,
  current: KeyVersion,
  isAsked: boolean,
): Promise<Decision> {
  const isDue = rotationDays > 0 && now() - current.createdAtMs >= rotationDays * MS_PER_DAY;
  if (!isAsked && !isDue) return { rotates: false, because: "it is not due" };
  if ((await versions.previous()) === undefined) return { rotates: true };
  return mayRotateAgain(await walks.read(), current, now());
}

function mayRotateAgain(walk: Walk | undefined, current: KeyVersion, nowMs: number): Decision {
  if (walk === undefined || !isProof(walk, current)) {
    const because = "something may still be sealed under the key before: try again in an hour";
    return { rotates: false, because };
  }
  const isEarly = nowMs < walk.seenFromMs + SHORTEST_INTERVAL_MS;
  return isEarly
    ? { rotates: false, because: "the last rotation was less than 25 hours ago" }
    : { rotates: true };
}
