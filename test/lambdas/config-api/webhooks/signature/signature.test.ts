import { beforeEach, describe, expect, test, vi } from "vitest";

import { profileOf } from "../../../../../lambdas/shared/profiles/profiles.ts";
import { ACME } from "../../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../../support/fresh-test-bed.ts";
import {
  createWebhook,
  fieldErrorsOf,
  secretsOf,
  storedWebhook,
  MINIMAL,
} from "../../../../support/webhook-requests.ts";

const STANDARD_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const HEX = /^[0-9a-f]{64}$/u;
const WHSEC = /^whsec_[A-Za-z0-9+/]{43}=$/u;

const bed = freshTestBed();

/** Asks for a webhook of a type of one's own, but for what is said. */
const post = (more: object, headers?: Record<string, string>) =>
  bed.admin("POST", "/webhooks", { ...MINIMAL, events: ["ANYTHING"], ...more }, headers);

/** Creates a webhook with this signature. @returns the answer's `id` and `signature` */
async function create(signature?: object, more: object = {}) {
  const given = signature !== undefined && { config: { signature } };
  const answer = await post({ ...more, ...given });
  expect(answer.status).toBe(201);
  const { id, config } = answer.body as { id: string; config: { signature: object } };
  return { id, signature: config.signature as { scheme: string; secret?: string } };
}

async function patch(id: string, body: object) {
  const answer = await bed.admin("PATCH", `/webhooks/${id}`, body);
  expect(answer.status).toBe(200);
  return answer.body.config.signature as { scheme: string; secret?: string };
}

const sign = (id: string, signature: object | null) => patch(id, { config: { signature } });

async function signatureSecret(id: string): Promise<string | undefined> {
  return (await secretsOf(bed, id))["signature_secret"];
}

