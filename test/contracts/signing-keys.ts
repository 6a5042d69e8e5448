import { randomUUID } from "node:crypto";

import { beforeAll, expect, test } from "vitest";

import type { SigningKey } from "../../lambdas/shared/domain/signing-key.ts";
import type { KeyStore } from "../../lambdas/shared/signing-keys/rotate-keys.ts";

/** What every store of signing keys does. @param open an empty one */
export function signingKeysContract(open: () => Promise<KeyStore>): void {
  let keys: KeyStore;

  beforeAll(async () => {
    keys = await open();
  });

  test("keys are kept, the oldest first, one for each moment", async () => {
    expect(await keys.list()).toEqual([]);
    const [first, second, third] = [9_999, 10_000, 1_700_000_000_000].map(keyFrom);
    for (const key of [third!, first!, second!]) expect(await keys.putIfAbsent(key)).toBe(true);
    expect(await keys.putIfAbsent(keyFrom(10_000))).toBe(false);
    expect(await keys.list()).toEqual([first, second, third]);

    await keys.remove(10_000);
    await keys.remove(10_000);
    expect(await keys.list()).toEqual([first, third]);
  });

  test("of many keys for one moment at once, one is kept", async () => {
    const rivals = Array.from({ length: 5 }, () => keyFrom(5));
    const put = await Promise.all(rivals.map((key) => keys.putIfAbsent(key)));
    expect(put.filter(Boolean)).toHaveLength(1);
    expect((await keys.list())[0]).toEqual(rivals[put.indexOf(true)]);
  });
}

function keyFrom(signsFromMs: number): SigningKey {
  return {
    signsFromMs,
    kid: randomUUID(),
    publicKeyPem: "-----BEGIN PUBLIC KEY-----\n",
    sealedPrivateKey: "a.b.c",
    createdAtMs: 1,
  };
}
