import { randomUUID } from "node:crypto";

import { beforeAll, expect, test } from "vitest";

import type { SigningKey, TenantSigningKey } from "../../lambdas/shared/domain/signing-key.ts";
import type { Tenant } from "../../lambdas/shared/domain/tenant.ts";
import type { SigningKeyStores } from "../support/fakes/memory-keys.ts";

const ACME: Tenant = { application: "acme", environment: "production" };
const ACME_SANDBOX: Tenant = { application: "acme", environment: "sandbox" };
/** An application may be named like the partition of keys. */
const ODD: Tenant = { application: "signing-keys", environment: "production" };

/** What every store of signing keys does. @param open an empty one */
export function signingKeysContract(open: () => Promise<SigningKeyStores>): void {
  let stores: SigningKeyStores;

  beforeAll(async () => {
    stores = await open();
  });

  const ringOf = async (tenant: Tenant) =>
    (await stores.rings.list()).find(
      (ring) => JSON.stringify(ring.tenant) === JSON.stringify(tenant),
    );

  test("keys are kept ring by ring, the oldest first, one for each moment", async () => {
    const { keys, rings } = stores;
    expect(await keys.list(ACME)).toEqual([]);
    for (const tenant of [ACME, ACME_SANDBOX, ODD]) await rings.enter(tenant);
    const [first, second, third] = [9_999, 10_000, 1_700_000_000_000].map((at) =>
      keyFrom(ACME, at),
    );
    for (const key of [third!, first!, second!]) expect(await keys.putIfAbsent(key)).toBe("put");
    expect(await keys.putIfAbsent(keyFrom(ACME, 10_000))).toBe("exists");
    const others = [keyFrom(ACME_SANDBOX, 10_000), keyFrom(ODD, 10_000)];
    for (const key of others) expect(await keys.putIfAbsent(key)).toBe("put");
    expect(await keys.list(ACME)).toEqual([first, second, third]);
    expect(await keys.list(ACME_SANDBOX)).toEqual([others[0]]);
    expect(await keys.list(ODD)).toEqual([others[1]]);
    expect(await keys.list("shared")).toEqual([]);

    await keys.remove(second!);
    await keys.remove(second!);
    expect(await keys.list(ACME)).toEqual([first, third]);
    expect(await keys.ownerOf(second!.kid)).toBeUndefined();
  });

  test("of many keys for one moment at once, one is kept", async () => {
    const { keys, rings } = stores;
    await rings.enter(ACME);
    const rivals = Array.from({ length: 5 }, () => keyFrom(ACME, 5));
    const put = await Promise.all(rivals.map((key) => keys.putIfAbsent(key)));
    expect(put.filter((outcome) => outcome === "put")).toHaveLength(1);
    const kept = rivals[put.indexOf("put")];
    expect((await keys.list(ACME))[0]).toEqual(kept);
    const owners = await Promise.all(rivals.map(({ kid }) => keys.ownerOf(kid)));
    expect(owners).toEqual(rivals.map((key) => (key === kept ? ACME : undefined)));
  });

  test("the owner of a key is known, and its public half is listed among those of all", async () => {
    const { keys } = stores;
    const listed = await keys.listPublic(1000);
    const present = [
      ...(await keys.list(ACME)),
      ...(await keys.list(ACME_SANDBOX)),
      ...(await keys.list(ODD)),
    ];
    expect(listed).toEqual(
      present
        .map(({ ring, kid, publicKeyPem, signsFromMs }) => ({
          ring,
          kid,
          publicKeyPem,
          signsFromMs,
        }))
        .toSorted((one, other) => (one.kid < other.kid ? -1 : 1)),
    );
    expect(await keys.listPublic(2)).toEqual(listed.slice(0, 2));
    for (const { kid, ring } of listed) expect(await keys.ownerOf(kid)).toEqual(ring);
    expect(await keys.ownerOf(randomUUID())).toBeUndefined();
  });

  test("the keys that all tenants shared are listed and removed, and have no owner", async () => {
    const { keys, putShared } = stores;
    const shared: SigningKey = { ...keyFrom(ACME, 20_000), ring: "shared" };
    await putShared(shared);
    expect(await keys.list("shared")).toEqual([shared]);
    expect(await keys.ownerOf(shared.kid)).toBeUndefined();
    const kids = (await keys.listPublic(1000)).map(({ kid }) => kid);
    expect(kids).not.toContain(shared.kid);
    await keys.remove(shared);
    expect(await keys.list("shared")).toEqual([]);
  });

  test("no key is put into a ring that is not registered", async () => {
    const { keys, rings } = stores;
    const tenant: Tenant = { application: "globex", environment: "production" };
    const key = keyFrom(tenant, 1);
    expect(await keys.putIfAbsent(key)).toBe("no_ring");
    expect(await keys.list(tenant)).toEqual([]);
    expect(await keys.ownerOf(key.kid)).toBeUndefined();
    await rings.enter(tenant);
    expect(await keys.putIfAbsent(key)).toBe("put");
  });

  test("a ring is retired with its last key, unless it was entered or got a key since", async () => {
    const { keys, rings } = stores;
    const tenant: Tenant = { application: "initech", environment: "sandbox" };
    await rings.enter(tenant);
    const atFirst = (await ringOf(tenant))!;
    await rings.enter(tenant);
    expect(await rings.retire(atFirst, undefined)).toBe(false);
    const beforeKey = (await ringOf(tenant))!;
    const key = keyFrom(tenant, 1);
    await keys.putIfAbsent(key);
    expect(await rings.retire(beforeKey, key)).toBe(false);
    expect(await keys.putIfAbsent(keyFrom(tenant, 1))).toBe("exists");
    const seen = (await ringOf(tenant))!;
    expect(await rings.retire(seen, key)).toBe(true);
    expect(await rings.retire(seen, key)).toBe(false);
    expect(await ringOf(tenant)).toBeUndefined();
    expect(await keys.list(tenant)).toEqual([]);
    expect(await keys.ownerOf(key.kid)).toBeUndefined();
  });

  test("entering a ring many times at once, and putting keys meanwhile, harms none of them", async () => {
    const { keys, rings } = stores;
    const tenant: Tenant = { application: "umbrella", environment: "production" };
    await rings.enter(tenant);
    const outcomes = await Promise.all([
      ...Array.from({ length: 4 }, () => rings.enter(tenant)),
      ...[1, 2].map((at) => keys.putIfAbsent(keyFrom(tenant, at))),
    ]);
    expect(outcomes.slice(4)).toEqual(["put", "put"]);
    expect(await keys.list(tenant)).toHaveLength(2);
  });

  test("all keys of a tenant are removed with its ring, and nothing of another", async () => {
    const { keys, rings } = stores;
    const gone = await keys.list(ACME);
    expect(gone.length).toBeGreaterThan(1);
    await rings.removeAll(ACME);
    await rings.removeAll(ACME);
    expect(await keys.list(ACME)).toEqual([]);
    expect(await ringOf(ACME)).toBeUndefined();
    for (const { kid } of gone) expect(await keys.ownerOf(kid)).toBeUndefined();
    expect(await keys.list(ACME_SANDBOX)).toHaveLength(1);
    expect(await ringOf(ACME_SANDBOX)).toBeDefined();
  });
}

function keyFrom(ring: Tenant, signsFromMs: number): TenantSigningKey {
  return {
    ring,
    signsFromMs,
    kid: randomUUID(),
    publicKeyPem: "-----BEGIN PUBLIC KEY-----\n",
    sealedPrivateKey: "a.b.c",
    createdAtMs: 1,
  };
}
