import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  readTraceparent,
  traceparentOfXRay,
} from "../../../../lambdas/shared/domain/trace-context.ts";
import { forAll } from "../../../support/for-all.ts";

const CANONICAL = /^00-(?!0{32})[\da-f]{32}-(?!0{16})[\da-f]{16}-0[01]$/u;

/** The ids of W3C's own suite: https://github.com/w3c/trace-context/blob/main/test/test_data.json */
const TRACE = "12345678901234567890123456789012";
const PARENT = "1234567890123456";

const hexArbitrary = (length: number) =>
  fc
    .stringMatching(new RegExp(`^[\\da-f]{${length}}$`, "u"))
    .filter((digits) => /[^0]/u.test(digits));
const traceparentArbitrary = fc
  .tuple(hexArbitrary(32), hexArbitrary(16), fc.constantFrom("00", "01"))
  .map(([trace, parent, flags]) => `00-${trace}-${parent}-${flags}`);

/**
 * The other way round: an X-Ray header for a `traceparent`, its members in any order, and others
 * among them.
 */
function xRayArbitrary(traceparent: string): fc.Arbitrary<string> {
  const [, trace = "", parent = "", flags = ""] = traceparent.split("-");
  const members = [
    `Root=1-${trace.slice(0, 8)}-${trace.slice(8)}`,
    `Parent=${parent}`,
    `Sampled=${flags.slice(1)}`,
    "Lineage=1:25aad3c0:0",
  ];
  return fc
    .tuple(
      fc.shuffledSubarray(members, { minLength: members.length }),
      fc.constantFrom(";", "; "),
      fc.boolean(),
    )
    .map(([shuffled, separator, isUpper]) => {
      const header = shuffled.join(separator);
      return isUpper ? header.replaceAll(/[a-f\d]{8,}/gu, (id) => id.toUpperCase()) : header;
    });
}

describe("readTraceparent", () => {
  test.each([
    // The examples of the specification: https://www.w3.org/TR/trace-context/#examples-of-http-traceparent-headers
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00",
    `00-${TRACE}-${PARENT}-01`,
  ])("keeps %s", (text) => {
    expect(readTraceparent(text)).toBe(text);
  });

  test.each([
    [`cc-${TRACE}-${PARENT}-01`, "01"],
    [`cc-${TRACE}-${PARENT}-01-what-the-future-will-be-like`, "01"],
    [`01-${TRACE}-${PARENT}-00-`, "00"],
    [`00-${TRACE}-${PARENT}-ff`, "01"],
    [`00-${TRACE}-${PARENT}-03`, "01"],
    [`00-${TRACE}-${PARENT}-fe`, "00"],
  ])("of a version or flags to come keeps what it knows: %s", (text, flags) => {
    expect(readTraceparent(text)).toBe(`00-${TRACE}-${PARENT}-${flags}`);
  });

  test.each([
    `00-${TRACE}-${PARENT}-01.`,
    `00-${TRACE}-${PARENT}-01-what-the-future-will-be-like`,
    `cc-${TRACE}-${PARENT}-01.what-the-future-will-be-like`,
    `ff-${TRACE}-${PARENT}-01`,
    `.0-${TRACE}-${PARENT}-01`,
    `0.-${TRACE}-${PARENT}-01`,
    `000-${TRACE}-${PARENT}-01`,
    `0000-${TRACE}-${PARENT}-01`,
    `0-${TRACE}-${PARENT}-01`,
    `00-${"0".repeat(32)}-${PARENT}-01`,
    `00-.2345678901234567890123456789012-${PARENT}-01`,
    `00-1234567890123456789012345678901.-${PARENT}-01`,
    `00-${TRACE}3-${PARENT}-01`,
    `00-${TRACE.slice(1)}-${PARENT}-01`,
    `00-${TRACE}-${"0".repeat(16)}-01`,
    `00-${TRACE}-.234567890123456-01`,
    `00-${TRACE}-123456789012345.-01`,
    `00-${TRACE}-${PARENT}7-01`,
    `00-${TRACE}-${PARENT.slice(1)}-01`,
    `00-${TRACE}-${PARENT}-.0`,
    `00-${TRACE}-${PARENT}-0.`,
    `00-${TRACE}-${PARENT}-001`,
    `00-${TRACE}-${PARENT}-1`,
    // Twice, as a gateway joins it.
    `00-${TRACE}-${PARENT}-01,00-${TRACE}-${PARENT}-01`,
    // Digits are lower case: https://www.w3.org/TR/trace-context/#traceparent-header-field-values
    `00-${"A".repeat(32)}-${PARENT}-01`,
    `00-${TRACE}-${PARENT}-01\r\nx-injected: 1`,
    `cc-${TRACE}-${PARENT}-01-\r\nx-injected: 1`,
    ` 00-${TRACE}-${PARENT}-01`,
    "",
  ])("ignores %j", (text) => {
    expect(readTraceparent(text)).toBeUndefined();
  });

  test("gives back any that it gave, and of any text nothing else", () => {
    forAll(traceparentArbitrary, (text) => {
      expect(readTraceparent(text)).toBe(text);
    });
    const textArbitrary = fc.oneof(
      fc.string(),
      fc
        .tuple(traceparentArbitrary, fc.nat(54), fc.string({ maxLength: 3 }))
        .map(([text, at, change]) => text.slice(0, at) + change + text.slice(at + change.length)),
    );
    forAll(textArbitrary, (text) => {
      const read = readTraceparent(text);
      if (read !== undefined) {
        expect(read).toMatch(CANONICAL);
        expect(read.slice(2, 52)).toBe(text.slice(2, 52));
      }
    });
  });

  test("is through with a header of a megabyte at once", () => {
    const long = `cc-${TRACE}-${PARENT}-01-${"-".repeat(1_000_000)}`;
    expect(readTraceparent(long)).toBe(`00-${TRACE}-${PARENT}-01`);
    expect(readTraceparent(`${long}\n`)).toBeUndefined();
    expect(readTraceparent("0".repeat(1_000_000))).toBeUndefined();
  });
});

