import { describe, expect, it, test } from "vitest";

import { keyStoreFiles } from "../../../tools/import-powerauth/key-store-files.ts";
import { readExport } from "../../../tools/import-powerauth/read-export.ts";
import { rowToWebhook } from "../../../tools/import-powerauth/row-to-webhook.ts";
import { storeFile, STORE_PASSWORD } from "../../support/mtls-files.ts";
import { DOCUMENT_CSV, DOCUMENT_ROW, DOCUMENT_WEBHOOK, plainRow } from "./exported-rows.ts";

const STORES = new URL("../../vectors/mtls/", import.meta.url).pathname.replace(/\/$/u, "");

function convert(text: string, folder?: string) {
  const [row] = readExport(Buffer.from(text), "export");
  if (row === undefined) throw new Error("there is no row");
  return rowToWebhook(row, { mapEndpoint: (url) => url, readStore: keyStoreFiles(folder) });
}

function convertRow(columns: Readonly<Record<string, unknown>>, folder?: string) {
  return convert(JSON.stringify([plainRow(columns)]), folder);
}

/** The members of the webhook that the row makes with this authentication. */
function withAuthentication(authentication: unknown, folder?: string) {
  const parsed = convertRow({ authentication }, folder);
  const asText = convertRow({ authentication: JSON.stringify(authentication) }, folder);
  expect(asText).toEqual(parsed);
  return parsed;
}

test("the row of the document becomes its webhook, from JSON and from CSV", () => {
  const expected = {
    kind: "webhook",
    id: DOCUMENT_ROW.id,
    webhook: DOCUMENT_WEBHOOK,
    disabled: false,
    notes: [],
  };
  expect(convert(JSON.stringify([DOCUMENT_ROW]))).toEqual(expected);
  expect(convert(DOCUMENT_CSV)).toEqual(expected);
});

test("a row without authentication, attributes and name is endpoint and event", () => {
  expect(convertRow({ name: null })).toMatchObject({
    webhook: {
      endpoint: "https://hooks.example.com/registrations",
      events: ["REGISTRATION_STATUS_CHANGE"],
      profile: "powerauth",
    },
  });
  expect(convertRow({ name: "" })).not.toHaveProperty("webhook.name");
  expect(convertRow({})).not.toHaveProperty("webhook.attributes");
  expect(convertRow({})).not.toHaveProperty("webhook.config");
});

test("what PowerAuth's servers call ACTIVATION_STATUS_CHANGE is REGISTRATION_STATUS_CHANGE", () => {
  const webhook = { events: ["REGISTRATION_STATUS_CHANGE"] };
  expect(convertRow({ type: "ACTIVATION_STATUS_CHANGE" })).toMatchObject({ webhook });
});

test.each([
  ["[]", []],
  [[], []],
  ['["operation_type", "operationId", "operationType"]', ["operationType", "operationId"]],
  [
    ["userId", "status"],
    ["userId", "status"],
  ],
])("attributes %j become %j", (attributes, expected) => {
  expect(convertRow({ attributes })).toMatchObject({ webhook: { attributes: expected } });
});

test.each([false, 0, "f", "false", "FALSE", "0"])("enabled %j is created disabled", (enabled) => {
  expect(convertRow({ enabled })).toMatchObject({ disabled: true });
});

test.each([true, 1, "t", "true", "1", null])("enabled %j is created enabled", (enabled) => {
  expect(convertRow({ enabled })).toMatchObject({ disabled: false });
});

