import { describe, expect, test } from "vitest";

import type { RecordedCall } from "./api-record.ts";
import { findLeaks } from "./leaks.ts";
import { nameOf, usedSecrets } from "./used-secrets.ts";

const SECRET = 'a "secret"\twith ünusual 🔑';
const KEY = `-----BEGIN PRIVATE KEY-----\n${"MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n".repeat(3)}`;

describe("findLeaks", () => {
  test.each([
    ["as it is", SECRET],
    ["in JSON", JSON.stringify({ message: SECRET })],
    ["in JSON in JSON", JSON.stringify({ message: JSON.stringify({ SECRET }) })],
    ["in a URL", `https://example.com/?q=${encodeURIComponent(SECRET)}&a=b`],
    ["in base64", Buffer.from(SECRET).toString("base64")],
    ["in base64", `Basic ${Buffer.from(`user:${SECRET}`).toString("base64")}`],
    ["in base64", `Basic ${Buffer.from(`user1:${SECRET}`).toString("base64")}`],
    ["in base64", `Basic ${Buffer.from(`username:${SECRET}`).toString("base64url")}`],
    ["in hex", Buffer.from(SECRET).toString("hex")],
  ])("finds a planted secret %s: %j", (form, text) => {
    const leaks = findLeaks(
      [{ kind: "password", text: SECRET }],
      [
        { place: "log", text: `before ${text} after` },
        { place: "answer", text: "nothing" },
      ],
    );
    expect(leaks).toEqual([{ kind: "password", place: "log", form }]);
  });

  test("finds a part of a long one", () => {
    const texts = [{ place: "log", text: KEY.slice(60, 200) }];
    const [leak] = findLeaks([{ kind: "key", text: KEY }], texts);
    expect(leak).toEqual({ kind: "key", place: "log", form: "in part" });
  });

  test("lets a secret stand in the one answer that made it, and in no other", () => {
    const made = { kind: "made", text: SECRET, shownBy: "POST /webhooks 1" };
    const texts = ["POST /webhooks 1", "GET /webhooks 2"].map((answers) => ({
      place: answers,
      answers,
      text: SECRET,
    }));
    expect(findLeaks([made], texts).map(({ place }) => place)).toEqual(["GET /webhooks 2"]);
  });
});

describe("usedSecrets", () => {
  const call = (method: string, path: string, more: Partial<RecordedCall>): RecordedCall => ({
    method,
    path,
    sent: "",
    status: 201,
    answered: "",
    ...more,
  });
  const answered = (body: object): string => `content-type: x\n\n${JSON.stringify(body)}`;

  test("are found in requests, wherever they stand", () => {
    const config = {
      basic_auth_username: "a user that is none",
      basic_auth_password: "password-123",
      custom_headers: [{ header_name: "x-some-header", header_value: "value-123456" }],
      oauth2: { client_secret: "client-secret" },
      mtls: { private_key: KEY, passphrase: ["wrapped-phrase"] },
      signature: { scheme: "hmac", secret: "given-secret-1" },
    };
    const calls = [
      call("POST", "/webhooks", { sent: JSON.stringify({ config }), status: 422 }),
      call("POST", "/applications", {
        sent: JSON.stringify({ legacy_secrets: { production: "legacy-secret" } }),
      }),
      call("POST", "/webhooks", { sent: '{"secret": "not JSON, not f' }),
    ];
    expect(usedSecrets({ calls, secrets: [{ kind: "token", text: "access-token-1" }] })).toEqual([
      { kind: "token", text: "access-token-1" },
      { kind: "Basic password", text: "password-123" },
      { kind: "value of a custom header", text: "value-123456" },
      { kind: "OAuth client secret", text: "client-secret" },
      { kind: "client's private key", text: KEY },
      { kind: "passphrase", text: "wrapped-phrase" },
      { kind: "given signature secret", text: "given-secret-1" },
      { kind: "legacy secret", text: "legacy-secret" },
    ]);
  });

  test("are those made in answers that may show them, and may be shown there alone", () => {
    const secret = "whsec_0123456789";
    const calls = [
      call("POST", "/api-keys", {
        idempotencyKey: "i",
        answered: answered({ key: "rbk_acme_production_id_0123456789ab" }),
      }),
      call("POST", "/webhooks/wh_1/secret/rotate", { status: 200, answered: answered({ secret }) }),
      call("GET", "/webhooks/wh_1", { answered: answered({ secret: "shown by mistake" }) }),
      call("POST", "/portal-links", {
        answered: answered({ url: "portal/plk_a-1_id#0123456789cd" }),
      }),
      call("POST", "/portal-links/plk_a-1_id/exchange", {
        sent: JSON.stringify({ code: "0123456789cd" }),
        status: 200,
        answered: answered({
          sessions: [{ token: "rbp_a_id_0123456789ef" }, { token: "rbp_a_id_abcdefghijkl" }],
        }),
      }),
    ];
    expect(usedSecrets({ calls, secrets: [] })).toEqual([
      { kind: "API key", text: "0123456789ab", shownBy: "POST /api-keys i" },
      { kind: "made signature secret", text: secret, shownBy: nameOf(calls[1]!, 1) },
      { kind: "code of a portal link", text: "0123456789cd", shownBy: nameOf(calls[3]!, 3) },
      { kind: "session of the portal", text: "0123456789ef", shownBy: nameOf(calls[4]!, 4) },
      { kind: "session of the portal", text: "abcdefghijkl", shownBy: nameOf(calls[4]!, 4) },
    ]);
  });

  test("given ones may not be shown, not even by the answer to the request that gave them", () => {
    const config = { signature: { secret: "given-secret-1" } };
    const calls = [
      call("POST", "/webhooks", {
        sent: JSON.stringify({ config }),
        answered: answered({ config }),
      }),
    ];
    expect(usedSecrets({ calls, secrets: [] })).toEqual([
      { kind: "given signature secret", text: "given-secret-1" },
    ]);
  });

  test("are not words that stand everywhere", () => {
    const config = { basic_auth_password: "password", signature: { secret: "x".repeat(1000) } };
    const calls = [call("POST", "/webhooks", { sent: JSON.stringify({ config }) })];
    expect(usedSecrets({ calls, secrets: [] })).toEqual([]);
  });
});
