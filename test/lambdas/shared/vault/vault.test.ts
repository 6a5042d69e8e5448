import { createHash, randomUUID } from "node:crypto";

import { compactDecrypt, CompactEncrypt } from "jose";
import { beforeEach, describe, expect, test } from "vitest";

import { VaultError } from "../../../../lambdas/shared/vault/vault-error.ts";
import { makeVault } from "../../../../lambdas/shared/vault/vault.ts";
import { makeFakeSecretsManager } from "../../../support/fakes/fake-secrets-manager.ts";

const context = {
  application: "acme",
  environment: "production",
  owner: "wh_0000000000000000000001",
  field: "basic_auth_password",
};

/**
 * Made with OpenSSL 3.0: `openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt key:"a generated
 * text" -kdfopt info:ringback/seal/2023-11-14 HKDF`.
 */
const KEY_OF_THE_DAY = Buffer.from(
  "d7969f29f77f2dd50545a8c2312e167afe1f7a0840186ca2afdcbecef3a61303",
  "hex",
);

const BROKEN = { code: "VAULT_SEAL_BROKEN" };
const UNAVAILABLE = { code: "VAULT_KEY_UNAVAILABLE" };

let secrets = makeFakeSecretsManager();
let nowMs = 0;
const options = () => ({ secretsManager: secrets.client, keyId: "vault-key", now: () => nowMs });

beforeEach(() => {
  secrets = makeFakeSecretsManager({ "vault-key": "a generated text" });
  nowMs = 1_700_000_000_000;
});

describe("makeVault", () => {
  test("opens what it sealed, also texts beyond ASCII and the empty text", async () => {
    const vault = makeVault(options());
    for (const plain of ["password", "pässwörd 🔑", "", "x".repeat(100_000), "\uFEFFbom"]) {
      expect(await vault.open(await vault.seal(plain, context), context)).toBe(plain);
    }
  });

  test("seals as a JWE that any implementation opens with the key that HKDF makes of secret and day", async () => {
    const jwe = await makeVault(options()).seal("password", context);
    const { plaintext, protectedHeader } = await compactDecrypt(jwe, KEY_OF_THE_DAY);
    expect(Buffer.from(plaintext).toString()).toBe("password");
    expect(protectedHeader).toEqual({
      alg: "dir",
      enc: "A256GCM",
      kid: secrets.currentVersion("vault-key"),
      day: "2023-11-14",
      context: "acme/production/wh_0000000000000000000001/basic_auth_password",
    });
  });

  test("seals the same text differently every time", async () => {
    const vault = makeVault(options());
    expect(await vault.seal("password", context)).not.toBe(await vault.seal("password", context));
  });

  test.each([
    { field: "custom_header:0" },
    { owner: "wh_0000000000000000000002" },
    { environment: "sandbox" },
    { application: "globex" },
  ])("does not open a text for something else: %o", async (other) => {
    const vault = makeVault(options());
    const jwe = await vault.seal("password", context);
    await expect(vault.open(jwe, { ...context, ...other })).rejects.toMatchObject(BROKEN);
  });

  test("does not open a text whose header was changed to fit", async () => {
    const vault = makeVault(options());
    const jwe = await vault.seal("password", context);
    const [header = "", ...rest] = jwe.split(".");
    const other = Buffer.from(header, "base64url").toString().replace("acme", "evil");
    const forged = [Buffer.from(other).toString("base64url"), ...rest].join(".");
    await expect(vault.open(forged, { ...context, application: "evil" })).rejects.toMatchObject(
      BROKEN,
    );
  });

  test.each(["", "x", "a.b.c.d.e", "eyJhbGciOiJkaXIifQ....", "a".repeat(10_000)])(
    "refuses what is no sealed text: %.20s",
    async (jwe) => {
      await expect(makeVault(options()).open(jwe, context)).rejects.toMatchObject(BROKEN);
    },
  );

  test("refuses another algorithm, even under the right key", async () => {
    const jwe = await new CompactEncrypt(new TextEncoder().encode("x"))
      .setProtectedHeader({
        alg: "A256KW",
        enc: "A256GCM",
        kid: secrets.currentVersion("vault-key") ?? "",
        day: "2023-11-14",
        context: "acme/production/wh_0000000000000000000001/basic_auth_password",
      })
      .encrypt(KEY_OF_THE_DAY);
    await expect(makeVault(options()).open(jwe, context)).rejects.toMatchObject(BROKEN);
  });

  test("reads the key once while warm, also when many ask at once", async () => {
    const vault = makeVault(options());
    const jwes = await Promise.all(["a", "b", "c"].map((text) => vault.seal(text, context)));
    await Promise.all(jwes.map((jwe) => vault.open(jwe, context)));
    expect(secrets.reads).toHaveLength(1);
  });

  test("opens texts of before a rotation, and seals with the new key", async () => {
    const before = makeVault(options());
    const old = await before.seal("password", context);
    secrets.rotate("vault-key", "another text");

    const cold = makeVault(options());
    expect(await cold.open(old, context)).toBe("password");
    const jwe = await cold.seal("password", context);
    expect(kidOf(jwe)).toBe(secrets.currentVersion("vault-key"));
    expect(await before.open(jwe, context)).toBe("password");
  });

  test("notices a rotation while warm within 15 minutes", async () => {
    const vault = makeVault(options());
    await vault.seal("password", context);
    const rotated = secrets.rotate("vault-key", "another text");
    nowMs += 15 * 60 * 1000;
    expect(kidOf(await vault.seal("password", context))).toBe(rotated);
  });

  test("asks again after a failed reading", async () => {
    const vault = makeVault(options());
    secrets.failNext(new Error("throttled"));
    await expect(vault.seal("password", context)).rejects.toMatchObject(UNAVAILABLE);
    expect(await vault.open(await vault.seal("password", context), context)).toBe("password");
  });

  test("asks again for a named version after a failed reading", async () => {
    const old = await makeVault(options()).seal("password", context);
    secrets.rotate("vault-key", "another text");
    const vault = makeVault(options());
    await vault.seal("warm", context);
    secrets.failNext(new Error("throttled"));
    await expect(vault.open(old, context)).rejects.toMatchObject(UNAVAILABLE);
    expect(await vault.open(old, context)).toBe("password");
  });

  test("says that the key is unavailable when the secret has no text", async () => {
    secrets = makeFakeSecretsManager({ "vault-key": "" });
    await expect(makeVault(options()).seal("x", context)).rejects.toMatchObject(UNAVAILABLE);
  });

  test("tells nothing of the text in an error", async () => {
    const vault = makeVault(options());
    const jwe = await vault.seal("p4ssw0rd", context);
    const error: unknown = await vault.open(`${jwe.slice(0, -3)}AAA`, context).catch((e) => e);
    expect(error).toBeInstanceOf(VaultError);
    expect(String(error)).not.toContain("p4ssw0rd");
    expect(String(error)).not.toContain(jwe.slice(0, 20));
  });

  test("opens nothing that is under a key of two rotations ago", async () => {
    const old = await makeVault(options()).seal("password", context);
    secrets.rotate("vault-key", "another text");
    secrets.rotate("vault-key", "a third text");
    await expect(makeVault(options()).open(old, context)).rejects.toMatchObject(BROKEN);
  });

  test("knows no key of a version that never was", async () => {
    const key = createHash("sha256").update("a generated text").digest();
    const jwe = await new CompactEncrypt(new TextEncoder().encode("x"))
      .setProtectedHeader({
        alg: "dir",
        enc: "A256GCM",
        kid: randomUUID(),
        context: "acme/production/wh_0000000000000000000001/basic_auth_password",
      })
      .encrypt(key);
    await expect(makeVault(options()).open(jwe, context)).rejects.toMatchObject(BROKEN);
  });
});

