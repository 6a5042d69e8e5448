import { createPrivateKey } from "node:crypto";

import { describe, expect, test } from "vitest";

import { makeReadMtls } from "../../../../../lambdas/config-api/webhooks/authentication/resolve-authentication.ts";
import { makeConfigApiTestBed } from "../../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../../support/fresh-test-bed.ts";
import { pemFile, STORE_PASSWORD, storeFile } from "../../../../support/mtls-files.ts";
import {
  BASIC,
  createWebhook,
  fieldErrorsOf,
  MINIMAL,
  secretsOf,
  storedWebhook,
} from "../../../../support/webhook-requests.ts";

const PEM = { certificate: pemFile("client"), private_key: pemFile("client-key") };
const KEYSTORE = { keystore: storeFile("client.jks"), keystore_password: STORE_PASSWORD };
/** A client certificate in another store. */
const inStore = (name: string) => ({ ...KEYSTORE, keystore: storeFile(name) });
/** A trust in a store. */
const trust = (name: string, password = STORE_PASSWORD) => ({
  truststore: storeFile(name),
  truststore_password: password,
});
const EXPIRES_AT = "2120-01-01T00:00:00.000Z";

const bed = freshTestBed();
const withMtls = (mtls: unknown, more: object = {}) => ({ ...MINIMAL, config: { mtls }, ...more });
const post = (mtls: unknown) => bed.admin("POST", "/webhooks", withMtls(mtls));
const patch = (id: string, config: unknown) => bed.admin("PATCH", `/webhooks/${id}`, { config });

/** What is sealed of a client certificate. */
async function identityOf(id: string) {
  const { mtls_identity: text = "" } = await secretsOf(bed, id);
  return JSON.parse(text) as { certificate: string; privateKey: string; ca?: string };
}

describe("a client certificate", () => {
  test("is taken as PEM, shown by its end only, and stored sealed", async () => {
    const created = await post({ ...PEM, ca: pemFile("ca") });
    expect(created.status).toBe(201);
    expect(created.body.config.mtls).toEqual({
      certificate_expires_at: EXPIRES_AT,
      own_trust: true,
    });
    expect(created.body).not.toHaveProperty("warnings");
    const { id } = created.body;
    expect((await bed.admin("GET", `/webhooks/${id}`)).body).toEqual(created.body);
    expect(JSON.stringify(await storedWebhook(bed, id))).not.toMatch(/BEGIN|PRIVATE/u);
    expect(await identityOf(id)).toEqual({
      certificate: PEM.certificate,
      privateKey: PEM.private_key,
      ca: pemFile("ca"),
    });
  });

  test.each([
    [
      "an encrypted key",
      { ...PEM, private_key: pemFile("client-key.aes256"), passphrase: STORE_PASSWORD },
    ],
    [
      "a key encrypted as OpenSSL once did",
      { ...PEM, private_key: pemFile("client-key.traditional"), passphrase: STORE_PASSWORD },
    ],
    ["JKS", KEYSTORE],
    ["PKCS#12", inStore("client.p12")],
    ["PKCS#12 of older tools", inStore("client.legacy.p12")],
    ["PKCS#12 of keytool", inStore("client.keytool.p12")],
  ])("is the same from %s", async (_title, mtls) => {
    const { id } = await createWebhook(bed, withMtls(mtls));
    const { certificate, privateKey } = await identityOf(id);
    expect(certificate).toBe(PEM.certificate);
    expect(createPrivateKey(privateKey).equals(createPrivateKey(PEM.private_key))).toBe(true);
  });

  test.each(["truststore.jks", "truststore.p12"])("takes its trust from %s", async (name) => {
    const { id } = await createWebhook(bed, withMtls({ ...KEYSTORE, ...trust(name) }));
    expect(await identityOf(id)).toMatchObject({ ca: pemFile("other-ca") + pemFile("ca") });
  });

  test("goes beside Basic authentication", async () => {
    const created = await createWebhook(bed, { ...MINIMAL, config: { ...BASIC, mtls: PEM } });
    expect(created).toMatchObject({
      config: { basic_auth_username: "username", mtls: { certificate_expires_at: EXPIRES_AT } },
    });
  });
});