describe("authentication", () => {
  const basic = { enabled: true, username: "u", password: "p" };
  const oauth2 = {
    enabled: true,
    tokenUri: "https://id.example.com/token",
    clientId: "client",
    clientSecret: "hush",
  };
  const certificate = {
    enabled: true,
    useCustomKeyStore: true,
    keyStoreLocation: `file:${STORES}/client.jks`,
    keyStorePassword: STORE_PASSWORD,
    keyAlias: "client",
    keyPassword: STORE_PASSWORD,
    useCustomTrustStore: false,
    trustStoreLocation: null,
  };

  it("that is switched off is left out", () => {
    const off = { httpBasic: { ...basic, enabled: false }, certificate: null, oAuth2: {} };
    expect(withAuthentication(off)).not.toHaveProperty("webhook.config");
    expect(convertRow({ authentication: "{}" })).toMatchObject({ kind: "webhook" });
    expect(convertRow({ authentication: "null" })).toMatchObject({ kind: "webhook" });
  });

  it.each(["oAuth2", "oauth2"])("%s becomes OAuth 2.0 with a Basic header", (name) => {
    const config = {
      oauth2: {
        token_url: "https://id.example.com/token",
        client_id: "client",
        client_secret: "hush",
        client_auth: "basic",
      },
    };
    const whole = withAuthentication({ [name]: oauth2, httpBasic: null, certificate: null });
    expect(whole).toHaveProperty("webhook.config", config);
    expect(withAuthentication({ [name]: { ...oauth2, scope: "a b" } })).toHaveProperty(
      "webhook.config.oauth2.scope",
      "a b",
    );
  });

  it("with a key store and a trust store sends both files", () => {
    const both = {
      ...certificate,
      useCustomTrustStore: true,
      trustStoreLocation: `file://${STORES}/truststore.jks`,
      trustStorePassword: STORE_PASSWORD,
    };
    expect(withAuthentication({ certificate: both })).toHaveProperty("webhook.config.mtls", {
      keystore: storeFile("client.jks"),
      keystore_password: STORE_PASSWORD,
      truststore: storeFile("truststore.jks"),
      truststore_password: STORE_PASSWORD,
    });
    expect(withAuthentication({ certificate, httpBasic: basic })).toMatchObject({
      webhook: { config: { basic_auth_username: "u", mtls: { keystore_password: "changeit" } } },
    });
  });

  it("with a trust store alone sends that, and notes that there is no client certificate", () => {
    const trust = {
      enabled: true,
      useCustomKeyStore: false,
      useCustomTrustStore: true,
      trustStoreLocation: `file://${STORES}/truststore.jks`,
      trustStorePassword: STORE_PASSWORD,
    };
    const converted = withAuthentication({ certificate: trust });
    expect(converted).toHaveProperty("webhook.config.mtls", {
      truststore: storeFile("truststore.jks"),
      truststore_password: STORE_PASSWORD,
    });
    expect(converted).toMatchObject({ notes: [expect.stringContaining("no client certificate")] });
  });

  it.each(["/opt/keys/client.jks", "file:///opt/client.jks", String.raw`C:\keys\client.jks`])(
    "finds %s by its name in the folder of --keystores",
    (keyStoreLocation) => {
      const moved = { certificate: { ...certificate, keyStoreLocation } };
      const keystore = storeFile("client.jks");
      expect(withAuthentication(moved, STORES)).toHaveProperty(
        "webhook.config.mtls.keystore",
        keystore,
      );
    },
  );

  it.each(["/nowhere/absent.jks", "file:/nowhere/absent.jks", "/nowhere/..", "/dev/zero", "\0"])(
    "refuses a row whose key store %j cannot be read",
    (keyStoreLocation) => {
      const refused = withAuthentication({ certificate: { ...certificate, keyStoreLocation } });
      expect(refused).toMatchObject({
        message: expect.stringMatching(/^key store .*cannot be read$/u),
        hint: expect.stringContaining("--keystores <folder>"),
      });
    },
  );

  it("notes a certificate without a key store of its own", () => {
    const none = { certificate: { ...certificate, useCustomKeyStore: false } };
    const note = "certificate is enabled without a key store of its own: no client certificate";
    expect(withAuthentication(none)).toMatchObject({ kind: "webhook", notes: [note] });
  });

  it.each([
    ["Basic without password", { httpBasic: { ...basic, password: "" } }, /httpBasic is enabled/u],
    ["Basic with another type", { httpBasic: { ...basic, password: 7 } }, /httpBasic is enabled/u],
    ["OAuth without secret", { oAuth2: { ...oauth2, clientSecret: null } }, /oAuth2 is enabled/u],
    ["two owners of a header", { oAuth2: oauth2, httpBasic: basic }, /both httpBasic and oAuth2/u],
    [
      "a key store without password",
      { certificate: { ...certificate, keyStorePassword: null } },
      /certificate is enabled without keyStoreLocation and keyStorePassword/u,
    ],
    [
      "a trust store without place",
      { certificate: { ...certificate, useCustomTrustStore: true } },
      /without trustStoreLocation/u,
    ],
    ["a list", [basic], /not a JSON object/u],
  ])("refuses %s", (_, authentication, message) => {
    expect(withAuthentication(authentication)).toMatchObject({
      kind: "refused",
      message: expect.stringMatching(message),
    });
  });

  it("refuses what is encrypted", () => {
    const encrypted = { authentication: "cAxQ5pZ0WjR8Ww==" };
    expect(convertRow(encrypted)).toMatchObject({ message: "authentication is not a JSON object" });
    expect(convertRow({ ...encrypted, encryption_mode: "AES_HMAC" })).toMatchObject({
      message: "authentication is encrypted",
      hint: expect.stringContaining("decrypted"),
    });
  });
});

describe("max_attempts and initial_backoff", () => {
  const retry = {
    kind: "exponential",
    attempts: 5,
    initial_seconds: 2,
    factor: 1.5,
    cap_seconds: 32,
    jitter: 0,
  };

  it.each([
    [5, "PT2S", retry],
    ["5", null, retry],
    [5, "PT1M30S", { ...retry, initial_seconds: 90, cap_seconds: 90 }],
    [1, "pt1h", { ...retry, attempts: 1, initial_seconds: 3600, cap_seconds: 3600 }],
  ])("%j and %j become a policy", (max_attempts, initial_backoff, expected) => {
    const converted = convertRow({ max_attempts, initial_backoff });
    expect(converted).toMatchObject({ webhook: { config: { retry: expected } }, notes: [] });
  });

  it.each([
    [5, "PT0.5S"],
    [5, "PT0S"],
    [5, "PT168H"],
    [5, "2000"],
    [5, "P"],
    [5000, "PT2S"],
    [1.5, "PT2S"],
    ["x", "PT2S"],
    [null, "PT2S"],
  ])("%j and %j are left out, with a note", (max_attempts, initial_backoff) => {
    const converted = convertRow({ max_attempts, initial_backoff });
    expect(converted).not.toHaveProperty("webhook.config");
    expect(converted).toMatchObject({ notes: [expect.stringContaining("left out")] });
  });

  it("0 disables: PowerAuth sends nothing then", () => {
    const notes = [expect.stringContaining("PowerAuth sends nothing")];
    expect(convertRow({ max_attempts: 0 })).toMatchObject({ disabled: true, notes });
  });
});

test.each([
  [{ id: null }, "id is missing or malformed"],
  [{ id: "a b" }, "id is missing or malformed"],
  [{ type: null }, "type is unknown"],
  [{ type: "toString" }, "type is unknown"],
  [{ callback_url: null }, "callback_url is missing"],
  [{ callback_url: 7 }, "callback_url is missing"],
  [{ attributes: "userId" }, "attributes is not a JSON array of strings"],
  [{ attributes: [1] }, "attributes is not a JSON array of strings"],
  [{ attributes: { userId: true } }, "attributes is not a JSON array of strings"],
])("a row with %j is refused", (columns, message) => {
  expect(convertRow(columns)).toMatchObject({ kind: "refused", message });
});
