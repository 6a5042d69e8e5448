import { beforeEach, describe, expect, test } from "vitest";

import { freshTestBed } from "../../../../support/fresh-test-bed.ts";
import { kidOf } from "../../../../support/vault-key-test-bed.ts";
import {
  APIKEY,
  BASIC,
  createWebhook,
  secretsOf,
  storedWebhook,
} from "../../../../support/webhook-requests.ts";

const MINUTE_MS = 60_000;

const bed = freshTestBed();
let id = "";

beforeEach(async () => {
  const created = await createWebhook(bed, {
    endpoint: "https://example.com/",
    events: ["ANYTHING"],
    config: { ...BASIC, custom_headers: [APIKEY], signature: { scheme: "hmac", secret: "mine" } },
  });
  ({ id } = created);
});

/** The versions of the vault key that the webhook's secrets are under, by field. */
async function kids(): Promise<Record<string, string>> {
  const { sealed } = await storedWebhook(bed, id);
  return Object.fromEntries(Object.entries(sealed).map(([field, jwe]) => [field, kidOf(jwe)]));
}

/** Rotates the vault key; the function that is warm looks at it again after so long. */
function rotateVaultKey(text = "another text"): string {
  bed.clock.nowMs += 15 * MINUTE_MS;
  return bed.secrets.rotate("vault", text);
}

describe("after a rotation of the vault key", () => {
  const secrets = {
    basic_auth_password: "p4ssw0rd",
    "custom_header:0": "306e38e4-54be",
    signature_secret: "mine",
  };

  test("a webhook stays readable as it is", async () => {
    const before = await kids();
    rotateVaultKey();
    expect(await kids()).toEqual(before);
    expect(await secretsOf(bed, id)).toEqual(secrets);
  });

  test("a change seals all of its secrets under the new key, those it does not touch as well", async () => {
    const key = rotateVaultKey();
    expect((await bed.admin("PATCH", `/webhooks/${id}`, { name: "x" })).status).toBe(200);
    expect(new Set(Object.values(await kids()))).toEqual(new Set([key]));
    expect(await secretsOf(bed, id)).toEqual(secrets);
    rotateVaultKey("a third text");
    expect(await secretsOf(bed, id)).toEqual(secrets);
  });

  test("so does a rotation of its signature secret", async () => {
    const key = rotateVaultKey();
    const { body } = await bed.admin("POST", `/webhooks/${id}/secret/rotate`);
    expect(new Set(Object.values(await kids()))).toEqual(new Set([key]));
    expect(await secretsOf(bed, id)).toEqual({ ...secrets, signature_secret: body.secret });
  });

  test("a change without a rotation leaves the sealed texts as they are", async () => {
    const { sealed } = await storedWebhook(bed, id);
    await bed.admin("PATCH", `/webhooks/${id}`, { name: "x" });
    expect((await storedWebhook(bed, id)).sealed).toEqual(sealed);
  });

  test("a secret that cannot be opened stays as it is, and does not stop the change", async () => {
    const stored = await storedWebhook(bed, id);
    const sealed = { ...stored.sealed, "custom_header:0": "not.a.jwe" };
    await bed.stores.webhooks.replace({ ...stored, version: 2, sealed }, 1);
    rotateVaultKey();
    const config = { basic_auth_password: "n3w" };
    expect((await bed.admin("PATCH", `/webhooks/${id}`, { config })).status).toBe(200);
    expect((await storedWebhook(bed, id)).sealed["custom_header:0"]).toBe("not.a.jwe");
    const mended = { custom_headers: [{ header_name: "apikey", header_value: "mended" }] };
    await bed.admin("PATCH", `/webhooks/${id}`, { config: mended });
    expect(await secretsOf(bed, id)).toMatchObject({
      basic_auth_password: "n3w",
      "custom_header:0": "mended",
    });
  });

  test("nor does a vault that does not answer, where nothing has to be sealed", async () => {
    rotateVaultKey();
    bed.secrets.failNext(new Error("throttled"));
    expect((await bed.admin("PATCH", `/webhooks/${id}`, { name: "x" })).status).toBe(200);
    expect(await secretsOf(bed, id)).toEqual(secrets);
  });
});
