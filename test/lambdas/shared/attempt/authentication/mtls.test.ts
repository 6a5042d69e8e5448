import type { TlsOptions } from "node:tls";

import { describe, expect, test } from "vitest";

import { writeClientIdentity } from "../../../../../lambdas/shared/domain/client-identity.ts";
import type { TlsIdentity } from "../../../../../lambdas/shared/http/http-sender.ts";
import { pemFile, pemPath, STORE_PASSWORD, storeFile } from "../../../../support/mtls-files.ts";
import {
  configured,
  HAS_OPENSSL,
  makeMtlsTestBed,
  mtlsWebhook as webhook,
  tlsOf,
  usable,
} from "../../../../support/mtls-test-bed.ts";
import { post } from "../../../../support/sender-test-bed.ts";

const bed = makeMtlsTestBed();
const { send, startStrict } = bed;

/**
 * An identity as it may lie in a webhook that was configured long ago; trusts the test CA unless
 * told otherwise.
 */
function stored(certificate: string, key: string, ca = "ca"): Promise<TlsIdentity> {
  const files = { certificate: pemFile(certificate), privateKey: pemFile(key), ca: pemFile(ca) };
  return usable(writeClientIdentity(files));
}

const stores = { keystore_password: STORE_PASSWORD, truststore_password: STORE_PASSWORD };
const pem = {
  certificate: pemFile("client"),
  private_key: pemFile("client-key"),
  ca: pemFile("ca"),
};
const configurations = [
  ["PEM", pem],
  [
    "PEM with an encrypted key",
    { ...pem, private_key: pemFile("client-key.aes256"), passphrase: STORE_PASSWORD },
  ],
  [
    "PEM with a chain and an EC key",
    { ...pem, certificate: pemFile("chained-chain"), private_key: pemFile("client-ec-key") },
  ],
  [
    "PEM with an Ed25519 key",
    { ...pem, certificate: pemFile("client-ed25519"), private_key: pemFile("client-ed25519-key") },
  ],
  [
    "PKCS#12",
    { ...stores, keystore: storeFile("client.p12"), truststore: storeFile("truststore.p12") },
  ],
  [
    "PKCS#12 of older tools",
    {
      ...stores,
      keystore: storeFile("client.legacy.p12"),
      truststore: storeFile("truststore.jks"),
    },
  ],
  [
    "JKS",
    { ...stores, keystore: storeFile("client.jks"), truststore: storeFile("truststore.jks") },
  ],
  [
    "PKCS#12, its trust as PEM",
    { ca: pem.ca, keystore: storeFile("client.p12"), keystore_password: STORE_PASSWORD },
  ],
  [
    "PEM, its trust as JKS",
    {
      certificate: pem.certificate,
      private_key: pem.private_key,
      truststore: storeFile("truststore.jks"),
    },
  ],
  [
    "JKS with a chain",
    { ...stores, keystore: storeFile("chained.jks"), truststore: storeFile("truststore.jks") },
  ],
] as const;

describe.each([
  ["TLSv1.2", "tls"],
  // Node's server ends a connection of TLS 1.3 without an alert; OpenSSL's own, below, says why.
  ["TLSv1.3", "connection_lost"],
] as const)("a receiver that demands a client certificate (%s)", (version, reason) => {
  const options: TlsOptions = { minVersion: version, maxVersion: version };

  test.each(configurations)("takes one from %s", async (_title, mtls) => {
    const receiver = await startStrict(options);
    expect(await send(receiver.port, await configured(mtls))).toMatchObject({ status: 200 });
  });

  test.each([
    ["another authority", "other-client", "client-key"],
    ["time that has passed", "expired", "client-key"],
  ])("refuses one of %s", async (_title, certificate, key) => {
    const receiver = await startStrict(options);
    const result = await send(receiver.port, await stored(certificate, key));
    expect(result).toMatchObject({ kind: "failure", reason });
    expect(receiver.requests).toEqual([]);
  });

  test("refuses a connection without one", async () => {
    const receiver = await startStrict(options);
    const bare: TlsIdentity = { id: "bare", options: { ca: pemFile("ca") } };
    const result = await send(receiver.port, bare);
    expect(result).toMatchObject({ kind: "failure", reason: "tls" });
    expect(receiver.requests).toEqual([]);
  });
});

