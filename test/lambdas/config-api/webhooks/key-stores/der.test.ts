import { describe, expect, test } from "vitest";

import {
  type Asn1,
  objectIdentifier,
  octets,
  readAsn1,
  wholeNumber,
} from "../../../../../lambdas/config-api/webhooks/key-stores/der.ts";
import { Effort } from "../../../../../lambdas/config-api/webhooks/key-stores/effort.ts";
import { readKeyStore } from "../../../../../lambdas/config-api/webhooks/key-stores/read-key-store.ts";
import { STORE_PASSWORD, storeFile } from "../../../../support/mtls-files.ts";

const hex = (text: string): Asn1 => readAsn1(Buffer.from(text.replaceAll(" ", ""), "hex"));

describe("ASN.1", () => {
  // Examples of X.690, sections 8.6 to 8.19, and of RFC 8017.
  test("is read by its kinds", () => {
    expect(objectIdentifier(hex("06 03 88 37 03"))).toBe("2.999.3");
    expect(objectIdentifier(hex("06 09 2a 86 48 86 f7 0d 01 01 0b"))).toBe("1.2.840.113549.1.1.11");
    expect(wholeNumber(hex("02 02 27 10"))).toBe(10_000);
    expect(wholeNumber(hex("02 07 01 00 00 00 00 00 00"))).toBe(Infinity);
    expect(octets(hex("04 03 01 02 03"))).toEqual(Buffer.of(1, 2, 3));
    expect(octets(hex("24 08 04 02 01 02 04 02 03 04"))).toEqual(Buffer.of(1, 2, 3, 4));
    expect(octets(hex("24 80 04 01 01 04 01 02 00 00"))).toEqual(Buffer.of(1, 2));
    expect(octets(hex("80 01 07"))).toEqual(Buffer.of(7));
    expect(hex("30 80 30 80 02 01 05 00 00 02 01 06 00 00").parts).toHaveLength(2);
  });

  test.each([
    "",
    "30",
    "30 01",
    "30 05 02 01 01",
    "02 01 01 00",
    "04 80 00 00",
    "30 80 02 01 01",
    "30 85 00 00 00 00 01",
    "1f 01 00",
    "30 80 ".repeat(100),
  ])("is refused when it is not whole: %s", (text) => {
    expect(() => hex(text)).toThrow("cannot be read");
  });

  test("of another kind than expected is refused", () => {
    for (const read of [objectIdentifier, wholeNumber, octets]) {
      expect(() => read(hex("30 00"))).toThrow("cannot be read");
    }
  });
});

test("a key store in BER, with indefinite lengths and octets in parts, reads as in DER", async () => {
  const der = readAsn1(Buffer.from(storeFile("client.plain.p12"), "base64"));
  const ber = indefinite(der).toString("base64");
  const { privateKeys, certificates } = await readKeyStore(ber, STORE_PASSWORD, new Effort());
  expect([privateKeys.length, certificates.length]).toEqual([1, 1]);
});

/** The file's own structure in BER; what octet strings hold stays as it is. */
function indefinite({ tag, bytes, body, parts }: Asn1): Buffer {
  if (tag === 0x04 && body.length > 100) {
    const halves = [body.subarray(0, 99), body.subarray(99)].map((half) =>
      Buffer.concat([Buffer.of(0x04, 0x82, half.length >> 8, half.length & 0xff), half]),
    );
    return Buffer.concat([Buffer.of(0x24, 0x80), ...halves, Buffer.of(0, 0)]);
  }
  if ((tag & 0x20) === 0) return bytes;
  return Buffer.concat([Buffer.of(tag, 0x80), ...parts.map(indefinite), Buffer.of(0, 0)]);
}
