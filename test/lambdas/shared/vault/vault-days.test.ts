import { createHash, createHmac } from "node:crypto";

import { CompactEncrypt } from "jose";
import { beforeEach, describe, expect, test } from "vitest";

import { makeDailyKeys } from "../../../../lambdas/shared/vault/daily-keys.ts";
import { makeVaultKeys } from "../../../../lambdas/shared/vault/vault-keys.ts";
import { makeVault } from "../../../../lambdas/shared/vault/vault.ts";
import { makeFakeSecretsManager } from "../../../support/fakes/fake-secrets-manager.ts";

const DAY_MS = 86_400_000;
const SECRET = "a generated text";
const context = {
  application: "acme",
  environment: "production",
  owner: "wh_0000000000000000000001",
  field: "basic_auth_password",
};

let secrets = makeFakeSecretsManager();
let nowMs = 0;
const options = () => ({ secretsManager: secrets.client, keyId: "vault-key", now: () => nowMs });

beforeEach(() => {
  secrets = makeFakeSecretsManager({ "vault-key": SECRET });
  nowMs = Date.parse("2026-01-31T23:59:59.999Z");
});

/** RFC 5869 by hand, for one block and no salt. */
function hkdf(secret: string, info: string): Buffer {
  const extracted = createHmac("sha256", Buffer.alloc(32)).update(secret).digest();
  return createHmac("sha256", extracted).update(`${info}\u0001`).digest();
}

/** A text sealed by hand, with whatever header. */
async function sealed(key: Uint8Array, header: object): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode("password"))
    .setProtectedHeader({
      alg: "dir",
      enc: "A256GCM",
      kid: secrets.currentVersion("vault-key") ?? "",
      context: "acme/production/wh_0000000000000000000001/basic_auth_password",
      ...header,
    })
    .encrypt(key);
}

function headerOf(jwe: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(jwe.split(".")[0] ?? "", "base64url").toString());
}

/** The same text under another header. */
function withHeader(jwe: string, change: (header: Record<string, unknown>) => object): string {
  const header = Buffer.from(JSON.stringify(change(headerOf(jwe)))).toString("base64url");
  return [header, ...jwe.split(".").slice(1)].join(".");
}

