import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

import type { Coding } from "../shared/domain/accepted-coding.ts";

/** A file that console/build made: text. Read when it is first asked for. */
export interface BuiltFile {
  readonly mediaType: string;
  /** Weak: all codings of a file have the same tag. */
  readonly etag: () => string;
  /** In base64, but for the file as it is. */
  readonly body: (coding: Coding | undefined) => string;
}

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};

/**
 * The files of one folder, by their names. Those with `.br` at the end are their brotli forms.
 * @throws {Error} when a file is of a kind that has no media type here
 */
export function readBuiltFiles(folder: string): ReadonlyMap<string, BuiltFile> {
  const names = readdirSync(folder).filter((name) => !name.endsWith(".br"));
  return new Map(names.map((name) => [name, builtFile(join(folder, name))]));
}

function builtFile(path: string): BuiltFile {
  const mediaType = MEDIA_TYPES[extname(path)];
  if (mediaType === undefined) throw new Error(`${path}: no media type is known for it`);
  const bodies = new Map<Coding | undefined, string>();
  let etag: string | undefined;

  function readTag(): string {
    const hash = createHash("sha256")
      .update(readFileSync(`${path}.br`))
      .digest("base64url");
    return `W/"${hash.slice(0, 22)}"`;
  }

  function read(coding: Coding | undefined): string {
    switch (coding) {
      case "br":
        return readFileSync(`${path}.br`, "base64");
      case "gzip": // for programs; browsers take brotli
        return gzipSync(readFileSync(path)).toString("base64");
      case undefined:
        return readFileSync(path, "utf8");
    }
  }

  return {
    mediaType,
    etag: () => (etag ??= readTag()),
    body(coding) {
      const body = bodies.get(coding) ?? read(coding);
      bodies.set(coding, body);
      return body;
    },
  };
}
