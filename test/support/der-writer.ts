import { type KeyObject, sign } from "node:crypto";

/** One value of ASN.1 in DER: its tag, its length, its contents. */
export function tlv(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  const { length } = body;
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  const head = length < 0x80 ? [length] : [0x80 + bytes.length, ...bytes];
  return Buffer.concat([Buffer.from([tag, ...head]), body]);
}

export const sequence = (...parts: readonly Uint8Array[]): Buffer => tlv(0x30, ...parts);
const setOf = (...parts: readonly Uint8Array[]): Buffer => tlv(0x31, ...parts);
export const octetString = (...parts: readonly Uint8Array[]): Buffer => tlv(0x04, ...parts);
const bitString = (bits: Uint8Array): Buffer => tlv(0x03, Buffer.of(0), bits);
export const context = (number: number, ...parts: readonly Uint8Array[]): Buffer =>
  tlv(0xa0 + number, ...parts);
export const NULL = tlv(0x05);

/** A whole number from 0 up, or one whose bytes are given. */
export function integer(value: number | Buffer): Buffer {
  if (Buffer.isBuffer(value)) {
    return tlv(0x02, (value[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), value]) : value);
  }
  const hex = value.toString(16);
  return integer(Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex"));
}

/** An object identifier from its text: `1.2.840.113549.1.7.1`. */
export function identifier(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  const bytes = [first * 40 + second, ...rest].flatMap((number) => {
    const digits = [number % 128];
    for (let left = Math.floor(number / 128); left > 0; left = Math.floor(left / 128)) {
      digits.unshift(128 + (left % 128));
    }
    return digits;
  });
  return tlv(0x06, Buffer.from(bytes));
}

/** A name of that many common names. */
export function nameOf(...commonNames: readonly string[]): Buffer {
  const attribute = (text: string) => sequence(identifier("2.5.4.3"), tlv(0x0c, Buffer.from(text)));
  return sequence(...commonNames.map((text) => setOf(attribute(text))));
}

/** What a certificate is made of. */
export interface WrittenCertificate {
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  /** Signs it, with ECDSA and SHA-256; what it is signed with does not have to fit the issuer. */
  readonly signedWith: KeyObject;
  readonly serial?: number;
  /** When it ends. @default - 2120 */
  readonly notAfter?: Date;
  readonly extensions?: readonly Buffer[];
}

/** A certificate in DER, valid from 2020. */
export function certificateOf(parts: WrittenCertificate): Buffer {
  const { issuer, subject, publicKey, signedWith, serial = 1, extensions = [] } = parts;
  const { notAfter = new Date("2120-01-01T00:00:00Z") } = parts;
  const time = (date: Date) =>
    tlv(0x18, Buffer.from(`${date.toISOString().replaceAll(/[-:T]/gu, "").slice(0, 14)}Z`));
  const algorithm = sequence(identifier("1.2.840.10045.4.3.2"));
  const contents = sequence(
    context(0, integer(2)),
    integer(serial),
    algorithm,
    issuer,
    sequence(time(new Date("2020-01-01T00:00:00Z")), time(notAfter)),
    subject,
    publicKey.export({ type: "spki", format: "der" }),
    ...(extensions.length === 0 ? [] : [context(3, sequence(...extensions))]),
  );
  return sequence(contents, algorithm, bitString(sign("sha256", contents, signedWith)));
}