describe("a webhook's signature", () => {
  test.each([
    [{ events: ["ANYTHING"] }, "standard"],
    [{ events: ["*"] }, "standard"],
    [{ events: ["WORKFLOW_COMPLETED"] }, "jws"],
    [{ events: ["ANYTHING"], profile: "transactionlink" }, "jws"],
    [{ events: ["VERIFICATION.STATUS_CHANGE"] }, "hmac"],
    [{ events: ["ANYTHING"], profile: "pawapass" }, "hmac"],
    [{ events: ["CARD_STATUS_CHANGE"] }, "none"],
    [{ events: ["CARD_STATUS_CHANGE"], profile: "standard" }, "standard"],
    [{ events: ["ANYTHING"], profile: "powerauth" }, "none"],
    [{ events: ["ANYTHING"], profile: "relid" }, "none"],
  ])("is that of its profile: %j signs by %s", async (more, scheme) => {
    const { id, signature } = await create(undefined, more);
    expect(signature.scheme).toBe(scheme);
    expect((await storedWebhook(bed, id)).config).not.toHaveProperty("signatureScheme");
  });

  test.each([
    ["OPERATION_STATUS_CHANGE", "none"],
    ["WORKFLOW_COMPLETED", "jws"],
    ["CARD_STATUS_CHANGE", "none"],
    ["NOTIFICATION_CALLBACK", "none"],
    ["VERIFICATION.STATUS_CHANGE", "hmac"],
  ])("of %s stays as it is, with its secret, when news of Ringback come", async (type, scheme) => {
    const { id } = await create(undefined, { events: [type] });
    const secret = await signatureSecret(id);
    const before = profileOf(await storedWebhook(bed, id));
    const events = [type, "webhook.gone", "delivery.dropped", "event.rejected"];
    expect(await patch(id, { events })).toEqual({ scheme });
    expect(await signatureSecret(id)).toBe(secret);
    expect(profileOf(await storedWebhook(bed, id))).toEqual(before);
  });

  test("is its own where it has one, whatever its profile says", async () => {
    const { signature } = await create({ scheme: "none" }, { profile: "transactionlink" });
    expect(signature).toEqual({ scheme: "none" });
  });

  test.each([
    ["hmac", HEX],
    ["standard", WHSEC],
  ])("%s gets a secret made, shown in that answer only", async (scheme, form) => {
    const { id, signature } = await create({ scheme });
    expect(signature).toEqual({ scheme, secret: expect.stringMatching(form) });
    expect(await signatureSecret(id)).toBe(signature.secret);
    const later = [
      await bed.admin("GET", `/webhooks/${id}`),
      await bed.admin("GET", "/webhooks"),
      await bed.admin("PATCH", `/webhooks/${id}`, { name: "named" }),
      await bed.admin("POST", `/webhooks/${id}/disable`),
    ];
    for (const { text } of later) expect(text).not.toContain("secret");
    expect(JSON.stringify([await storedWebhook(bed, id), bed.lines])).not.toContain(
      signature.secret,
    );
    expect(await signatureSecret(id)).toBe(signature.secret);
  });

  test("no two webhooks get the same secret", async () => {
    const made = await Promise.all([1, 2, 3].map(() => create({ scheme: "hmac" })));
    expect(new Set(made.map(({ signature }) => signature.secret)).size).toBe(3);
  });

  test.each([
    ["hmac", 'pässwörd "with" 🔑'],
    ["hmac", "x"],
    ["standard", STANDARD_SECRET],
    ["standard", STANDARD_SECRET.slice("whsec_".length)],
    ["standard", `whsec_${Buffer.alloc(64, 7).toString("base64")}`],
  ])("%s takes a secret of the receiver's, and never shows it: %s", async (scheme, secret) => {
    const { id, signature } = await create({ scheme, secret });
    expect(signature).toEqual({ scheme });
    expect(await signatureSecret(id)).toBe(secret);
  });

  test.each([
    ["standard", "whsec_short", "is not a secret of Standard Webhooks"],
    ["standard", "no base64 at all!", "is not a secret of Standard Webhooks"],
    ["standard", `whsec_${Buffer.alloc(23).toString("base64")}`, "is not a secret"],
    ["standard", `whsec_${Buffer.alloc(65).toString("base64")}`, "is not a secret"],
    ["jws", "anything", "does not go with the scheme jws"],
    ["none", "anything", "does not go with the scheme none"],
    ["hmac", "", "is"],
    ["hmac", "with\nbreak", "is"],
    ["hmac", "x".repeat(257), "is"],
  ])("%s refuses the secret %.20j", async (scheme, secret, message) => {
    const answer = await post({ config: { signature: { scheme, secret } } });
    const [error] = fieldErrorsOf(answer);
    expect(error).toContain(`config.signature.secret ${message}`);
    if (secret.length > 3) expect(answer.text).not.toContain(JSON.stringify(secret).slice(1, -1));
  });

  test("a webhook with JWS has no secret, and finds signing keys", async () => {
    const { id, signature } = await create({ scheme: "jws" });
    expect(signature).toEqual({ scheme: "jws" });
    expect((await storedWebhook(bed, id)).sealed).toEqual({});
    expect(await bed.ports.signingKeys.list(ACME)).toHaveLength(2);
  });
});