describe("an identity with its own trust", () => {
  test("does not speak to a server of another authority", async () => {
    const receiver = await startStrict();
    const result = await send(receiver.port, await stored("client", "client-key", "other-ca"));
    expect(result).toMatchObject({ kind: "failure", reason: "tls" });
    expect(receiver.requests).toEqual([]);
  });

  test("does not speak to a server of another name", async () => {
    const receiver = await startStrict({ cert: pemFile("server-elsewhere") });
    const identity = await stored("client", "client-key");
    expect(await send(receiver.port, identity)).toMatchObject({
      reason: "tls",
      message: "no trusted TLS connection (ERR_TLS_CERT_ALTNAME_INVALID)",
    });
    expect(await send(receiver.port, identity, "elsewhere.test")).toMatchObject({ status: 200 });
  });

  test("does not speak older versions than TLS 1.2", async () => {
    const old = {
      minVersion: "TLSv1",
      maxVersion: "TLSv1.1",
      ciphers: "DEFAULT@SECLEVEL=0",
    } as const;
    const receiver = await startStrict(old);
    const result = await send(receiver.port, await stored("client", "client-key"));
    expect(result).toMatchObject({ kind: "failure", reason: "tls" });
  });

  test("does not share connections with another version of the webhook", async () => {
    const receiver = await startStrict();
    const sender = bed.makeSender();
    const identity = await stored("client", "client-key");
    const request = post(receiver, { url: `https://receiver.test:${receiver.port}/` });
    for (const id of ["wh@1", "wh@1", "wh@2"]) {
      const tls = { ...identity, id };
      expect(await sender.send({ ...request, tls })).toMatchObject({ status: 200 });
    }
    expect(receiver.connectionCount()).toBe(2);
  });
});

describe("a webhook's client certificate", () => {
  test("has an identity per version, and its end", async () => {
    const { certificate, private_key: privateKey } = pem;
    expect(await tlsOf(writeClientIdentity({ certificate, privateKey }))).toMatchObject({
      ok: true,
      tls: { identity: { id: `${webhook.id}@7` }, expiresAtMs: 4_000_000_000_000 },
    });
  });

  test("is absent where none is configured", async () => {
    await expect(tlsOf("", { config: { customHeaderNames: [] } })).resolves.toEqual({ ok: true });
  });

  test.each([
    ["is not there", "{}", { sealed: {} }, "the client certificate is missing"],
    ["cannot be read", "no JSON", {}, "the client certificate cannot be used (unreadable)"],
    [
      "is none",
      '{"certificate":"x","privateKey":"y"}',
      {},
      "the client certificate cannot be used",
    ],
    [
      "meets an http endpoint",
      "{}",
      { endpoint: "http://receiver.test/" },
      "a client certificate needs an https endpoint",
    ],
  ])("that %s lets nothing be sent", async (_title, text, changes, message) => {
    const made = await tlsOf(text, changes);
    expect(made).toMatchObject({ ok: false, message: expect.stringContaining(message) });
  });
});

describe.skipIf(!HAS_OPENSSL)("openssl s_server that demands a client certificate", () => {
  test.each([
    ["takes ours", "client", "client-key", { kind: "response", status: 204 }],
    [
      "refuses that of another authority",
      "other-client",
      "client-key",
      {
        reason: "tls",
        message: "the receiver ended the TLS connection (ERR_SSL_TLSV1_ALERT_UNKNOWN_CA)",
      },
    ],
    [
      "refuses one whose time has passed",
      "expired",
      "client-key",
      { reason: "tls", message: expect.stringContaining("ALERT_CERTIFICATE_EXPIRED") },
    ],
  ])("%s", async (_title, certificate, key, result) => {
    const { port } = await bed.startOpenssl(["-CAfile", pemPath("ca"), "-Verify", "2"], 1);
    expect(await send(port, await stored(certificate, key))).toMatchObject(result);
  });
});
