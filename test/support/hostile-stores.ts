import { createHash, createHmac, generateKeyPairSync, randomBytes } from "node:crypto";

import type { MtlsInput } from "../../lambdas/config-api/webhooks/authentication/mtls-schema.ts";
import { Effort } from "../../lambdas/config-api/webhooks/key-stores/effort.ts";
import {
  KEY_PURPOSE,
  Password,
} from "../../lambdas/config-api/webhooks/key-stores/key-derivation.ts";
import {
  certificateOf,
  context,
  identifier,
  integer,
  nameOf,
  NULL,
  octetString,
  sequence,
  tlv,
} from "./der-writer.ts";
import { STORE_PASSWORD } from "./mtls-files.ts";

/*
 * Key stores, certificates and keys that make a reader work: each is as large as a request may be,
 * and costs seconds to minutes where a reader does what it says without looking first.
 */

/** Bytes that a store of 131,072 characters of base64 holds. */
const MAX_STORE_BYTES = 98_304;
const MAX_PEM_KEY_LENGTH = 16_384;
const DATA = "1.2.840.113549.1.7.1";
const SHA1 = "1.3.14.3.2.26";
const SHA512 = "2.16.840.1.101.3.4.2.3";
const RSA = "1.2.840.113549.1.1.1";
const PBES2 = "1.2.840.113549.1.5.13";
const RC2_128 = "1.2.840.113549.1.12.1.5";

const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const slow = generateKeyPairSync("ec", { namedCurve: "sect571r1" });

const pem = (label: string, der: Buffer): string =>
  `-----BEGIN ${label}-----\n${der.toString("base64")}\n-----END ${label}-----\n`;
const asStore = (store: Buffer): MtlsInput => ({
  keystore: store.toString("base64"),
  keystore_password: STORE_PASSWORD,
});
const odd = (bytes: number): Buffer => {
  const number = randomBytes(bytes);
  number[0] = (number[0] ?? 0) | 0x80;
  number[bytes - 1] = (number[bytes - 1] ?? 0) | 1;
  return number;
};

/** As many as fit, of what `make` writes. */
function upTo(bytes: number, make: (index: number) => Buffer): Buffer[] {
  const made: Buffer[] = [];
  for (let left = bytes; ;) {
    const next = make(made.length);
    left -= next.length;
    if (left < 0) return made;
    made.push(next);
  }
}

// JKS

const number = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const inJks = (der: Buffer): Buffer =>
  Buffer.concat([Buffer.of(0, 5), Buffer.from("X.509"), number(der.length), der]);

function jksOf(entries: readonly Buffer[]): Buffer {
  const contents = Buffer.concat([
    number(0xfeedfeed),
    number(2),
    number(entries.length),
    ...entries,
  ]);
  const password = Buffer.from(STORE_PASSWORD, "utf16le").swap16();
  const seal = createHash("sha1").update(password).update("Mighty Aphrodite").update(contents);
  return Buffer.concat([contents, seal.digest()]);
}

const trusted = (der: Buffer): Buffer =>
  Buffer.concat([number(2), Buffer.of(0, 1, 0x61), Buffer.alloc(8), inJks(der)]);

/** A key entry under Sun's protection, without a chain. */
function jksKey(pkcs8: Buffer): Buffer {
  const secret = Buffer.from(STORE_PASSWORD, "utf16le").swap16();
  const sha1 = (...parts: Buffer[]) => createHash("sha1").update(Buffer.concat(parts)).digest();
  const salt = randomBytes(20);
  let stream = salt;
  const sealed = Buffer.from(pkcs8);
  for (let start = 0; start < sealed.length; start += 20) {
    stream = sha1(secret, stream);
    for (const [index, byte] of sealed.subarray(start, start + 20).entries()) {
      sealed[start + index] = byte ^ (stream[index] ?? 0);
    }
  }
  const algorithm = sequence(identifier("1.3.6.1.4.1.42.2.17.1.1"), NULL);
  const key = sequence(algorithm, octetString(salt, sealed, sha1(secret, pkcs8)));
  const head = Buffer.concat([number(1), Buffer.of(0, 1, 0x61), Buffer.alloc(8)]);
  return Buffer.concat([head, number(key.length), key, number(0)]);
}