describe("the form of an HMAC", () => {
  const FORM = { algorithm: "sha512", encoding: "base64", prefix: "sha512=" };

  test("is configured, shown, and changed member by member", async () => {
    const { id, signature } = await create({
      scheme: "hmac",
      header_name: "x-hub-signature",
      ...FORM,
    });
    const shown = { scheme: "hmac", header_name: "x-hub-signature", ...FORM };
    expect(signature).toEqual({ ...shown, secret: expect.stringMatching(HEX) });
    expect((await bed.admin("GET", `/webhooks/${id}`)).body.config.signature).toEqual(shown);
    expect((await bed.admin("GET", `/webhooks/${id}`)).body.effective.signature).toEqual(shown);
    expect((await storedWebhook(bed, id)).config.hmacForm).toEqual(FORM);
    const changed = await sign(id, { encoding: "hex", prefix: null });
    expect(changed).toEqual({
      scheme: "hmac",
      header_name: "x-hub-signature",
      algorithm: "sha512",
      encoding: "hex",
    });
    expect(await signatureSecret(id)).toBe(signature.secret);
  });

  test("is of before where nothing is said of it", async () => {
    const { id, signature } = await create({ scheme: "hmac" });
    expect(signature).toEqual({ scheme: "hmac", secret: expect.stringMatching(HEX) });
    expect((await storedWebhook(bed, id)).config).not.toHaveProperty("hmacForm");
  });

  test.each(["standard", "jws", "none"])("goes with the scheme: %s begins anew", async (scheme) => {
    const { id } = await create({ scheme: "hmac", header_name: "x-mac", ...FORM });
    const changed = await sign(id, { scheme });
    expect(changed).not.toHaveProperty("header_name");
    expect(changed).not.toHaveProperty("algorithm");
    expect((await storedWebhook(bed, id)).config).not.toHaveProperty("hmacForm");
    const same = await sign(id, { scheme: "hmac", ...FORM });
    expect(same).toMatchObject({ scheme: "hmac", ...FORM });
  });

  test("stays when the same scheme is named again", async () => {
    const { id } = await create({ scheme: "hmac", ...FORM });
    expect(await sign(id, { scheme: "hmac" })).toMatchObject(FORM);
  });

  test.each([
    [{ scheme: "hmac", algorithm: "md5" }, "algorithm is not one of the known values"],
    [{ scheme: "hmac", algorithm: "SHA256" }, "algorithm is not one of the known values"],
    [{ scheme: "hmac", encoding: "base32" }, "encoding is not one of the known values"],
    [{ scheme: "hmac", prefix: " sha256=" }, "prefix is malformed"],
    [{ scheme: "hmac", prefix: "a\r\nx: y" }, "prefix is malformed"],
    [{ scheme: "hmac", prefix: "ü=" }, "prefix is malformed"],
    [{ scheme: "hmac", prefix: "x".repeat(65) }, "prefix is too long"],
    [{ scheme: "standard", algorithm: "sha512" }, "algorithm does not go with the scheme standard"],
    [{ scheme: "jws", encoding: "hex" }, "encoding does not go with the scheme jws"],
    [{ scheme: "none", prefix: "" }, "prefix does not go with the scheme none"],
  ])("is refused: %j", async (signature, error) => {
    const answer = await post({ config: { signature } });
    expect(fieldErrorsOf(answer)).toContain(`config.signature.${error}`);
  });
});

describe("a secret for HMAC below 16 bytes", () => {
  const WARNING = {
    field: "config.signature.secret",
    message: expect.stringContaining("shorter than 16 bytes"),
  };
  const given = (secret: string, scheme = "hmac") => ({
    config: { signature: { scheme, secret } },
  });

  test.each(["a", "0123456789abcde", "ääääääa"])("is taken with a warning: %s", async (secret) => {
    const created = await post(given(secret));
    expect(created.body).toMatchObject({ id: expect.anything() });
    expect(created.body.warnings).toContainEqual(WARNING);
    const { id } = created.body;
    const changed = await bed.admin("PATCH", `/webhooks/${id}`, given(secret));
    expect(changed.body.warnings).toContainEqual(WARNING);
    expect(await signatureSecret(id)).toBe(secret);
    const longer = await bed.admin("PATCH", `/webhooks/${id}`, given("0123456789abcdef"));
    expect(JSON.stringify(longer.body.warnings ?? [])).not.toContain("16 bytes");
  });

  test.each([
    ["of 16 bytes", given("ääääääää")],
    ["that is made", { config: { signature: { scheme: "hmac" } } }],
    ["of another scheme", given(STANDARD_SECRET, "standard")],
  ])("is no warning of one %s", async (_title, config) => {
    const { warnings = [] } = (await post(config)).body;
    expect(JSON.stringify(warnings)).not.toContain("16 bytes");
  });
});