describe("traceparentOfXRay", () => {
  test.each([
    // https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
    [
      "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
      "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01",
    ],
    [
      "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0",
      "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-00",
    ],
    // https://github.com/open-telemetry/opentelemetry-js-contrib/tree/main/packages/propagator-aws-xray
    [
      "Sampled=1;Parent=0000000000000003;Root=1-8a3c60f7-d188f8fa79d48a391a778fa6",
      "00-8a3c60f7d188f8fa79d48a391a778fa6-0000000000000003-01",
    ],
    [
      "Root=1-8a3c60f7-d188f8fa79d48a391a778fa6;Parent=53995c3f42cd8ad8;Sampled=1;Foo=Bar",
      "00-8a3c60f7d188f8fa79d48a391a778fa6-53995c3f42cd8ad8-01",
    ],
    [
      "Root=1-8a3c60f7-d188f8fa79d48a391a778fa6;Parent=53995c3f42cd8ad8",
      "00-8a3c60f7d188f8fa79d48a391a778fa6-53995c3f42cd8ad8-00",
    ],
    // Left to others, which W3C cannot say: the ids tell the trace all the same.
    [
      "Root=1-8a3c60f7-d188f8fa79d48a391a778fa6;Parent=53995c3f42cd8ad8;Sampled=?",
      "00-8a3c60f7d188f8fa79d48a391a778fa6-53995c3f42cd8ad8-00",
    ],
  ])("of %s is %s", (header, traceparent) => {
    expect(traceparentOfXRay(header)).toBe(traceparent);
  });

  test.each([
    "Root=1-8a3c60f7-d188f8fa79d48a391a778fa6;Sampled=1",
    "Root=1-8a3c60f7-d188f8fa79d48a391a778fa6;Parent=;Sampled=1",
    "Root=1-8a3c60f7-d188f8fa79d48a391a778fa6;Parent=53995c3f42cd8ad;Sampled=1",
    "Root=1-8a3c60f7-d188f8fa79d48a391a778fa6;Parent=53995c3f42cd8ad8-01;Sampled=1",
    "Root=1-8a3c60f7-d188f8fa79d48a391a778fa6;Parent=53995c3f42cd8ad8=;Sampled=1",
    "Root=1-8a3c60f7-d188f8fa79d48a391a778fa6;Parent=0000000000000000;Sampled=1",
    "Root=1-00000000-000000000000000000000000;Parent=53995c3f42cd8ad8;Sampled=1",
    "Root=2-8a3c60f7-d188f8fa79d48a391a778fa6;Parent=53995c3f42cd8ad8;Sampled=1",
    "Root=1-8a3c60f-7d188f8fa79d48a391a778fa6;Parent=53995c3f42cd8ad8;Sampled=1",
    "Root=1-8a3c60f7-d188f8fa79d48a391a778fa;Parent=53995c3f42cd8ad8;Sampled=1",
    "Root=1-8a3c60f7-d188f8fa79d48a391a778faX;Parent=53995c3f42cd8ad8;Sampled=1",
    "Root=;Parent=53995c3f42cd8ad8;Sampled=1",
    "Root=1-8a3c60f7-d188f8fa79d48a391a778fa6;Parent=53995c3f42cd8ad8;Sampled=",
    "Root=1-8a3c60f7-d188f8fa79d48a391a778fa6;Parent=53995c3f42cd8ad8;Sampled=10",
    "root=1-8a3c60f7-d188f8fa79d48a391a778fa6;parent=53995c3f42cd8ad8;sampled=1",
    "Self=1-8a3c60f7-d188f8fa79d48a391a778fa6;Parent=53995c3f42cd8ad8;Sampled=1",
    "00-8a3c60f7d188f8fa79d48a391a778fa6-53995c3f42cd8ad8-01",
    "",
    ";;;=",
  ])("ignores %j", (header) => {
    expect(traceparentOfXRay(header)).toBeUndefined();
  });

  test("gives back the trace that a header was made of, whatever the order and case", () => {
    const pairArbitrary = traceparentArbitrary.chain((traceparent) =>
      fc.tuple(fc.constant(traceparent), xRayArbitrary(traceparent)),
    );
    forAll(pairArbitrary, ([traceparent, header]) => {
      expect(traceparentOfXRay(header)).toBe(traceparent);
    });
  });

  test("makes of any text a traceparent or nothing", () => {
    const partArbitrary = fc.oneof(
      fc.string(),
      fc.constantFrom("Root=", "Parent=", "Sampled=1", "1-8a3c60f7-d188f8fa79d48a391a778fa6"),
      fc.constantFrom("53995c3f42cd8ad8", "-", "=", ";", "\r\n"),
    );
    forAll(fc.array(partArbitrary, { maxLength: 12 }), (parts) => {
      const read = traceparentOfXRay(parts.join(""));
      expect(read === undefined || CANONICAL.test(read)).toBe(true);
    });
  });
});