/** Certificates of two names, each of which could have issued all of the other. */
function issuingEachOther(count: number): Buffer[] {
  const [one, other] = [nameOf("A"), nameOf("B")];
  return Array.from({ length: count }, (_, index) =>
    certificateOf({
      issuer: index % 2 === 0 ? one : other,
      subject: index % 2 === 0 ? other : one,
      publicKey,
      signedWith: privateKey,
      serial: index + 1,
    }),
  );
}

/** A chain whose names tell nothing, the right one always tried last. */
function chainOfTwoNames(length: number, namedCurve: string): Buffer[] {
  const keys = Array.from({ length }, () => generateKeyPairSync("ec", { namedCurve }));
  const chain = keys.map((key, index) =>
    certificateOf({
      issuer: nameOf(index % 2 === 0 ? "A" : "B"),
      subject: nameOf(index % 2 === 0 ? "B" : "A"),
      publicKey: index === 0 ? publicKey : key.publicKey,
      signedWith: keys[index + 1]?.privateKey ?? privateKey,
      serial: index + 1,
    }),
  );
  return chain.toReversed();
}

// PKCS#12

const pkcs12Of = (contents: readonly Buffer[], mac?: Buffer): Buffer =>
  sequence(
    integer(3),
    sequence(identifier(DATA), context(0, octetString(sequence(...contents)))),
    ...(mac === undefined ? [] : [mac]),
  );
const plainContent = (...bags: readonly Buffer[]): Buffer =>
  sequence(identifier(DATA), context(0, octetString(sequence(...bags))));
const macOf = (hash: string, digest: Buffer, salt: Buffer, rounds: number): Buffer =>
  sequence(
    sequence(sequence(identifier(hash), NULL), octetString(digest)),
    octetString(salt),
    integer(rounds),
  );

/** Something encrypted with a scheme of PKCS#12's own. */
const encryptedContent = (
  scheme: string,
  rounds: number,
  data: Buffer,
  salt = Buffer.alloc(8),
): Buffer =>
  sequence(
    identifier("1.2.840.113549.1.7.6"),
    context(
      0,
      sequence(
        integer(0),
        sequence(
          identifier(DATA),
          sequence(identifier(scheme), sequence(octetString(salt), integer(rounds))),
          tlv(0x80, data),
        ),
      ),
    ),
  );

function pbes2Key(rounds: number, prf: string): Buffer {
  const kdf = sequence(
    identifier("1.2.840.113549.1.5.12"),
    sequence(octetString(Buffer.alloc(8)), integer(rounds), sequence(identifier(prf), NULL)),
  );
  const cipher = sequence(identifier("2.16.840.1.101.3.4.1.42"), octetString(Buffer.alloc(16)));
  return sequence(
    sequence(identifier(PBES2), sequence(kdf, cipher)),
    octetString(Buffer.alloc(64)),
  );
}

// Keys and certificates

const pkcs8 = (algorithm: Buffer, key: Buffer): Buffer =>
  sequence(integer(0), algorithm, octetString(key));

/** A DSA key without its public half, which OpenSSL then computes. */
const dsaKey = (bytes: number): Buffer =>
  pkcs8(
    sequence(
      identifier("1.2.840.10040.4.1"),
      sequence(integer(odd(bytes)), integer(odd(32)), integer(odd(bytes - 1))),
    ),
    integer(odd(bytes - 1)),
  );

/** An RSA key of random numbers, of the size of a key of so many bytes. */
const rsaKey = (bytes: number): Buffer => {
  const halves = Array.from({ length: 5 }, () => integer(odd(bytes / 2)));
  const [n, e, d] = [integer(odd(bytes)), integer(65_537), integer(odd(bytes))];
  return pkcs8(sequence(identifier(RSA), NULL), sequence(integer(0), n, e, d, ...halves));
};

/**
 * A certificate whose revocation lists lie at many places, each named relative to a long issuer's
 * name.
 */
export function certificateWithRelativePoints(places: number, names: number): Buffer {
  const place = sequence(
    context(0, context(1, sequence(identifier("2.5.4.3"), tlv(0x0c, Buffer.of(0x62))))),
  );
  const points = sequence(...Array.from({ length: places }, () => place));
  return certificateOf({
    issuer: nameOf(...Array.from({ length: names }, () => "a")),
    subject: nameOf("A"),
    publicKey,
    signedWith: privateKey,
    extensions: [sequence(identifier("2.5.29.31"), octetString(points))],
  });
}