describe("a request to create, repeated under its idempotency key", () => {
  const once = { "idempotency-key": "once" };

  test("shows the same secret again", async () => {
    const first = await post({}, once);
    const again = await post({}, once);
    expect(again.text).toBe(first.text);
    expect(again.body.config.signature.secret).toMatch(WHSEC);
  });

  test("shows the secret of the webhook that the first one created, when its answer was lost", async () => {
    const finish = vi.spyOn(bed.stores.idempotency, "finish");
    finish.mockRejectedValueOnce(Object.assign(new Error("throttled"), { $metadata: {} }));
    expect((await post({}, once)).status).toBe(503);
    bed.clock.nowMs += 30_000;
    const { status, body: shown } = await post({}, once);
    expect(status).toBe(201);
    expect(shown.config.signature.secret).toBe(await signatureSecret(shown.id));
    expect(await bed.stores.webhooks.list(ACME, undefined, 10)).toHaveLength(1);
  });

  test("the stored answer holds no secret in the clear", async () => {
    const finish = vi.spyOn(bed.stores.idempotency, "finish");
    const { body: shown } = await post({}, once);
    const [, sealed] = finish.mock.calls[0] ?? [];
    expect(sealed).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/u);
    expect(sealed).not.toContain(shown.config.signature.secret);
  });
});

describe("PATCH of a webhook's signature", () => {
  test("keeps the secret when something else is changed", async () => {
    const { id, signature } = await create({ scheme: "hmac" });
    expect(await patch(id, { name: "x", config: { timeout_seconds: 5 } })).toEqual({
      scheme: "hmac",
    });
    expect(await sign(id, { scheme: "hmac" })).toEqual({ scheme: "hmac" });
    expect(await signatureSecret(id)).toBe(signature.secret);
  });

  test("takes a new secret, which ends every overlap", async () => {
    const { id } = await create({ scheme: "hmac" });
    await bed.admin("POST", `/webhooks/${id}/secret/rotate`, { overlap_seconds: 600 });
    expect(await secretsOf(bed, id)).toHaveProperty("signature_secrets_previous");
    expect(await sign(id, { scheme: "hmac", secret: "mine" })).toEqual({ scheme: "hmac" });
    expect(await secretsOf(bed, id)).toEqual({ signature_secret: "mine" });
  });

  test.each([
    ["hmac", "standard", WHSEC],
    ["standard", "hmac", HEX],
    ["none", "standard", WHSEC],
    ["jws", "hmac", HEX],
  ])("from %s to %s makes a secret of the new form, shown once", async (from, to, form) => {
    const { id } = await create({ scheme: from });
    if (from === "hmac" || from === "standard") {
      await bed.admin("POST", `/webhooks/${id}/secret/rotate`, { overlap_seconds: 600 });
    }
    const changed = await sign(id, { scheme: to });
    expect(changed).toEqual({ scheme: to, secret: expect.stringMatching(form) });
    expect(await secretsOf(bed, id)).toEqual({ signature_secret: changed.secret });
  });

  test("does not sign by Standard Webhooks with a word that was meant for HMAC", async () => {
    const { id } = await create({ scheme: "hmac", secret: "no base64!" });
    const changed = await sign(id, { scheme: "standard" });
    expect(changed.secret).toMatch(WHSEC);
    expect(await signatureSecret(id)).toBe(changed.secret);
  });

  test("of other events, or another profile, may bring another scheme, and its secret", async () => {
    const { id } = await create(undefined, { events: ["CARD_STATUS_CHANGE"] });
    const standard = await patch(id, { events: ["ANYTHING"] });
    expect(standard).toEqual({ scheme: "standard", secret: expect.stringMatching(WHSEC) });
    expect(await patch(id, { profile: "transactionlink" })).toEqual({ scheme: "jws" });
    const hmac = await patch(id, { profile: "pawapass" });
    expect(hmac).toEqual({ scheme: "hmac", secret: expect.stringMatching(HEX) });
    expect(await patch(id, { profile: "pawapass", name: "x" })).toEqual({ scheme: "hmac" });
    expect(await signatureSecret(id)).toBe(hmac.secret);
  });

  test("null goes back to the profile's scheme", async () => {
    const { id } = await create({ scheme: "none" }, { profile: "standard" });
    const signature = await sign(id, null);
    expect(signature).toEqual({ scheme: "standard", secret: expect.stringMatching(WHSEC) });
  });
});

