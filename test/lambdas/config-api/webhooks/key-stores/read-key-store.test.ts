import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { Effort } from "../../../../../lambdas/config-api/webhooks/key-stores/effort.ts";
import { KeyStoreError } from "../../../../../lambdas/config-api/webhooks/key-stores/key-store.ts";
import { readKeyStore } from "../../../../../lambdas/config-api/webhooks/key-stores/read-key-store.ts";
import { STORE_PASSWORD, storeFile } from "../../../../support/mtls-files.ts";

async function contentsOf(name: string, password: string | undefined = STORE_PASSWORD) {
  const { privateKeys, certificates } = await readKeyStore(storeFile(name), password, new Effort());
  const keys = await Promise.all(privateKeys.map((open) => open()));
  return [
    ...keys.map(({ asymmetricKeyType }) => asymmetricKeyType),
    ...certificates.map(({ subject }) => subject.replace("CN=", "")),
  ];
}

describe("a key store is read", () => {
  test.each([
    ["by OpenSSL 3", "client.p12", ["rsa", "client", "Test CA"]],
    ["by OpenSSL 1: RC2-40 and Triple DES", "client.legacy.p12", ["rsa", "client"]],
    ["with RC2-128", "client.rc2-128.p12", ["rsa", "client"]],
    ["without encryption", "client.plain.p12", ["rsa", "client"]],
    ["with an EC key and a chain", "chained.p12", ["ec", "client-ec", "Test Intermediate CA"]],
    ["with an Ed25519 key", "client-ed25519.p12", ["ed25519", "client-ed25519"]],
    ["by keytool", "client.keytool.p12", ["rsa", "client", "Test CA"]],
    ["by keytool of Java 8", "client.keytool-8.p12", ["rsa", "client", "Test CA"]],
    ["without a key", "no-key.p12", ["client"]],
    ["for trust, by keytool", "truststore.p12", ["Another CA", "Test CA"]],
    ["for trust, by keytool of Java 8", "truststore.keytool-8.p12", ["Another CA", "Test CA"]],
  ])("that was written as PKCS#12 %s", async (_title, name, contents) => {
    await expect(contentsOf(name)).resolves.toEqual(contents);
  });

  test.each([
    ["an RSA key", "client.jks", ["rsa", "client", "Test CA"]],
    ["an EC key and a chain", "chained.jks", ["ec", "client-ec", "Test Intermediate CA"]],
    ["an Ed25519 key", "client-ed25519.jks", ["ed25519", "client-ed25519"]],
    ["trusted certificates", "truststore.jks", ["Another CA", "Test CA"]],
  ])("that was written as JKS with %s", async (_title, name, contents) => {
    await expect(contentsOf(name)).resolves.toEqual(contents);
  });

  test("with a password beyond ASCII", async () => {
    await expect(contentsOf("client.unicode.p12", "pässwörd €")).resolves.toEqual([
      "rsa",
      "client",
    ]);
  });

  test("with line breaks in its base64", async () => {
    const text = storeFile("client.p12").replaceAll(/.{64}/gu, "$&\r\n");
    const { privateKeys } = await readKeyStore(text, STORE_PASSWORD, new Effort());
    expect(privateKeys).toHaveLength(1);
  });

  test("without a password as far as nothing in it is protected", async () => {
    const certificates = async (name: string) =>
      (await readKeyStore(storeFile(name), undefined, new Effort())).certificates;
    await expect(certificates("truststore.jks")).resolves.toHaveLength(2);
    await expect(certificates("client.plain.p12")).resolves.toHaveLength(1);
    await expect(certificates("truststore.p12")).rejects.toMatchObject({ code: "password" });
  });
});

describe("a key store is refused", () => {
  test.each([
    "client.p12",
    "client.legacy.p12",
    "client.keytool.p12",
    "client.jks",
    "truststore.jks",
  ])("with a wrong password: %s", async (name) => {
    await expect(contentsOf(name, "wrong")).rejects.toMatchObject({
      code: "password",
      message: "cannot be opened with its password",
    });
  });

  test.each([
    ["client.jceks", "unsupported", "is a JCEKS store"],
    ["key-password.jks", "password", "holds a key with a password of its own"],
    ["client.20000000-rounds.p12", "too_costly", "stretches its password too many times"],
    ["client.pem", "malformed", "is neither PKCS#12 nor JKS"],
  ])("for what it is: %s", async (name, code, message) => {
    await expect(contentsOf(name)).rejects.toMatchObject({ code, message });
  });

  test("when it is empty or short", async () => {
    for (const text of ["", "MA==", "/u3+7Q=="]) {
      await expect(readKeyStore(text, "x", new Effort())).rejects.toMatchObject({
        code: "malformed",
      });
    }
  });

  test("when a count in it leads beyond its end, instead of counting that far", async () => {
    const bytes = Buffer.from(storeFile("truststore.jks"), "base64");
    bytes.writeUInt32BE(0xffffffff, 8);
    await expect(
      readKeyStore(bytes.toString("base64"), undefined, new Effort()),
    ).rejects.toMatchObject({ code: "malformed" });
  });
});

describe("a damaged key store", () => {
  test.each(["client.p12", "client.plain.p12", "client.jks", "client.legacy.p12"])(
    "is refused, or read, but nothing else happens: %s",
    async (name) => {
      const whole = Buffer.from(storeFile(name), "base64");
      const damage = fc.record({
        at: fc.nat({ max: whole.length - 1 }),
        byte: fc.nat({ max: 255 }),
        length: fc.integer({ min: 0, max: whole.length }),
      });
      await fc.assert(
        fc.asyncProperty(damage, async ({ at, byte, length }) => {
          const flipped = Buffer.from(whole);
          flipped[at] = byte;
          for (const bytes of [flipped, whole.subarray(0, length)]) {
            const reading = readKeyStore(bytes.toString("base64"), STORE_PASSWORD, new Effort());
            const opened = reading.then(({ privateKeys }) =>
              Promise.all(privateKeys.map((open) => open())),
            );
            await opened.catch((error: unknown) => {
              expect(error).toBeInstanceOf(KeyStoreError);
            });
          }
        }),
        { numRuns: 60 },
      );
    },
  );
});
