import { createHmac, pbkdf2Sync } from "node:crypto";

import { describe, expect, test } from "vitest";

import {
  octets,
  part,
  readAsn1,
} from "../../../../../lambdas/config-api/webhooks/key-stores/der.ts";
import { Effort } from "../../../../../lambdas/config-api/webhooks/key-stores/effort.ts";
import { readKeyStore } from "../../../../../lambdas/config-api/webhooks/key-stores/read-key-store.ts";
import {
  identifier,
  integer,
  NULL,
  octetString,
  sequence,
} from "../../../../support/der-writer.ts";
import { STORE_PASSWORD, storeFile } from "../../../../support/mtls-files.ts";

/* PKCS#12 whose MAC is PBMAC1 (RFC 9579), as OpenSSL 3.4 and later write it with -pbmac1_pbkdf2. */

const HASHES = {
  sha1: "1.2.840.113549.2.7",
  sha224: "1.2.840.113549.2.8",
  sha256: "1.2.840.113549.2.9",
  sha384: "1.2.840.113549.2.10",
  sha512: "1.2.840.113549.2.11",
} as const;
type Hash = keyof typeof HASHES;

interface Mac {
  readonly prf: Hash;
  readonly mac: Hash;
  readonly keyBytes?: number | undefined;
  readonly rounds: number;
  readonly password: string;
}

const WRITTEN: Mac = {
  prf: "sha256",
  mac: "sha256",
  keyBytes: 32,
  rounds: 2048,
  password: STORE_PASSWORD,
};

/** A PKCS#12 file with such a MAC in place of its own. */
function withMac(name: string, changes: Partial<Mac> = {}): string {
  const { prf, mac, keyBytes = 32, rounds, password } = { ...WRITTEN, ...changes };
  const hasLength = !("keyBytes" in changes) || changes.keyBytes !== undefined;
  const file = readAsn1(Buffer.from(storeFile(name), "base64"));
  const safe = part(file, 1);
  const salt = Buffer.from("a salt of 20 bytes..");
  const algorithm = (id: string) => sequence(identifier(id), NULL);
  const derivation = sequence(
    octetString(salt),
    integer(rounds),
    ...(hasLength ? [integer(keyBytes)] : []),
    algorithm(HASHES[prf]),
  );
  const parameters = sequence(
    sequence(identifier("1.2.840.113549.1.5.12"), derivation),
    algorithm(HASHES[mac]),
  );
  const isUsual = rounds > 0 && rounds < 100_000 && keyBytes > 0 && keyBytes < 1000;
  const key = isUsual ? pbkdf2Sync(password, salt, rounds, keyBytes, prf) : Buffer.alloc(32);
  const digest = createHmac(mac, key)
    .update(octets(part(part(safe, 1), 0)))
    .digest();
  const digestInfo = sequence(
    sequence(identifier("1.2.840.113549.1.5.14"), parameters),
    octetString(digest),
  );
  const macData = sequence(digestInfo, octetString(Buffer.from("NOT USED")));
  return sequence(part(file, 0).bytes, safe.bytes, macData).toString("base64");
}

async function read(base64: string, password = STORE_PASSWORD): Promise<string[]> {
  const { privateKeys, certificates } = await readKeyStore(base64, password, new Effort());
  await Promise.all(privateKeys.map((open) => open()));
  return certificates.map(({ subject }) => subject);
}

describe("a key store with PBMAC1", () => {
  test("is that of RFC 9579, appendix A.1, whose password is 1234", async () => {
    const [subject] = await read(storeFile("../rfc9579/appendix-a1.p12"), "1234");
    expect(subject).toContain("CN=tt");
    await expect(read(storeFile("../rfc9579/appendix-a1.p12"), "12345")).rejects.toMatchObject({
      code: "password",
    });
  });

  test.each([
    [{}],
    [{ prf: "sha512", mac: "sha256" }],
    [{ prf: "sha512", mac: "sha512", keyBytes: 64 }],
    [{ prf: "sha384", mac: "sha384", keyBytes: 48 }],
    [{ prf: "sha1", mac: "sha1", keyBytes: 20 }],
    [{ prf: "sha224", mac: "sha224", keyBytes: 28, rounds: 1 }],
    [{ rounds: 10_000 }],
  ] as const)("is read, its MAC checked: %j", async (changes) => {
    await expect(read(withMac("client.p12", changes))).resolves.toContain("CN=client");
    await expect(read(withMac("client.p12", changes), "wrong")).rejects.toMatchObject({
      code: "password",
    });
  });

  test("has its password in UTF-8", async () => {
    const password = "pässwörd €";
    const written = withMac("client.unicode.p12", { password });
    await expect(read(written, password)).resolves.toEqual(["CN=client"]);
  });

  test("is refused where the MAC is of another password than the contents", async () => {
    const written = withMac("client.p12", { password: "another" });
    await expect(read(written)).rejects.toMatchObject({ code: "password" });
  });

  test.each([
    ["no length of the key", { keyBytes: undefined }, "malformed"],
    ["a key that is too short", { keyBytes: 19 }, "unsupported"],
    ["a key of no length", { keyBytes: 0 }, "unsupported"],
    ["a key that is too long", { keyBytes: 65 }, "unsupported"],
    ["a key beyond all bounds", { keyBytes: 2 ** 31 }, "unsupported"],
    ["no rounds", { rounds: 0 }, "unsupported"],
    ["too many rounds", { rounds: 20_000_000 }, "too_costly"],
  ])("is refused with %s", async (_title, changes, code) => {
    await expect(read(withMac("client.p12", changes))).rejects.toMatchObject({ code });
  });

  test("is refused with another derivation than PBKDF2", async () => {
    const written = Buffer.from(withMac("client.p12"), "base64");
    const scrypt = identifier("1.3.6.1.4.1.11591.4.11");
    const pbkdf2 = identifier("1.2.840.113549.1.5.12");
    expect(scrypt).toHaveLength(pbkdf2.length);
    scrypt.copy(written, written.lastIndexOf(pbkdf2));
    await expect(read(written.toString("base64"))).rejects.toMatchObject({ code: "unsupported" });
  });
});