describe("a trust alone", () => {
  test.each([
    ["authorities", { ca: pemFile("ca") + pemFile("intermediate") }],
    ["the receiver's own certificate", { ca: pemFile("server") }],
    ["a trust store", trust("truststore.jks")],
  ])("is taken, and shown as that: %s", async (_title, mtls) => {
    const created = await createWebhook(bed, withMtls(mtls));
    expect(created).toMatchObject({ config: { mtls: { own_trust: true } } });
    const { id } = created;
    expect((await bed.admin("GET", `/webhooks/${id}`)).body.config.mtls).toEqual({
      own_trust: true,
    });
    expect(Object.keys(await identityOf(id))).toEqual(["ca"]);
    expect((await storedWebhook(bed, id)).config.mtls).toEqual({ ownTrust: true });
  });

  test("stays through other changes, gives way to a client certificate, and can be ended", async () => {
    const { id } = await createWebhook(bed, withMtls({ ca: pemFile("ca") }));
    const before = await secretsOf(bed, id);
    expect((await patch(id, { timeout_seconds: 5 })).body.config.mtls).toEqual({ own_trust: true });
    expect(await secretsOf(bed, id)).toEqual(before);
    expect((await patch(id, { mtls: PEM })).body.config.mtls).toEqual({
      certificate_expires_at: EXPIRES_AT,
    });
    expect(await identityOf(id)).not.toHaveProperty("ca");
    expect((await patch(id, { mtls: null })).body.config).not.toHaveProperty("mtls");
  });

  test("is given again for another origin, as all of mtls is", async () => {
    const { id } = await createWebhook(bed, withMtls({ ca: pemFile("ca") }));
    const moved = await bed.admin("PATCH", `/webhooks/${id}`, { endpoint: "https://o.example/" });
    expect(fieldErrorsOf(moved)).toEqual(["config.mtls must be given again"]);
  });

  test.each([
    [{ ca: pemFile("ca"), truststore: "AAAA" }, "truststore does not go with ca"],
    [{ truststore: storeFile("no-certificate.p12") }, "truststore holds no certificate"],
    [{ ca: "x" }, "ca holds no certificate"],
    [{ ca: pemFile("ca"), passphrase: "x" }, "certificate is missing"],
    [{ ca: pemFile("ca"), certificate: pemFile("client") }, "private_key is missing"],
    [{ ca: pemFile("ca"), keystore_password: "x" }, "keystore is missing"],
  ])("is refused: %#", async (mtls, error) => {
    expect(fieldErrorsOf(await post(mtls)).join()).toContain(`config.mtls.${error}`);
  });
});

describe("a client certificate is refused:", () => {
  const encrypted = { ...PEM, private_key: pemFile("client-key.aes256") };
  test.each([
    ["nothing in it", {}, "certificate is missing"],
    ["no key", { certificate: PEM.certificate }, "private_key is missing"],
    ["no store", { keystore_password: "x" }, "keystore is missing"],
    ["no password", { keystore: KEYSTORE.keystore }, "keystore_password is missing"],
    ["PEM and a store", { ...PEM, ...KEYSTORE }, "keystore does not go with PEM fields"],
    ["a password of no store", { ...KEYSTORE, truststore_password: "x" }, "truststore is missing"],
    ["no base64", { ...KEYSTORE, keystore: "§" }, "keystore is malformed"],
    ["an unknown field", { ...PEM, key: "x" }, "key is not a known field"],
    ["no PEM", { ...PEM, certificate: "x" }, "certificate holds no certificate"],
    ["no PEM of a key", { ...PEM, private_key: "x" }, "private_key holds no private key"],
    ["no PEM of a trust", { ...PEM, ca: "x" }, "ca holds no certificate"],
    [
      "another's key",
      { ...PEM, private_key: pemFile("client-ec-key") },
      "certificate holds no certificate of the private key",
    ],
    [
      "its end passed",
      { ...PEM, certificate: pemFile("expired") },
      "certificate expired on 2020-02-01",
    ],
    ["its end passed, in a store", inStore("expired.jks"), "keystore expired on 2020-02-01"],
    ["no passphrase", encrypted, "private_key is encrypted"],
    [
      "a wrong passphrase",
      { ...encrypted, passphrase: "x" },
      "private_key cannot be opened with its password",
    ],
    [
      "a wrong password",
      { ...KEYSTORE, keystore_password: "x" },
      "keystore cannot be opened with its password",
    ],
    [
      "a wrong password of the trust",
      { ...KEYSTORE, ...trust("truststore.p12", "x") },
      "truststore cannot be opened with its password",
    ],
    ["two keys", inStore("two-keys.jks"), "keystore holds 2 private keys"],
    ["two keys in PKCS#12", inStore("two-keys.p12"), "keystore holds 2 private keys"],
    ["no key in a store", inStore("no-key.p12"), "keystore holds no private key"],
    [
      "no certificate in a store",
      inStore("no-certificate.p12"),
      "keystore holds no certificate of the private key",
    ],
    [
      "no certificate to trust",
      { ...KEYSTORE, ...trust("no-certificate.p12") },
      "truststore holds no certificate",
    ],
    ["JCEKS", inStore("client.jceks"), "keystore is a JCEKS store"],
    ["no store at all", { ...KEYSTORE, keystore: "AAAA" }, "keystore is neither PKCS#12 nor JKS"],
    [
      "a password of the key's own",
      inStore("key-password.jks"),
      "keystore holds a key with a password of its own",
    ],
    [
      "a weak key",
      { certificate: pemFile("weak"), private_key: pemFile("weak-key") },
      "certificate is refused by TLS (ERR_SSL_EE_KEY_TOO_SMALL)",
    ],
    [
      "a DSA key",
      { certificate: pemFile("client-dsa"), private_key: pemFile("client-dsa-key") },
      "private_key holds a private key of a kind that is not supported",
    ],
    [
      "a DSA key in PKCS#12",
      inStore("client-dsa.p12"),
      "keystore holds a private key of a kind that is not supported",
    ],
    [
      "two keys in PEM",
      { ...PEM, private_key: PEM.private_key + pemFile("client-ec-key") },
      "private_key holds 2 private keys",
    ],
    [
      "too many iterations",
      { ...PEM, private_key: pemFile("client-key.20000000-rounds"), passphrase: STORE_PASSWORD },
      "private_key stretches its password too many times",
    ],
  ])("%s", async (_title, mtls, error) => {
    const answer = await post(mtls);
    expect(fieldErrorsOf(answer)).toContain(`config.mtls.${error}`);
    expect(answer.text).not.toMatch(/MII|changeit/u); // the beginning of a key or certificate, and the password
  });

  test("an endpoint without TLS", async () => {
    Object.assign(bed, makeConfigApiTestBed({ allowHttp: true, allowedCidrs: [] }));
    const body = withMtls(PEM, { endpoint: "http://example.com/" });
    expect(fieldErrorsOf(await bed.admin("POST", "/webhooks", body))).toEqual([
      "config.mtls does not go with an http endpoint",
    ]);
    const { id } = await createWebhook(bed, withMtls(PEM));
    const moved = await bed.admin("PATCH", `/webhooks/${id}`, { endpoint: "http://example.com/" });
    expect(fieldErrorsOf(moved)).toEqual(["config.mtls does not go with an http endpoint"]);
  });
});

