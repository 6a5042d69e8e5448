import { createPrivateKey } from "node:crypto";

import { describe, expect, test } from "vitest";

import {
  assembleIdentity,
  clientOf,
} from "../../../../../lambdas/config-api/webhooks/key-stores/assemble-identity.ts";
import { Effort } from "../../../../../lambdas/config-api/webhooks/key-stores/effort.ts";
import { readCertificates } from "../../../../../lambdas/config-api/webhooks/key-stores/read-pem.ts";
import { pemFile } from "../../../../support/mtls-files.ts";

const NOW_MS = Date.parse("2026-01-31T12:00:00Z");
const key = (name: string) => createPrivateKey(pemFile(name));
const certificates = (...names: string[]) =>
  names.flatMap((name) => readCertificates(pemFile(name), new Effort()));
const namesIn = (chain: readonly { readonly subject: string }[]) =>
  chain.map(({ subject }) => subject.replace("CN=", ""));

describe("a chain", () => {
  test("begins with the certificate of the key and leaves out the root, whatever the order", () => {
    const found = certificates("chained-chain", "client");
    for (const given of [found, found.toReversed()]) {
      const { chain, expiresAtMs } = clientOf(key("client-ec-key"), given, NOW_MS, new Effort());
      expect(namesIn(chain)).toEqual(["client-ec", "Test Intermediate CA"]);
      expect(new Date(expiresAtMs).toISOString()).toBe("2120-01-01T00:00:00.000Z");
    }
  });

  test("takes the certificate that lives longest", () => {
    const { expiresAtMs } = clientOf(
      key("client-key"),
      certificates("expired", "client"),
      NOW_MS,
      new Effort(),
    );
    expect(new Date(expiresAtMs).getUTCFullYear()).toBe(2120);
  });

  test.each([
    ["ends when its certificate has ended", ["expired"], "expired on 2020-02-01"],
    ["needs a certificate of the key", ["client-ec"], "holds no certificate of the private key"],
    ["needs a certificate", [], "holds no certificate of the private key"],
  ])("%s", (_title, names, message) => {
    expect(() => clientOf(key("client-key"), certificates(...names), NOW_MS, new Effort())).toThrow(
      message,
    );
  });

  test("is refused before its certificate begins", () => {
    const beforeMs = Date.parse("2019-12-31T23:59:59Z");
    expect(() =>
      clientOf(key("client-key"), certificates("client"), beforeMs, new Effort()),
    ).toThrow("is not valid before 2020-01-01");
  });
});

describe("an identity", () => {
  const client = clientOf(key("client-key"), certificates("client"), NOW_MS, new Effort());

  test("is PEM, its key in the open, its trust only where it has its own", async () => {
    const identity = await assembleIdentity(client, certificates("ca", "other-ca"));
    expect(identity.certificate).toBe(pemFile("client"));
    expect(createPrivateKey(identity.privateKey ?? "").equals(key("client-key"))).toBe(true);
    expect(identity.ca).toBe(pemFile("ca") + pemFile("other-ca"));
    expect(await assembleIdentity(client, undefined)).not.toHaveProperty("ca");
  });

  test("may be a trust alone", async () => {
    const identity = await assembleIdentity(undefined, certificates("ca"));
    expect(identity).toStrictEqual({ ca: pemFile("ca") });
  });

  test("that TLS does not take is refused", async () => {
    const weak = clientOf(key("weak-key"), certificates("weak"), NOW_MS, new Effort());
    await expect(assembleIdentity(weak, undefined)).rejects.toThrow(
      "is refused by TLS (ERR_SSL_EE_KEY_TOO_SMALL)",
    );
  });

  test("of too many certificates is refused", async () => {
    const many = Array.from({ length: 60 }, () => certificates("ca")).flat();
    await expect(assembleIdentity(client, many)).rejects.toThrow("holds too many certificates");
  });
});
