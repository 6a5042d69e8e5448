import { createVerify } from "node:crypto";

import { describe, expect, test } from "vitest";

import { makeJwsSigner } from "../../../../../lambdas/shared/attempt/signing/jws-signer.ts";
import {
  keyRingName,
  signingKeySealContext,
  type SigningKey,
} from "../../../../../lambdas/shared/domain/signing-key.ts";
import type { Tenant } from "../../../../../lambdas/shared/domain/tenant.ts";
import { makeSigningKeyMaker } from "../../../../../lambdas/shared/signing-keys/make-signing-key.ts";
import { makeVault } from "../../../../../lambdas/shared/vault/vault.ts";
import { makeFakeSecretsManager } from "../../../../support/fakes/fake-secrets-manager.ts";

const ACME: Tenant = { application: "acme", environment: "production" };
const GLOBEX: Tenant = { application: "globex", environment: "production" };
const INTERVAL_MS = 86_400_000;
const START_MS = 20_000 * INTERVAL_MS;

const secrets = makeFakeSecretsManager({ vault: "a generated text" });
const vault = makeVault({ secretsManager: secrets.client, keyId: "vault", now: () => START_MS });
const makeKey = makeSigningKeyMaker(vault);
const [first, second] = await Promise.all([
  makeKey(ACME, START_MS, START_MS),
  makeKey(ACME, START_MS + INTERVAL_MS, START_MS),
]);
const [foreign, shared] = await Promise.all([
  makeKey(GLOBEX, START_MS, START_MS),
  makeSharedKey(START_MS),
]);

/** A key of the ring that all tenants shared, sealed as the version before did it. */
async function makeSharedKey(signsFromMs: number): Promise<SigningKey> {
  const key = await makeKey(ACME, signsFromMs, START_MS);
  const pem = await vault.open(key.sealedPrivateKey, signingKeySealContext(key));
  const context = { application: "ringback", environment: "signing-keys", owner: key.kid };
  const sealedPrivateKey = await vault.seal(pem, { ...context, field: "private_key" });
  return { ...key, ring: "shared", sealedPrivateKey };
}

/** A signer in a warm function; what it lists and opens is counted. */
function makeBed(
  present: readonly SigningKey[] = [first, second],
  others: Readonly<Record<string, readonly SigningKey[]>> = {},
) {
  const fault: Error | undefined = undefined;
  const state = { keys: present, others, lists: 0, opens: 0, fault: fault as Error | undefined };
  const signer = makeJwsSigner({
    keys: {
      async list(ring) {
        state.lists += 1;
        if (state.fault !== undefined) throw state.fault;
        const name = keyRingName(ring);
        return name === "acme#production" ? state.keys : (state.others[name] ?? []);
      },
    },
    vault: {
      open(jwe, context) {
        state.opens += 1;
        return vault.open(jwe, context);
      },
    },
    intervalMs: INTERVAL_MS,
  });
  const sign = (payload: string, nowMs: number, tenant = ACME) =>
    signer(tenant, "JWS-SIGNATURE")({ deliveryId: "d", payload, nowMs });
  return { state, sign };
}

/** The key that signed, after its signature was verified against the body. */
async function signedBy(signing: ReturnType<ReturnType<typeof makeBed>["sign"]>): Promise<string> {
  const signed = await signing;
  if (!signed.ok) throw new Error(signed.message);
  const [name, jws = ""] = signed.headers;
  expect(name).toBe("JWS-SIGNATURE");
  const [header = "", payload, signature = ""] = jws.split(".");
  expect(payload).toBe("");
  const text = Buffer.from(header, "base64url").toString();
  const { kid } = JSON.parse(text) as { kid: string };
  expect(text).toBe(`{"alg":"RS256","kid":"${kid}","typ":"JWT"}`);
  const key = [first, second, foreign, shared].find((other) => other.kid === kid);
  const verifier = createVerify("RSA-SHA256");
  verifier.update(`${header}.${Buffer.from(signed.body).toString("base64url")}`);
  expect(verifier.verify(key?.publicKeyPem ?? "", signature, "base64url")).toBe(true);
  return kid;
}

