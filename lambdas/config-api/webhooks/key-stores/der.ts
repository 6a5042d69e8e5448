import { KeyStoreError } from "./key-store.ts";

/** One value of ASN.1, as it is encoded (X.690). */
export interface Asn1 {
  /** The identifier octet: class, constructed or not, number. */
  readonly tag: number;
  /** The whole encoding. */
  readonly bytes: Buffer;
  /** The contents. */
  readonly body: Buffer;
  /** The values in it, when it is constructed. */
  readonly parts: readonly Asn1[];
}

const INTEGER = 0x02;
const OCTET_STRING = 0x04;
const OBJECT_IDENTIFIER = 0x06;
const CONSTRUCTED = 0x20;
const LONG_LENGTH = 0x80;
const INDEFINITE = 0x80;
const HIGH_TAG_NUMBER = 0x1f;
/** PKCS#12 nests a dozen levels. */
const MAX_DEPTH = 32;
/** Values in one reading: a certificate and the frame of a key store have some hundred. */
const MAX_VALUES = 4096;
/** The longest that is known in key stores has eleven. */
const MAX_IDENTIFIER_BYTES = 32;
/** Whole numbers that JavaScript holds exactly: more than any count in a key store. */
const MAX_INTEGER_BYTES = 6;

/**
 * Reads one value that fills `bytes`. DER, and of BER what PKCS#12 files are written in: indefinite
 * lengths, and texts in parts.
 * @throws KeyStoreError `malformed`
 */
export function readAsn1(bytes: Buffer): Asn1 {
  const value = readValue(bytes, 0, { values: MAX_VALUES });
  if (value.bytes.length !== bytes.length) throw malformed();
  return value;
}

/** The part at `index`. */
export function part({ parts }: Asn1, index: number): Asn1 {
  const found = parts[index];
  if (found === undefined) throw malformed();
  return found;
}

/** An object identifier: `1.2.840.113549.1.7.1`. */
export function objectIdentifier({ tag, body }: Asn1): string {
  if (tag !== OBJECT_IDENTIFIER || body.length === 0) throw malformed();
  if (body.length > MAX_IDENTIFIER_BYTES) throw malformed();
  const numbers: number[] = [];
  let number = 0;
  for (const byte of body) {
    number = number * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      numbers.push(number);
      number = 0;
    }
  }
  const [first = 0, ...rest] = numbers;
  const top = Math.min(Math.trunc(first / 40), 2);
  return [top, first - top * 40, ...rest].join(".");
}

/** A whole number from 0 up; those too big for anything are Infinity. */
export function wholeNumber({ tag, body }: Asn1): number {
  if (tag !== INTEGER || body.length === 0) throw malformed();
  return body.length > MAX_INTEGER_BYTES ? Infinity : body.readUIntBE(0, body.length);
}

/** The contents of an octet string, also one in parts or one tagged by its context. */
export function octets(value: Asn1): Buffer {
  const isOctetString = (value.tag & ~CONSTRUCTED) === OCTET_STRING;
  const isContext = (value.tag & 0xc0) === 0x80;
  if (!isOctetString && !isContext) throw malformed();
  return (value.tag & CONSTRUCTED) === 0
    ? value.body
    : Buffer.concat(value.parts.map((each) => octets(each)));
}

/** What one reading may still take. */
interface Left {
  values: number;
}

function readValue(bytes: Buffer, depth: number, left: Left): Asn1 {
  left.values -= 1;
  if (left.values < 0) throw malformed();
  const [tag, first] = bytes;
  if (tag === undefined || first === undefined || depth > MAX_DEPTH) throw malformed();
  if ((tag & HIGH_TAG_NUMBER) === HIGH_TAG_NUMBER) throw malformed();
  const isConstructed = (tag & CONSTRUCTED) !== 0;
  if (first === INDEFINITE) {
    if (!isConstructed) throw malformed();
    const parts = readParts(bytes.subarray(2), depth + 1, left, true);
    const end = 2 + parts.reduce((length, each) => length + each.bytes.length, 0);
    return { tag, parts, body: bytes.subarray(2, end), bytes: bytes.subarray(0, end + 2) };
  }
  const lengthBytes = first < LONG_LENGTH ? 0 : first - LONG_LENGTH;
  const start = 2 + lengthBytes;
  if (lengthBytes > 4 || bytes.length < start) throw malformed();
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes);
  if (bytes.length < start + length) throw malformed();
  const body = bytes.subarray(start, start + length);
  const parts = isConstructed ? readParts(body, depth + 1, left, false) : [];
  return { tag, parts, body, bytes: bytes.subarray(0, start + length) };
}

/** Values in sequence, up to the end or the two zeros that end an indefinite length. */
function readParts(bytes: Buffer, depth: number, left: Left, endsWithZeros: boolean): Asn1[] {
  const parts: Asn1[] = [];
  let rest = bytes;
  while (endsWithZeros ? !(rest[0] === 0 && rest[1] === 0) : rest.length > 0) {
    const value = readValue(rest, depth, left);
    parts.push(value);
    rest = rest.subarray(value.bytes.length);
  }
  return parts;
}

function malformed(): KeyStoreError {
  return new KeyStoreError(
    "malformed",
    "cannot be read: it is cut off or damaged",
    "encode the whole file once more",
  );
}
