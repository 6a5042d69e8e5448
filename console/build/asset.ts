import { createHash } from "node:crypto";
import { extname } from "node:path";

/** A file that pages load. */
export interface Asset {
  readonly name: string;
  readonly contents: Uint8Array;
}

/** Assets as they are served, and how templates call them. */
export interface HashedAssets {
  /** Each with a hash of its contents in its name, so that it may be kept for good. */
  readonly files: readonly Asset[];
  /** Names with their hash by those without: `main.css` → `main.GZ5CT2JU.css`. */
  readonly hashedNames: ReadonlyMap<string, string>;
}

/** 48 bits: to tell the versions of one file apart. */
const HASH_LENGTH = 12;

/** Puts a hash into the names of assets that are ready. */
export function hashed(assets: readonly Asset[]): HashedAssets {
  const pairs = assets.map(({ name, contents }) => {
    const end = extname(name);
    const hash = createHash("sha256").update(contents).digest("hex").slice(0, HASH_LENGTH);
    return { plain: name, name: `${name.slice(0, -end.length)}.${hash}${end}`, contents };
  });
  return {
    files: pairs.map(({ name, contents }) => ({ name, contents })),
    hashedNames: new Map(pairs.map(({ plain, name }) => [plain, name])),
  };
}
