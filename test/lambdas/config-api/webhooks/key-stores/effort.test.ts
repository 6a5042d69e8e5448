import { describe, expect, test } from "vitest";

import { Effort } from "../../../../../lambdas/config-api/webhooks/key-stores/effort.ts";

/** How often something is taken before it is refused. */
function takes(take: (effort: Effort) => void): number {
  const effort = new Effort();
  for (let count = 0; ; count += 1) {
    try {
      take(effort);
    } catch {
      return count;
    }
  }
}

describe("what one request may cost", () => {
  test.each([
    ["20 certificates", 20, (effort: Effort) => effort.takeCertificate()],
    ["20 verified signatures", 20, (effort: Effort) => effort.takeVerification()],
    // A key store and a trust store of Java 8, and almost a key store more.
    [
      "derivations of Java 8",
      14,
      (effort: Effort) => effort.takeDerivation("pkcs12", "sha1", 50_000),
    ],
    [
      "derivations of Java 17",
      16,
      (effort: Effort) => effort.takeDerivation("pkcs12", "sha256", 10_000),
    ],
    [
      "keys of 600,000 rounds",
      1,
      (effort: Effort) => effort.takeDerivation("pbkdf2", "sha256", 600_000),
    ],
    [
      "derivations of one round",
      4980,
      (effort: Effort) => effort.takeDerivation("pbkdf2", "sha1", 1),
    ],
    ["stores of RC2", 2, (effort: Effort) => effort.takeRc2(98_304)],
  ])("is %s", (_title, count, take) => {
    expect(takes(take)).toBe(count);
  });

  test("is enough for a key store and a trust store of Java 8, the costliest that tools write", () => {
    const effort = new Effort();
    for (const rounds of [100_000, 2 * 50_000, 50_000, 50_000, 50_000]) {
      effort.takeDerivation("pkcs12", "sha1", rounds); // digest; key and IV of the key; of the certificates
    }
    for (const rounds of [100_000, 50_000, 50_000]) {
      effort.takeDerivation("pkcs12", "sha1", rounds); // digest; key and IV of the certificates
    }
    expect(() => effort.takeRc2(2 * 16_384)).not.toThrow();
  });
});
