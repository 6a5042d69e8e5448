import { describe, expect, test } from "vitest";

import { type ClientKey, isShown } from "../../../../lambdas/shared/domain/client-key.ts";

// What OpenSSL 3.5 says of a server of its own kind; those of Go leave Ed448, RSASSA-PSS keys and
// Brainpool out.
const OPENSSL = (
  "ECDSA+SHA256 ECDSA+SHA384 ECDSA+SHA512 Ed25519+UNDEF Ed448+UNDEF ECDSA+SHA256 ECDSA+SHA384 ECDSA+SHA512 " +
  "RSA-PSS+SHA256 RSA-PSS+SHA384 RSA-PSS+SHA512 RSA-PSS+SHA256 RSA-PSS+SHA384 RSA-PSS+SHA512 RSA+SHA256 DSA+SHA256"
).split(" ");
const NARROW = ["ECDSA+SHA256", "RSA-PSS+SHA256"];

const of = (type: string, more: Partial<ClientKey> = {}): ClientKey => ({ type, ...more });
const curve = (namedCurve: string) => of("ec", { namedCurve });

describe("a client certificate", () => {
  test.each([
    // key, TLS 1.3 and 1.2 of OpenSSL, both of a narrow server
    [of("rsa"), true, true, true, true],
    [of("rsa-pss"), true, true, false, false],
    [of("rsa-pss", { hashAlgorithm: "sha256" }), true, true, false, false],
    [of("rsa-pss", { hashAlgorithm: "sha1" }), false, false, false, false],
    [curve("prime256v1"), true, true, true, true],
    [curve("secp384r1"), true, true, false, true],
    [curve("secp521r1"), true, true, false, true],
    [curve("brainpoolP256r1"), true, true, false, true],
    [curve("brainpoolP384r1"), true, true, false, true],
    [curve("secp256k1"), false, true, false, true],
    [of("ec"), false, true, false, true],
    [of("ed25519"), true, true, false, false],
    [of("ed448"), true, true, false, false],
    [of("dsa"), false, true, false, false],
    [of("x25519"), false, false, false, false],
  ])("with the key %j is shown where the server takes its signature", (key, ...expected) => {
    const shown = [OPENSSL, NARROW].flatMap((asked) =>
      ["TLSv1.3", "TLSv1.2"].map((protocol) => isShown(key, protocol, asked)),
    );
    expect(shown).toEqual(expected);
  });

  test("with a key of RSA is shown by its older signatures before TLS 1.3 only", () => {
    expect(isShown(of("rsa"), "TLSv1.2", ["RSA+SHA256"])).toBe(true);
    expect(isShown(of("rsa"), "TLSv1.3", ["RSA+SHA256"])).toBe(false);
  });

  test("is not missed where the server does not ask for one", () => {
    expect(isShown(of("x25519"), "TLSv1.3", [])).toBe(true);
  });
});
