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