const KEY_PEM = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const CERTIFICATE = certificateOf({
  issuer: nameOf("A"),
  subject: nameOf("A"),
  publicKey,
  signedWith: privateKey,
});
const CERTIFICATE_PEM = pem("CERTIFICATE", CERTIFICATE);
const plainKeyBag = sequence(
  identifier("1.2.840.113549.1.12.10.1.1"),
  context(0, privateKey.export({ type: "pkcs8", format: "der" })),
);
const certificateBag = (der: Buffer): Buffer =>
  sequence(
    identifier("1.2.840.113549.1.12.10.1.3"),
    context(0, sequence(identifier("1.2.840.113549.1.9.22.1"), context(0, octetString(der)))),
  );
const shroudedBag = (key: Buffer): Buffer =>
  sequence(identifier("1.2.840.113549.1.12.10.1.2"), context(0, key));

/** Inputs that would cost seconds, each made when it is asked for, and what is said of it. */
export const HOSTILE_MTLS: Readonly<
  Record<string, { readonly make: () => MtlsInput; readonly refusal: string }>
> = {
  "certificates that issue each other, in a JKS": {
    make: () => {
      const key = jksKey(privateKey.export({ type: "pkcs8", format: "der" }));
      return asStore(jksOf([key, ...chainOfTwoNames(160, "P-256").map(trusted)]));
    },
    refusal: "keystore holds too many certificates",
  },
  "certificates that issue each other, in PEM": {
    make: () => ({
      certificate: issuingEachOther(150)
        .map((der) => pem("CERTIFICATE", der))
        .join(""),
      private_key: KEY_PEM,
    }),
    refusal: "certificate holds too many certificates",
  },
  "20 certificates of two names, signed on a slow curve": {
    make: () => {
      const bags = chainOfTwoNames(20, "sect571r1").map(certificateBag);
      return asStore(pkcs12Of([plainContent(plainKeyBag, ...bags)]));
    },
    refusal: "keystore holds too many certificates of the same name",
  },
  "a certificate of 48 KB with relative distribution points": {
    make: () => {
      const key = jksKey(privateKey.export({ type: "pkcs8", format: "der" }));
      const issued = { issuer: nameOf("A"), subject: nameOf("B"), publicKey };
      const leaf = certificateOf({ ...issued, signedWith: privateKey });
      const heavy = certificateWithRelativePoints(1500, 1000);
      return asStore(jksOf([key, trusted(leaf), trusted(heavy)]));
    },
    refusal: "keystore holds a certificate that cannot be read",
  },
  "a certificate of 13 KB with relative distribution points": {
    make: () => ({
      certificate: pem("CERTIFICATE", certificateWithRelativePoints(350, 300)),
      private_key: KEY_PEM,
    }),
    refusal: "certificate holds a certificate with a distribution point whose name is relative",
  },
  "the same among what is trusted": {
    make: () => ({
      certificate: CERTIFICATE_PEM,
      private_key: KEY_PEM,
      ca: pem("CERTIFICATE", certificateWithRelativePoints(350, 300)),
    }),
    refusal: "ca holds a certificate with a distribution point whose name is relative",
  },
  "a DSA key without its public half": {
    make: () => ({
      certificate: CERTIFICATE_PEM,
      private_key: pem("PRIVATE KEY", dsaKey(4000)).slice(0, MAX_PEM_KEY_LENGTH),
    }),
    refusal: "private_key holds a private key of a kind that is not supported",
  },
  "a DSA key in a store": {
    make: () => {
      const bag = sequence(identifier("1.2.840.113549.1.12.10.1.1"), context(0, dsaKey(4000)));
      return asStore(pkcs12Of([plainContent(bag)]));
    },
    refusal: "keystore holds a private key of a kind that is not supported",
  },
  "an RSA key of 32,000 bits": {
    make: () => asStore(jksOf([jksKey(rsaKey(4000))])),
    refusal: "keystore holds a private key of a kind that is not supported",
  },
  "an encrypted key that is said to be plain": {
    make: () => ({
      certificate: CERTIFICATE_PEM,
      private_key: pem("PRIVATE KEY", pbes2Key(5_000_000, "1.2.840.113549.2.11")),
      passphrase: STORE_PASSWORD,
    }),
    refusal: "private_key holds a private key that cannot be read",
  },
  "a key stretched 999,999 times with SHA-512": {
    make: () => ({
      certificate: CERTIFICATE_PEM,
      private_key: pem("ENCRYPTED PRIVATE KEY", pbes2Key(999_999, "1.2.840.113549.2.11")),
      passphrase: STORE_PASSWORD,
    }),
    refusal: "private_key stretches its password too many times",
  },
  "a digest stretched 999,999 times with SHA-512": {
    make: () => asStore(pkcs12Of([], macOf(SHA512, Buffer.alloc(64), Buffer.alloc(8), 999_999))),
    refusal: "keystore stretches its password too many times",
  },
  "a digest of 40,000 bytes with a salt of 50,000": {
    make: () => asStore(pkcs12Of([], macOf(SHA1, Buffer.alloc(40_000), Buffer.alloc(50_000), 1))),
    refusal: "keystore is encrypted in a way that is not supported",
  },
  "thousands of key entries": {
    make: () => {
      const key = slow.privateKey.export({ type: "pkcs8", format: "der" });
      return asStore(jksOf(upTo(MAX_STORE_BYTES - 1000, () => jksKey(key))));
    },
    refusal: "keystore holds",
  },
  "a thousand encrypted keys": {
    make: () => {
      const bag = shroudedBag(pbes2Key(3000, "1.2.840.113549.2.11"));
      return asStore(pkcs12Of([plainContent(...upTo(MAX_STORE_BYTES - 1000, () => bag))]));
    },
    refusal: "keystore cannot be read",
  },
  "hundreds of encrypted contents": {
    make: () => {
      const content = encryptedContent(RC2_128, 1, Buffer.alloc(8));
      return asStore(pkcs12Of(upTo(MAX_STORE_BYTES - 1000, () => content)));
    },
    refusal: "keystore cannot be read",
  },
  "48,000 values": {
    make: () => asStore(sequence(...Array.from({ length: 48_000 }, () => NULL))),
    refusal: "keystore cannot be read",
  },
  "the most of RC2": {
    make: () =>
      asStore(pkcs12Of([encryptedContent(RC2_128, 1, Buffer.alloc(MAX_STORE_BYTES - 1000))])),
    refusal: "keystore cannot be",
  },
};