describe("reseal", () => {
  test("leaves a text that is under the current key as it is, and asks for no key again", async () => {
    const vault = makeVault(options());
    const jwe = await vault.seal("password", context);
    nowMs += 14 * 60 * 1000;
    expect(await vault.reseal(jwe, context)).toBe(jwe);
    expect(secrets.reads).toHaveLength(1);
  });

  test("seals a text of before a rotation under the current key, for the same thing", async () => {
    const old = await makeVault(options()).seal("password", context);
    const rotated = secrets.rotate("vault-key", "another text");
    const vault = makeVault(options());
    const jwe = await vault.reseal(old, context);
    expect(kidOf(jwe)).toBe(rotated);
    expect(await vault.open(jwe, context)).toBe("password");
    await expect(vault.open(jwe, { ...context, field: "x" })).rejects.toThrow("something else");
  });

  test("does not take the key that it remembers for the newer one", async () => {
    const warm = makeVault(options());
    const old = await warm.seal("password", context);
    const rotated = secrets.rotate("vault-key", "another text");
    const jwe = await makeVault(options()).reseal(old, context);
    nowMs += 10_000;
    expect(await warm.reseal(jwe, context)).toBe(jwe);
    expect(kidOf(await warm.reseal(old, context))).toBe(rotated);
  });

  test("refuses what belongs to something else", async () => {
    const vault = makeVault(options());
    const jwe = await vault.seal("password", context);
    await expect(vault.reseal(jwe, { ...context, owner: "other" })).rejects.toMatchObject(BROKEN);
  });
});

function kidOf(jwe: string): unknown {
  const header = JSON.parse(Buffer.from(jwe.split(".")[0] ?? "", "base64url").toString()) as {
    kid: unknown;
  };
  return header.kid;
}
