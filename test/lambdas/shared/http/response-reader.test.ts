import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { type Reading, ResponseReader } from "../../../../lambdas/shared/http/response-reader.ts";
import { forAll } from "../../../support/for-all.ts";
import { RAW_ANSWERS } from "../../../support/raw-answers.ts";

const FILLER = `x-filler: ${"y".repeat(65_000)}\r\n`;

/** Gives a reader these bytes one by one. */
function readBytewise(bytes: string): { readonly reader: ResponseReader; readonly last: Reading } {
  const reader = new ResponseReader(1_024);
  let last: Reading = "more";
  for (const byte of Buffer.from(bytes, "latin1")) last = reader.read(Buffer.from([byte]));
  return { reader, last };
}

/** What is read of these bytes, cut at these places: error or not, status and head. */
function readInParts(text: string, places: readonly number[]) {
  const bytes = Buffer.from(text, "latin1");
  const cuts = [0, ...places.toSorted((one, other) => one - other), bytes.length];
  const reader = new ResponseReader(1_024);
  let last: Reading = "more";
  for (const [index, start] of cuts.entries()) {
    if (last === "more") last = reader.read(bytes.subarray(start, cuts[index + 1]));
  }
  return {
    error: typeof last === "object" && last.error,
    status: reader.status,
    head: reader.head,
  };
}

describe("an answer of which every byte comes alone", () => {
  test("is read to its end, 64 KB of head and of chunks", () => {
    const chunks = `fde8;${"z".repeat(60_000)}\r\n${"b".repeat(65_000)}\r\n0\r\n\r\n`;
    const head = `HTTP/1.1 200 OK\r\n${FILLER}transfer-encoding: chunked\r\n\r\n`;
    const { reader, last } = readBytewise(`${head}${chunks}`);
    expect(last).toBe("whole");
    expect(reader).toMatchObject({ status: 200, bodyHead: "b".repeat(1_024), keepAliveMs: 4_000 });
  });

  test.each([
    ["a status line of more than 8 KB", `HTTP/1.1 200 ${"x".repeat(8_200)}`],
    ["more than 8 KB of blanks before it", " ".repeat(8_200)],
  ])("is given up for %s, as it is in one piece", (_title, bytes) => {
    const error = { error: "it has no status line" };
    expect(readBytewise(bytes).last).toEqual(error);
    expect(new ResponseReader(1_024).read(Buffer.from(`${bytes}\r\n`, "latin1"))).toEqual(error);
  });
});

test("a head of folds is read to its end", () => {
  const folds = `retry-after:\r\n${" \r\n".repeat(20_000)} 7\r\n`;
  const reader = new ResponseReader(1_024);
  const head = Buffer.from(`HTTP/1.1 503 X\r\n${folds}content-length: 0\r\n\r\n`);
  expect(reader.read(head)).toBe("whole");
  expect(reader.head).toMatchObject({ retryAfter: "7", keepAliveMs: 0 });
});

test("64 KB of blank lines is no head", () => {
  const reading = new ResponseReader(1_024).read(Buffer.from("\r\n".repeat(35_000), "latin1"));
  expect(reading).toEqual({ error: "its head is longer than 64 KB" });
});

test("cut into pieces anywhere, an answer is the same", () => {
  const texts = RAW_ANSWERS.flatMap(([, bytes]) => (typeof bytes === "string" ? [bytes] : []));
  const places = fc.array(fc.nat(200), { maxLength: 6 });
  forAll(fc.constantFrom(...texts), places, (text, cuts) => {
    expect(readInParts(text, cuts)).toEqual(readInParts(text, []));
  });
});