describe("a key for each day", () => {
  test("seals under the day in UTC, and opens texts of every day", async () => {
    const vault = makeVault(options());
    const last = await vault.seal("of January", context);
    nowMs += 1;
    const first = await vault.seal("of February", context);
    expect([headerOf(last)["day"], headerOf(first)["day"]]).toEqual(["2026-01-31", "2026-02-01"]);
    for (const reader of [vault, makeVault(options())]) {
      expect(await reader.open(last, context)).toBe("of January");
      expect(await reader.open(first, context)).toBe("of February");
    }
  });

  test("derives as RFC 5869 says", async () => {
    const key = hkdf(SECRET, "ringback/seal/2024-02-29");
    const jwe = await sealed(key, { day: "2024-02-29" });
    expect(await makeVault(options()).open(jwe, context)).toBe("password");
  });

  test("opens what was sealed before there were days", async () => {
    const key = createHash("sha256").update(SECRET).digest();
    const jwe = await sealed(key, {});
    const vault = makeVault(options());
    for (let time = 0; time < 2; time += 1) expect(await vault.open(jwe, context)).toBe("password");
    secrets.rotate("vault-key", "another text");
    const resealed = await makeVault(options()).reseal(jwe, context);
    expect(headerOf(resealed)).toMatchObject({
      kid: secrets.currentVersion("vault-key"),
      day: "2026-01-31",
    });
    expect(await vault.open(resealed, context)).toBe("password");
  });

  test("takes a text of an earlier day, or of none, for current while its version is", async () => {
    const vault = makeVault(options());
    const undated = await sealed(createHash("sha256").update(SECRET).digest(), {});
    const dated = await vault.seal("password", context);
    nowMs += 40 * DAY_MS;
    expect(await vault.reseal(undated, context)).toBe(undated);
    expect(await vault.reseal(dated, context)).toBe(dated);
  });

  test("proves the day: a text opens under no other, nor without one, nor does an old one with one", async () => {
    const vault = makeVault(options());
    const dated = await vault.seal("password", context);
    const undated = await sealed(createHash("sha256").update(SECRET).digest(), {});
    for (const forged of [
      withHeader(dated, (header) => ({ ...header, day: "2026-01-30" })),
      withHeader(dated, ({ day: _, ...header }) => header),
      withHeader(undated, (header) => ({ ...header, day: "2026-01-31" })),
    ]) {
      await expect(vault.open(forged, context)).rejects.toMatchObject({
        code: "VAULT_SEAL_BROKEN",
      });
    }
  });

  test.each([
    "",
    "today",
    "2026-1-1",
    "2026-02-30",
    "2026-13-01",
    "0000-00-00",
    "2026-01-31T00:00:00Z",
    "+2026-01-31",
    "2026-01-31\n",
    "9".repeat(100_000),
    20260131,
    null,
    ["2026-01-31"],
    { day: "2026-01-31" },
  ])("refuses a text of no day: %j", async (day) => {
    const text = typeof day === "object" ? JSON.stringify(day) : day;
    const jwe = await sealed(hkdf(SECRET, `ringback/seal/${text}`), { day });
    await expect(makeVault(options()).open(jwe, context)).rejects.toMatchObject({
      code: "VAULT_SEAL_BROKEN",
      message: expect.stringContaining("it names no day"),
    });
  });

  test("asks for the secret once, however many days it reads", async () => {
    const writer = makeVault(options());
    const jwes: string[] = [];
    for (let day = 0; day < 30; day += 1) {
      jwes.push(await writer.seal(`day ${day}`, context));
      nowMs += DAY_MS / 10;
    }
    secrets.reads.length = 0;
    nowMs = Date.parse("2026-02-28T00:00:00Z");
    const reader = makeVault(options());
    const opened = await Promise.all(jwes.map((jwe) => reader.open(jwe, context)));
    expect(opened).toEqual(jwes.map((_, day) => `day ${day}`));
    expect(secrets.reads).toHaveLength(1);
  });
});

describe("makeDailyKeys", () => {
  test("remembers what was in use, and derives anew what was only asked for", async () => {
    const version = await makeVaultKeys(options()).current();
    const derived: string[] = [];
    const daily = makeDailyKeys("seal", (bytes) => {
      derived.push(Buffer.from(bytes).toString("hex"));
      return bytes;
    });
    daily.remember(version, "2026-01-31", daily.of(version, "2026-01-31"));
    daily.of(version, "2026-01-31");
    expect(derived).toEqual([hkdf(SECRET, "ringback/seal/2026-01-31").toString("hex")]);
    for (let forged = 0; forged < 2000; forged += 1) daily.of(version, `forged ${forged}`);
    daily.of(version, "2026-01-31");
    expect(derived).toHaveLength(2001);
    daily.of(version, "forged 0");
    expect(derived).toHaveLength(2002);
  });

  test("forgets what was used longest ago beyond a thousand", async () => {
    const version = await makeVaultKeys(options()).current();
    let count = 0;
    const daily = makeDailyKeys("seal", () => (count += 1));
    const use = (day: string) => daily.remember(version, day, daily.of(version, day));
    for (let day = 0; day < 1001; day += 1) use(`day ${day}`);
    use("day 1");
    expect(count).toBe(1001);
    use("day 0");
    expect(count).toBe(1002);
  });

  test("derives other keys for another purpose, day and version", async () => {
    const asHex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
    const first = await makeVaultKeys(options()).current();
    secrets.rotate("vault-key", "another text");
    const second = await makeVaultKeys(options()).current();
    const keys = [
      makeDailyKeys("seal", asHex).of(first, "2026-01-31"),
      makeDailyKeys("seal", asHex).of(first, "2026-02-01"),
      makeDailyKeys("seal", asHex).of(second, "2026-01-31"),
      makeDailyKeys("cursor", asHex).of(first, "2026-01-31"),
    ];
    expect(new Set(keys).size).toBe(4);
  });
});
