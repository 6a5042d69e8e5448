import { brotliCompressSync, constants, gzipSync } from "node:zlib";

import type { Coding } from "../../shared/domain/accepted-coding.ts";

/** Of brotli's 11: 2 ms for a document of 110 KB, where 11 takes 70 for 12 % less. */
const BROTLI_QUALITY = 5;

/** A text in a coding. */
export function encoded(text: string, coding: Coding): Buffer {
  return coding === "gzip"
    ? gzipSync(text)
    : brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } });
}