describe("the legacy secret of an environment", () => {
  const ncore = { endpoint: "https://example.com/", events: ["VERIFICATION.STATUS_CHANGE"] };

  function setLegacy(legacySecrets: object) {
    return bed.operator("PATCH", "/applications/acme", { legacy_secrets: legacySecrets });
  }

  beforeEach(async () => {
    await bed.keyOf("admin");
    expect((await setLegacy({ production: "shared-0ld" })).status).toBe(200);
  });

  test("is what a webhook with HMAC signs with that was given none: none is made", async () => {
    const { id } = await createWebhook(bed, ncore);
    expect((await storedWebhook(bed, id)).sealed).toEqual({});
    const sandbox = { ...ACME, environment: "sandbox" } as const;
    const other = await bed.admin("POST", "/webhooks", ncore, undefined, sandbox);
    expect(other.body.config.signature.secret).toMatch(HEX);
  });

  test("is not for Standard Webhooks", async () => {
    const { signature } = await create({ scheme: "standard" });
    expect(signature.secret).toMatch(WHSEC);
  });

  test("does not come back once the webhook had a secret of its own", async () => {
    const { id } = await createWebhook(bed, ncore);
    await bed.admin("POST", `/webhooks/${id}/secret/rotate`);
    await sign(id, { scheme: "none" });
    const signature = await sign(id, { scheme: "hmac" });
    expect(signature.secret).toMatch(HEX);
    expect(await signatureSecret(id)).toBe(signature.secret);
  });

  test("is given with the application, changed, and taken away; never shown, never kept in the clear", async () => {
    const created = await bed.operator("POST", "/applications", {
      id: "initech",
      name: "Initech",
      legacy_secrets: { sandbox: "shared-1st" },
    });
    expect(created.status).toBe(201);
    expect(created.text).not.toContain("shared");
    const sandbox = { application: "initech", environment: "sandbox" } as const;
    const { legacySecrets } = bed.stores;
    const first = await legacySecrets.read(sandbox);
    expect(first).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/u);
    expect(await legacySecrets.read({ ...sandbox, environment: "production" })).toBeUndefined();

    const path = "/applications/initech";
    const change = (secrets: object) => bed.operator("PATCH", path, { legacy_secrets: secrets });
    await change({ production: "other" });
    expect(await legacySecrets.read(sandbox)).toBe(first);
    await change({ sandbox: "shared-2nd" });
    expect(await legacySecrets.read(sandbox)).not.toBe(first);
    await change({ sandbox: null });
    expect(await legacySecrets.read(sandbox)).toBeUndefined();
    expect((await bed.operator("GET", path)).text).not.toContain("shared");
    expect(bed.lines.join("\n")).not.toContain("shared-");
  });

  test.each([
    [{ production: "" }, "production"],
    [{ sandbox: "a\nb" }, "sandbox"],
    [{ staging: "x" }, "staging"],
    [{ production: 5 }, "production"],
  ])("refuses %j", async (secrets, field) => {
    const answer = await setLegacy(secrets);
    expect(fieldErrorsOf(answer)[0]).toContain(`legacy_secrets.${field}`);
  });
});
