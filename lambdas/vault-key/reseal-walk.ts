import type { SealContext } from "../shared/domain/seal-context.ts";
import { VaultError } from "../shared/vault/vault-error.ts";
import { CURRENT_KEY_LIFETIME_MS } from "../shared/vault/vault-keys.ts";
import type { KeyVersion, Seal, SealedItem, SealedItems, Walk, WalkStore } from "./ports.ts";

/**
 * How long after a rotation something may still be sealed under the key before, in milliseconds: so
 * long warm functions remember it, and five minutes for what they were doing then.
 */
const SETTLING_MS = CURRENT_KEY_LIFETIME_MS + 5 * 60 * 1000;

/** An item that others keep changing is tried so many times; the next walk finds it again. */
const MOST_TRIES = 5;

/** What walking needs. */
export interface WalkPorts {
  readonly items: SealedItems;
  readonly walks: WalkStore;
  readonly vault: { reseal(jwe: string, context: SealContext): Promise<string> };
  readonly now: () => number;
  /** Tells of a text that cannot be sealed anew, never the text itself. */
  readonly cannotReseal: (item: SealedItem, seal: Seal, error: VaultError) => void;
}

/**
 * - `done`: everything is under the current key
 * - `waiting`: a walk has come to the end, and another has to follow it: warm functions may have
 *   sealed under the key before
 * - `left`: something could not be sealed anew
 * - `under_way`: time was up, the next run goes on there
 * - `elsewhere`: another run walks
 */
export type WalkState = "done" | "waiting" | "left" | "under_way" | "elsewhere";

/** How far a walk has come. */
export interface WalkReport {
  readonly state: WalkState;
  /** Texts that this run has sealed anew. */
  readonly resealed: number;
  /** Texts that the walk could not seal anew so far. */
  readonly left: number;
}

/**
 * Whether a walk proves that nothing is, or ever will be, sealed under a key before this version.
 */
export function isProof(walk: Walk, { id }: KeyVersion): boolean {
  return (
    walk.keyVersion === id &&
    walk.endedAtMs !== undefined &&
    walk.left === 0 &&
    walk.startedAtMs >= walk.seenFromMs + SETTLING_MS
  );
}

/**
 * Makes the walk that seals everything under the current key: from where the last run stopped,
 * until the end or until time is up. What is done twice is done once, so it may die anywhere, and
 * run twice at once.
 */
export function makeResealWalk(
  ports: WalkPorts,
): (current: KeyVersion, isTimeUp: () => boolean) => Promise<WalkReport> {
  const { items, walks, now } = ports;
  return async (current, isTimeUp) => {
    const seen = await walks.read();
    if (seen !== undefined && isProof(seen, current)) {
      return { state: "done", resealed: 0, left: 0 };
    }
    let walk = walkOn(seen, current, now());
    let resealed = 0;
    do {
      const page = await items.page(walk.position);
      const counts = await Promise.all(page.items.map((item) => resealItem(ports, item)));
      resealed += sum(counts.map((count) => count.resealed));
      const { position: _, ...rest } = walk;
      walk = {
        ...rest,
        left: walk.left + sum(counts.map(({ left }) => left)),
        step: walk.step + 1,
        ...(page.next === undefined ? { endedAtMs: now() } : { position: page.next }),
      };
      if (!(await walks.write(walk))) return { state: "elsewhere", resealed, left: walk.left };
    } while (walk.endedAtMs === undefined && !isTimeUp());
    return { state: stateOf(walk, current), resealed, left: walk.left };
  };
}

/** The walk that is under way for this version, or a new one. */
function walkOn(seen: Walk | undefined, { id: keyVersion }: KeyVersion, nowMs: number): Walk {
  const isSame = seen?.keyVersion === keyVersion;
  if (isSame && seen.endedAtMs === undefined) return seen;
  const seenFromMs = isSame ? seen.seenFromMs : nowMs;
  return { keyVersion, seenFromMs, startedAtMs: nowMs, left: 0, step: seen?.step ?? 0 };
}

function stateOf(walk: Walk, current: KeyVersion): WalkState {
  if (isProof(walk, current)) return "done";
  if (walk.endedAtMs === undefined) return "under_way";
  return walk.left === 0 ? "waiting" : "left";
}

interface Counts {
  readonly resealed: number;
  readonly left: number;
}

/** Seals all of an item again; once more as it is then, when it was changed in between. */
async function resealItem(ports: WalkPorts, found: SealedItem): Promise<Counts> {
  let item: SealedItem | undefined = found;
  for (let attempt = 0; attempt < MOST_TRIES && item !== undefined; attempt += 1) {
    const { seals, left } = await resealSeals(ports, item);
    const changed = seals.filter((seal, index) => seal.jwe !== item?.seals[index]?.jwe).length;
    if (changed === 0 || (await ports.items.replace(item, seals))) {
      return { resealed: changed, left };
    }
    item = await ports.items.read(item.position);
  }
  return { resealed: 0, left: item?.seals.length ?? 0 };
}

async function resealSeals(
  { vault, cannotReseal }: WalkPorts,
  item: SealedItem,
): Promise<{ readonly seals: readonly Seal[]; readonly left: number }> {
  let left = 0;
  const seals = await Promise.all(
    item.seals.map(async (seal) => {
      try {
        return { ...seal, jwe: await vault.reseal(seal.jwe, seal.context) };
      } catch (error) {
        if (!(error instanceof VaultError)) throw error;
        left += 1;
        cannotReseal(item, seal, error);
        return seal;
      }
    }),
  );
  return { seals, left };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