/**
 * A chain of 20 certificates, each signed on a slow curve by the next.
 * @param rounds how often its digest is stretched, with SHA-512; 166,000 is as much as is taken
 */
export function worstAccepted(rounds = 166_000): MtlsInput {
  const chain = Array.from({ length: 20 }, (_, index) =>
    certificateOf({
      issuer: nameOf(`A${index + 1}`),
      subject: nameOf(`A${index}`),
      publicKey: index === 0 ? publicKey : slow.publicKey,
      signedWith: slow.privateKey,
      serial: index + 1,
    }),
  );
  const contents = [plainContent(plainKeyBag, ...chain.map(certificateBag))];
  const salt = Buffer.alloc(8);
  const password = new Password(STORE_PASSWORD, new Effort());
  const key = password.pkcs12Key("sha512", KEY_PURPOSE.mac, salt, rounds, 64);
  const digest = createHmac("sha512", key)
    .update(sequence(...contents))
    .digest();
  return asStore(pkcs12Of(contents, macOf(SHA512, digest, salt, rounds)));
}

/** Texts that a pattern might be slow on, or a reader of PEM. */
export const HOSTILE_TEXTS: Readonly<Record<string, () => unknown>> = {
  "131,071 blanks and an exclamation mark": () => ({
    keystore: `${" ".repeat(131_071)}!`,
    keystore_password: STORE_PASSWORD,
  }),
  "the same, longer than is taken": () => ({
    keystore: `${" ".repeat(200_000)}!`,
    keystore_password: STORE_PASSWORD,
  }),
  "beginnings of certificates": () => ({
    certificate: "-----BEGIN CERTIFICATE-----a".repeat(2340),
    private_key: KEY_PEM,
  }),
  "beginnings of keys": () => ({
    certificate: CERTIFICATE_PEM,
    private_key: "-----BEGIN PRIVATE KEY-----a-a".repeat(540),
  }),
};
