import type { SealContext } from "../shared/domain/seal-context.ts";

/** A version of the vault key. */
export interface KeyVersion {
  /** The `kid` of what is sealed under it. */
  readonly id: string;
  readonly createdAtMs: number;
}

/** The versions of the vault key: the current one, the one before it, and no more. */
export interface KeyVersions {
  current(): Promise<KeyVersion>;
  /** `undefined` while the key was never rotated. */
  previous(): Promise<KeyVersion | undefined>;
  /**
   * Makes a new key the successor of the current one. A version has one successor, however often
   * and by how many this is called; when the version is not the current one any more, nothing
   * happens.
   */
  succeed(version: KeyVersion): Promise<void>;
}

/** One sealed text and what it belongs to. */
export interface Seal {
  readonly field: string;
  readonly jwe: string;
  readonly context: SealContext;
}

/** Where an item is: the two parts of its key. */
export interface Position {
  readonly pk: string;
  readonly sk: string;
}

/** An item with all that is sealed in it. */
export interface SealedItem {
  readonly position: Position;
  readonly seals: readonly Seal[];
  /** Of a webhook: it grows with each change. */
  readonly version?: number;
}

/** All that is sealed, but for the answers of idempotency keys, which end within a day. */
export interface SealedItems {
  /** Some items behind a position, in the table's own order; `next` is absent at the end. */
  page(
    after: Position | undefined,
  ): Promise<{ readonly items: readonly SealedItem[]; readonly next?: Position }>;
  /** The item as it is now; `undefined` when it is gone, or nothing is sealed in it. */
  read(position: Position): Promise<SealedItem | undefined>;
  /** Puts other seals into an item that has not changed since. @returns whether they were put */
  replace(item: SealedItem, seals: readonly Seal[]): Promise<boolean>;
}

/** A walk over everything that is sealed, as far as it has come. */
export interface Walk {
  /** The version that everything is sealed under anew. */
  readonly keyVersion: string;
  /**
   * When a walk first saw this version, in epoch milliseconds: warm functions still seal under the
   * last.
   */
  readonly seenFromMs: number;
  readonly startedAtMs: number;
  /** Behind which it goes on. */
  readonly position?: Position;
  /** Texts that could not be sealed anew so far. */
  readonly left: number;
  readonly endedAtMs?: number;
  /** Grows with every step. */
  readonly step: number;
}

/** Keeps the one walk. */
export interface WalkStore {
  read(): Promise<Walk | undefined>;
  /** Puts the next step, if nobody else has. @returns whether it was put */
  write(walk: Walk): Promise<boolean>;
}
