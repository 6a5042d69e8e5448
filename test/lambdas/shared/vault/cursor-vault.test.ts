import { createDecipheriv } from "node:crypto";

import { beforeEach, describe, expect, test } from "vitest";

import { makeVault } from "../../../../lambdas/shared/vault/vault.ts";
import { makeFakeSecretsManager } from "../../../support/fakes/fake-secrets-manager.ts";

const SCOPE = "GET /webhooks of acme";

let secrets = makeFakeSecretsManager();
let nowMs = 0;
const newVault = () =>
  makeVault({ secretsManager: secrets.client, keyId: "vault-key", now: () => nowMs }).cursors;

beforeEach(() => {
  secrets = makeFakeSecretsManager({ "vault-key": "a generated text" });
  nowMs = 1_700_000_000_000;
});

describe("makeCursorVault", () => {
  test("opens what it sealed, on any day after", async () => {
    const vault = newVault();
    for (const plain of ["", "[1,2]", "x".repeat(1000), "ä🔑"]) {
      const sealed = await vault.seal(plain, SCOPE);
      expect(await vault.open(sealed, SCOPE)).toBe(plain);
      nowMs += 86_400_000;
      expect(await newVault().open(sealed, SCOPE)).toBe(plain);
    }
  });

  test("is AES-256-GCM, under a key that HKDF makes of secret and day", async () => {
    const bytes = Buffer.from(await newVault().seal("[1]", SCOPE), "base64url");
    // openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt key:"a generated text" -kdfopt
    // info:ringback/cursor/2023-11-14 HKDF
    const key = Buffer.from(
      "a23d88021610935442e476a5d72481785cefd07531b1d760102036ba3c72bbb3",
      "hex",
    );
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(6, 18));
    decipher.setAAD(Buffer.concat([bytes.subarray(0, 18), Buffer.from(SCOPE)]));
    decipher.setAuthTag(bytes.subarray(-16));
    expect(decipher.update(bytes.subarray(18, -16)).toString() + decipher.final("utf8")).toBe(
      "[1]",
    );
    // 19,675 days from 1970 to 2023-11-14.
    expect(bytes.readUInt16BE(4)).toBe(19_675);
  });

  test("shows nothing of the text, and seals it differently every time", async () => {
    const vault = newVault();
    const [one, other] = [
      await vault.seal("recognise me", SCOPE),
      await vault.seal("recognise me", SCOPE),
    ];
    expect(one).not.toBe(other);
    expect(Buffer.from(one, "base64url").toString("latin1")).not.toContain("recognise");
    expect(one).toMatch(/^[\w-]+$/u);
  });

  test("opens nothing for another scope", async () => {
    const vault = newVault();
    const sealed = await vault.seal("[1]", SCOPE);
    for (const scope of ["", `${SCOPE} `, "GET /webhooks of globex"]) {
      expect(await vault.open(sealed, scope)).toBeUndefined();
    }
  });

  test("opens nothing of which any bit was changed, or any part is missing, or that has more", async () => {
    const vault = newVault();
    const sealed = await vault.seal("[1]", SCOPE);
    const bytes = Buffer.from(sealed, "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await vault.open(changed.toString("base64url"), SCOPE)).toBeUndefined();
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(await vault.open(sealed.slice(0, length), SCOPE)).toBeUndefined();
    }
    for (const text of [`${sealed}A`, `A${sealed}`, `${sealed}==`, `${sealed} `, ` ${sealed}`]) {
      expect(await vault.open(text, SCOPE)).toBeUndefined();
    }
  });

  test("knows one spelling of a cursor only", async () => {
    const vault = newVault();
    // 37 bytes: the last of 50 characters holds 4 bits that mean nothing.
    const sealed = await vault.seal("[1]", SCOPE);
    expect(sealed).toHaveLength(50);
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const same = alphabet
      .split("")
      .filter((last) =>
        Buffer.from(sealed.slice(0, -1) + last, "base64url").equals(
          Buffer.from(sealed, "base64url"),
        ),
      );
    expect(same).toHaveLength(16);
    const opened = await Promise.all(
      same.map((last) => vault.open(sealed.slice(0, -1) + last, SCOPE)),
    );
    expect(opened.filter((text) => text !== undefined)).toEqual(["[1]"]);
  });

  test("asks for the key once while warm", async () => {
    const vault = newVault();
    const sealed = await vault.seal("[1]", SCOPE);
    for (let time = 0; time < 10; time += 1) await vault.open(sealed, SCOPE);
    await vault.open(sealed, "another scope");
    expect(secrets.reads).toHaveLength(1);
  });

  test("opens cursors of before a rotation, and those that a function sealed which knows of it already", async () => {
    const warm = newVault();
    const before = await warm.seal("before", SCOPE);
    secrets.rotate("vault-key", "another text");
    const cold = newVault();
    const after = await cold.seal("after", SCOPE);
    expect(await cold.open(before, SCOPE)).toBe("before");
    nowMs += 10_000;
    expect(await warm.open(after, SCOPE)).toBe("after");
    expect(await warm.open(before, SCOPE)).toBe("before");
  });

  test("opens nothing of before the last two rotations", async () => {
    const sealed = await newVault().seal("[1]", SCOPE);
    secrets.rotate("vault-key", "another text");
    secrets.rotate("vault-key", "a third text");
    expect(await newVault().open(sealed, SCOPE)).toBeUndefined();
  });

  test("asks for keys twice in ten seconds at most, however many forged cursors come", async () => {
    const vault = newVault();
    await vault.seal("[1]", SCOPE);
    nowMs += 10_000;
    secrets.reads.length = 0;
    for (let forged = 0; forged < 100; forged += 1) {
      const bytes = Buffer.alloc(60, forged);
      expect(await vault.open(bytes.toString("base64url"), SCOPE)).toBeUndefined();
    }
    expect(secrets.reads.map(({ VersionStage }) => VersionStage)).toEqual([
      "AWSCURRENT",
      "AWSPREVIOUS",
    ]);
  });

  test("fails, and asks again, when no key can be read", async () => {
    const vault = newVault();
    secrets.failNext(new Error("throttled"));
    await expect(vault.seal("[1]", SCOPE)).rejects.toMatchObject({ code: "VAULT_KEY_UNAVAILABLE" });
    const sealed = await vault.seal("[1]", SCOPE);
    const forged = Buffer.alloc(60).toString("base64url");
    secrets.failNext(new Error("throttled"));
    await expect(vault.open(forged, SCOPE)).rejects.toMatchObject({
      code: "VAULT_KEY_UNAVAILABLE",
    });
    expect(await vault.open(forged, SCOPE)).toBeUndefined();
    expect(await vault.open(sealed, SCOPE)).toBe("[1]");
  });
});