describe("makeJwsSigner", () => {
  test("signs each attempt with the key that is current then, from its first millisecond on", async () => {
    const { sign } = makeBed();
    const payload = '{"a":1}';
    expect(await signedBy(sign(payload, START_MS))).toBe(first.kid);
    expect(await signedBy(sign(payload, START_MS + INTERVAL_MS - 1))).toBe(first.kid);
    expect(await signedBy(sign(payload, START_MS + INTERVAL_MS))).toBe(second.kid);
  });

  test("a retry after a rotation is signed with the new key", async () => {
    const { state, sign } = makeBed([first]);
    expect(await signedBy(sign("{}", START_MS + 5))).toBe(first.kid);
    state.keys = [first, second];
    expect(await signedBy(sign("{}", START_MS + INTERVAL_MS + 1))).toBe(second.kid);
  });

  test("goes on with the last key when no other was made", async () => {
    const { sign } = makeBed([first]);
    expect(await signedBy(sign("{}", START_MS + 30 * INTERVAL_MS))).toBe(first.kid);
  });

  test("writes the body without any white space, so that it verifies with and without it removed", async () => {
    const { sign } = makeBed();
    const signed = await sign('{"a b":"c\u00a0d\u2028e\ufefff"}', START_MS);
    expect(signed).toMatchObject({ ok: true, body: '{"a\\u0020b":"c\\u00a0d\\u2028e\\ufefff"}' });
  });

  test("remembers a signature for each body and key: one event to many webhooks is signed once", async () => {
    const { state, sign } = makeBed();
    const many = await Promise.all(Array.from({ length: 20 }, () => sign("{}", START_MS)));
    expect(new Set(many.map((signed) => JSON.stringify(signed))).size).toBe(1);
    // Remembered: without the private key it could not be made again.
    state.keys = [{ ...first, sealedPrivateKey: "gone" }, second];
    expect(await sign("{}", START_MS + 120_000)).toEqual(many[0]);
    expect(await sign('{"other":1}', START_MS + 120_000)).toMatchObject({ ok: true });
    expect(await signedBy(sign("{}", START_MS + INTERVAL_MS))).toBe(second.kid);
  });

  test("lists keys once a minute, and opens each once", async () => {
    const { state, sign } = makeBed();
    for (let tick = 0; tick < 60; tick += 1) await sign(`{"n":${tick}}`, START_MS + tick * 1000);
    expect(state).toMatchObject({ lists: 1, opens: 1 });
    await sign("{}", START_MS + 60_000);
    expect(state).toMatchObject({ lists: 2, opens: 1 });
  });

  test("says that there is no key yet, and looks again at the next attempt", async () => {
    const { state, sign } = makeBed([]);
    expect(await sign("{}", START_MS)).toEqual({
      ok: false,
      message: "there is no signing key yet",
    });
    state.keys = [first];
    expect(await sign("{}", START_MS)).toMatchObject({ ok: true });
  });

  test("is asked again after keys could not be listed", async () => {
    const { state, sign } = makeBed();
    state.fault = new Error("throttled");
    await expect(sign("{}", START_MS)).rejects.toThrow("throttled");
    state.fault = undefined;
    expect(await sign("{}", START_MS)).toMatchObject({ ok: true });
  });

  test("is asked again after the vault did not answer", async () => {
    const cold = makeVault({ secretsManager: secrets.client, keyId: "vault", now: () => START_MS });
    const signer = makeJwsSigner({
      keys: { list: async () => [first] },
      vault: cold,
      intervalMs: INTERVAL_MS,
    })(ACME, "JWS-SIGNATURE");
    const message = { deliveryId: "d", payload: "{}", nowMs: START_MS };
    secrets.failNext(new Error("throttled"));
    await expect(signer(message)).rejects.toThrow("the vault key could not be read");
    expect(await signer(message)).toMatchObject({ ok: true });
  });

  test("signs for each tenant with a key of its own", async () => {
    const { state, sign } = makeBed([first], { "globex#production": [foreign] });
    const kids = await Promise.all([
      signedBy(sign("{}", START_MS)),
      signedBy(sign("{}", START_MS, GLOBEX)),
    ]);
    expect(kids).toEqual([first.kid, foreign.kid]);
    const sandbox: Tenant = { ...ACME, environment: "sandbox" };
    expect(await sign("{}", START_MS, sandbox)).toMatchObject({ ok: false });
    // The rings of the three, and the shared one that the last had to be looked for in.
    expect(state.lists).toBe(4);
  });

  test("signs with the keys that all shared for a tenant that has none of its own, and with its own a minute after it has", async () => {
    const { state, sign } = makeBed([], { shared: [shared] });
    expect(await signedBy(sign('{"n":1}', START_MS))).toBe(shared.kid);
    state.keys = [first];
    expect(await signedBy(sign('{"n":2}', START_MS + 59_999))).toBe(shared.kid);
    expect(await signedBy(sign('{"n":2}', START_MS + 60_000))).toBe(first.kid);
    // Nothing is asked of the shared ring where a tenant has its own.
    expect(state.lists).toBe(3);
  });

  test("does not sign with the keys that all shared for a tenant whose own ring has none that signs yet", async () => {
    const { sign } = makeBed([second], { shared: [shared] });
    expect(await sign("{}", START_MS)).toMatchObject({ ok: false });
    expect(await signedBy(sign("{}", START_MS + INTERVAL_MS))).toBe(second.kid);
  });

  test("a key of another tenant, or of all, that was copied into a ring cannot sign", async () => {
    for (const key of [foreign, shared]) {
      const { sign } = makeBed([{ ...key, ring: ACME }]);
      expect(await sign("{}", START_MS)).toMatchObject({ ok: false });
    }
  });

  test("remembers the lists of many tenants, not of all that ever were", async () => {
    const { state, sign } = makeBed([first]);
    const tenants = Array.from({ length: 201 }, (_, n): Tenant => ({
      application: `a${n}`,
      environment: "sandbox",
    }));
    state.others = Object.fromEntries(
      tenants.map(({ application }) => [`${application}#sandbox`, [foreign]]),
    );
    await sign("{}", START_MS);
    for (const tenant of tenants) await sign("{}", START_MS, tenant);
    expect(state.lists).toBe(202);
    await sign("{}", START_MS, tenants.at(-1));
    expect(state.lists).toBe(202);
    await sign("{}", START_MS);
    expect(state.lists).toBe(203);
  });

  test("a private key that is another's cannot sign: the attempt fails, and says so", async () => {
    const { sign } = makeBed([{ ...first, sealedPrivateKey: second.sealedPrivateKey }]);
    const failed = await sign("{}", START_MS);
    expect(failed).toEqual({
      ok: false,
      message: expect.stringMatching(`^the signing key ${first.kid}: .*something else`),
    });
  });
});
