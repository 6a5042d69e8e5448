import { hash } from "node:crypto";

import fc from "fast-check";
import { expect, test } from "vitest";

import { sha1Rounds } from "../../../../../lambdas/config-api/webhooks/key-stores/sha1-rounds.ts";
import { forAll } from "../../../../support/for-all.ts";

test("SHA-1 of a digest, again and again, is what OpenSSL makes of it", () => {
  const digest = fc.uint8Array({ minLength: 20, maxLength: 20 });
  forAll(digest, fc.nat(50), (bytes, rounds) => {
    let expected = Buffer.from(bytes);
    for (let round = 0; round < rounds; round += 1) expected = hash("sha1", expected, "buffer");
    expect(sha1Rounds(Buffer.from(bytes), rounds)).toEqual(expected);
  });
});