describe("the end of a client certificate", () => {
  const DAY_MS = 86_400_000;

  test.each([
    [31, undefined],
    [30, "the client certificate expires on 2120-01-01"],
    [1, "the client certificate expires on 2120-01-01"],
  ])("%i days away is accepted, and warned of when it is near", async (days, message) => {
    bed.clock.nowMs = Date.parse(EXPIRES_AT) - days * DAY_MS;
    const created = await post(PEM);
    expect(created.status).toBe(201);
    const warnings = message === undefined ? undefined : [{ field: "config.mtls", message }];
    expect(created.body.warnings).toEqual(warnings);
  });

  test("is told of as long as nothing is changed, wherever the webhook is shown", async () => {
    const { id } = await createWebhook(bed, withMtls(PEM));
    bed.clock.nowMs = Date.parse(EXPIRES_AT);
    const message = "the client certificate expired on 2120-01-01";
    const warnings = [{ field: "config.mtls", message }];
    expect((await bed.admin("GET", `/webhooks/${id}`)).body).toMatchObject({ warnings });
    expect((await bed.admin("GET", "/webhooks")).body.data).toMatchObject([{ warnings }]);
    expect((await bed.admin("PATCH", `/webhooks/${id}`, { name: "x" })).body).toMatchObject({
      name: "x",
      warnings,
    });
    expect((await bed.admin("POST", `/webhooks/${id}/disable`)).body).toMatchObject({ warnings });
  });
});

describe("a change of a client certificate", () => {
  test("that begins anew, because others changed the webhook meanwhile, is not read anew", async () => {
    const read = makeReadMtls();
    const first = await read(KEYSTORE, bed.clock.nowMs);
    expect(first).toMatchObject({ kind: "mtls" });
    expect(await read(KEYSTORE, bed.clock.nowMs)).toBe(first);
  });

  test("replaces all of it, and other changes keep it", async () => {
    const { id } = await createWebhook(bed, withMtls({ ...PEM, ca: pemFile("ca") }));
    const before = await secretsOf(bed, id);
    expect((await patch(id, { timeout_seconds: 5 })).body.config.mtls).toBeDefined();
    expect(await secretsOf(bed, id)).toEqual(before);
    expect(fieldErrorsOf(await patch(id, { mtls: { certificate: PEM.certificate } }))).toEqual([
      "config.mtls.private_key is missing",
    ]);
    const certificate = pemFile("client-ec");
    await patch(id, { mtls: { certificate, private_key: pemFile("client-ec-key") } });
    const identity = await identityOf(id);
    expect(identity).toMatchObject({ certificate });
    expect(identity).not.toHaveProperty("ca");
  });

  test("can end it", async () => {
    const { id } = await createWebhook(bed, withMtls(PEM));
    expect((await patch(id, { mtls: null })).body.config).not.toHaveProperty("mtls");
    expect(await secretsOf(bed, id)).toEqual({});
    expect((await storedWebhook(bed, id)).config).not.toHaveProperty("mtls");
  });
});
