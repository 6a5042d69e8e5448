import { describe, expect, test } from "vitest";

import { Effort } from "../../../../../lambdas/config-api/webhooks/key-stores/effort.ts";
import {
  readCertificates,
  readPrivateKey,
} from "../../../../../lambdas/config-api/webhooks/key-stores/read-pem.ts";
import { pemFile, STORE_PASSWORD } from "../../../../support/mtls-files.ts";

describe("a private key is read", () => {
  test.each([
    ["client-key", "rsa"],
    ["client-ec-key", "ec"],
    ["client-ed25519-key", "ed25519"],
  ])("in the open: %s", async (name, type) => {
    const key = await readPrivateKey(pemFile(name), undefined, new Effort());
    expect(key.asymmetricKeyType).toBe(type);
  });

  test.each(["aes256", "aes128-sha1", "des3", "pbe-sha1-3des", "pbe-sha1-rc2-40", "traditional"])(
    "encrypted: %s",
    async (way) => {
      const pem = pemFile(`client-key.${way}`);
      const key = await readPrivateKey(pem, STORE_PASSWORD, new Effort());
      const plain = await readPrivateKey(pemFile("client-key"), undefined, new Effort());
      expect(key.equals(plain)).toBe(true);
      await expect(readPrivateKey(pem, "wrong", new Effort())).rejects.toMatchObject({
        code: "password",
      });
      await expect(readPrivateKey(pem, undefined, new Effort())).rejects.toMatchObject({
        code: "password",
        message: "is encrypted",
        hint: "give its passphrase",
      });
    },
  );

  test("among other things", async () => {
    const pem = `Bag Attributes\n${pemFile("client")}${pemFile("client-key")}rest`;
    await expect(readPrivateKey(pem, undefined, new Effort())).resolves.toBeDefined();
  });
});

describe("a private key is refused", () => {
  test.each([
    ["client-key.scrypt", "unsupported"],
    ["client-key.20000000-rounds", "too_costly"],
    ["client", "malformed"],
  ])("for what it is: %s", async (name, code) => {
    await expect(readPrivateKey(pemFile(name), STORE_PASSWORD, new Effort())).rejects.toMatchObject(
      { code },
    );
  });

  test.each([
    "",
    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----",
    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----",
    "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
  ])("when it is %j", async (pem) => {
    await expect(readPrivateKey(pem, "x", new Effort())).rejects.toMatchObject({
      code: "malformed",
    });
  });
});

describe("certificates", () => {
  test("are read in their order, whatever stands around them", () => {
    const found = readCertificates(
      `# ours\r\n${pemFile("chained-chain")}${pemFile("client-key")}`,
      new Effort(),
    );
    expect(found.map(({ subject }) => subject)).toEqual([
      "CN=client-ec",
      "CN=Test Intermediate CA",
      "CN=Test CA",
    ]);
  });

  test.each(["", "no certificate", pemFile("client-key")])("are missed in %j", (pem) => {
    expect(() => readCertificates(pem, new Effort())).toThrow("holds no certificate");
  });

  test("that cannot be read are refused", () => {
    const pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
    expect(() => readCertificates(pem, new Effort())).toThrow(
      "holds a certificate that cannot be read",
    );
  });
});
