import { expect, it } from "vitest";

import { hmacSignature } from "../../../../lambdas/shared/domain/hmac-signature.ts";

// RFC 4231, test cases 2 and 6: the only ones whose keys and data are text, or short to write.
it.each([
  [
    "Jefe",
    "what do ya want for nothing?",
    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
  ],
  [
    "key",
    "The quick brown fox jumps over the lazy dog",
    "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8",
  ],
])("HMAC-SHA-256 in hex of the published vector with the key %j", (secret, body, expected) => {
  expect(hmacSignature(secret, body)).toBe(expected);
});

// RFC 4231, test case 2.
it.each([
  [
    "sha384",
    "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
  ],
  [
    "sha512",
    "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
  ],
] as const)("HMAC by %s, in the form that is given", (algorithm, hex) => {
  const [secret, body] = ["Jefe", "what do ya want for nothing?"];
  expect(hmacSignature(secret, body, { algorithm })).toBe(hex);
  const base64 = Buffer.from(hex, "hex").toString("base64");
  const form = { algorithm, encoding: "base64", prefix: `${algorithm}=` } as const;
  expect(hmacSignature(secret, body, form)).toBe(`${algorithm}=${base64}`);
});
