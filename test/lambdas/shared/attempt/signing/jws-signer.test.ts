import { createVerify } from "node:crypto";

import { describe, expect, test } from "vitest";

import { makeSigningKeyMaker } from "../../../../../lambdas/shared/adapters/make-signing-key.ts";
import { makeVault } from "../../../../../lambdas/shared/adapters/vault.ts";
import { makeJwsSigner } from "../../../../../lambdas/shared/attempt/signing/jws-signer.ts";
import type { SigningKey } from "../../../../../lambdas/shared/domain/signing-key.ts";
import { makeFakeSecretsManager } from "../../../../support/fakes/fake-secrets-manager.ts";

const INTERVAL_MS = 86_400_000;
const START_MS = 20_000 * INTERVAL_MS;

const secrets = makeFakeSecretsManager({ vault: "a generated text" });
const vault = makeVault({ secretsManager: secrets.client, keyId: "vault", now: () => START_MS });
const makeKey = makeSigningKeyMaker(vault);
const [first, second] = await Promise.all([
  makeKey(START_MS, START_MS),
  makeKey(START_MS + INTERVAL_MS, START_MS),
]);

/** A signer in a warm function; what it lists and opens is counted. */
function makeBed(present: readonly SigningKey[] = [first, second]) {
  const state = { keys: present, lists: 0, opens: 0, fault: undefined as Error | undefined };
  const signer = makeJwsSigner({
    keys: {
      async list() {
        state.lists += 1;
        if (state.fault !== undefined) throw state.fault;
        return state.keys;
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
  const sign = (payload: string, nowMs: number) =>
    signer("JWS-SIGNATURE")({ deliveryId: "d", payload, nowMs });
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
  const key = [first, second].find((other) => other.kid === kid);
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
    expect(signed).toMatchObject({
      ok: true,
      body: '{"a\\u0020b":"c\\u00a0d\\u2028e\\ufefff"}',
    });
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
    for (let tick = 0; tick < 60; tick += 1) {
      await sign(`{"n":${tick}}`, START_MS + tick * 1000);
    }
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
    })("JWS-SIGNATURE");
    const message = { deliveryId: "d", payload: "{}", nowMs: START_MS };
    secrets.failNext(new Error("throttled"));
    await expect(signer(message)).rejects.toThrow("the vault key could not be read");
    expect(await signer(message)).toMatchObject({ ok: true });
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
