import { createVerify } from "node:crypto";

import { beforeEach, describe, expect, test } from "vitest";

import { RETENTION_DAYS } from "../../../../lambdas/shared/domain/retention.ts";
import { signingKeySealContext } from "../../../../lambdas/shared/domain/signing-key.ts";
import type { Tenant } from "../../../../lambdas/shared/domain/tenant.ts";
import { MS_PER_DAY } from "../../../../lambdas/shared/domain/utc-day.ts";
import { makeVault } from "../../../../lambdas/shared/vault/vault.ts";
import { ACME, type Answered, GLOBEX } from "../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../support/fresh-test-bed.ts";

const ACME_SANDBOX: Tenant = { ...ACME, environment: "sandbox" };
const JWS = { signature: { scheme: "jws" } };

const bed = freshTestBed();

async function createSigned(tenant: Tenant): Promise<{ readonly id: string }> {
  const webhook = { endpoint: "https://example.com/", events: ["A"], config: JWS };
  const { status, body } = await bed.admin("POST", "/webhooks", webhook, {}, tenant);
  expect(status).toBe(201);
  return body;
}

/** What a tenant's admin gets signed for a payload of its choice. */
async function signedForAdmin(tenant: Tenant) {
  const { id } = await createSigned(tenant);
  const payload = { payload: { paid: true } };
  const answer = await bed.admin("POST", `/webhooks/${id}/test`, payload, {}, tenant);
  return signedIn(answer);
}

function signedIn({ body: { request } }: Answered) {
  const { header_value: jws } = request.headers.find(
    ({ header_name: name }: { header_name: string }) => name === "JWS-SIGNATURE",
  );
  const [header = "", , value = ""] = String(jws).split(".");
  const { kid } = JSON.parse(Buffer.from(header, "base64url").toString()) as { kid: string };
  return { kid, header, value, body: String(request.body) };
}

const baseOf = ({ application, environment }: Tenant) =>
  `/applications/${application}/${environment}`;

/** What a receiver finds that takes its keys from an address. */
async function verifiedAt(base: string, signed: Awaited<ReturnType<typeof signedForAdmin>>) {
  const { status, text: pem } = await bed.ask("GET", `${base}/signing-keys/${signed.kid}`);
  if (status !== 200) return status;
  const verifier = createVerify("RSA-SHA256");
  verifier.update(`${signed.header}.${Buffer.from(signed.body).toString("base64url")}`);
  return verifier.verify(pem, signed.value, "base64url");
}

describe("what the admin of one tenant gets signed", () => {
  test.each([ACME, ACME_SANDBOX])("verifies at its own address and no other: %o", async (own) => {
    const others = [ACME, ACME_SANDBOX, GLOBEX].filter((tenant) => tenant !== own);
    for (const other of others) await createSigned(other);
    const signed = await signedForAdmin(own);
    expect(await verifiedAt(baseOf(own), signed)).toBe(true);
    for (const other of others) {
      expect(await verifiedAt(baseOf(other), signed)).toBe(404);
      const { body } = await bed.ask("GET", `${baseOf(other)}/.well-known/jwks.json`);
      expect(JSON.stringify(body)).not.toContain(signed.kid);
    }
  });

  test("verifies with a key from the global address, which names the owner", async () => {
    const signed = await signedForAdmin(ACME_SANDBOX);
    expect(await verifiedAt("", signed)).toBe(true);
    for (const base of ["", baseOf(ACME_SANDBOX)]) {
      const { headers } = await bed.ask("GET", `${base}/signing-keys/${signed.kid}`);
      expect(headers["ringback-key-owner"]).toBe("acme/sandbox");
    }
  });

  test("is never signed with the keys that all shared, even by a webhook that was created with those", async () => {
    const shared = await putSharedKey();
    const { id } = await createSigned(ACME);
    await bed.rings.removeAll(ACME);
    const signed = signedIn(await bed.admin("POST", `/webhooks/${id}/test`, {}));
    expect(signed.kid).not.toBe(shared);
    expect(await verifiedAt(baseOf(ACME), signed)).toBe(true);
    expect((await bed.rings.list()).map(({ tenant }) => tenant)).toContainEqual(ACME);
  });
});

describe("the keys that all tenants shared", () => {
  test("stay readable at the global address, without an owner, and are nobody's", async () => {
    await createSigned(ACME);
    const kid = await putSharedKey();
    const { status, headers } = await bed.ask("GET", `/signing-keys/${kid}`);
    expect(status).toBe(200);
    expect(headers).not.toHaveProperty("ringback-key-owner");
    expect((await bed.ask("GET", `${baseOf(ACME)}/signing-keys/${kid}`)).status).toBe(404);
  });
});

/** Puts a key of the ring that all tenants shared, as the version before did. @returns its kid */
async function putSharedKey(): Promise<string> {
  const vault = makeVault({
    secretsManager: bed.secrets.client,
    keyId: "vault",
    now: bed.ports.now,
  });
  const kid = "11111111-2222-4333-8444-555555555555";
  await bed.ports.ensureSigningKeys(GLOBEX);
  const [key] = await bed.ports.signingKeys.list(GLOBEX);
  const pem = await vault.open(key!.sealedPrivateKey, signingKeySealContext(key!));
  const sealedPrivateKey = await vault.seal(pem, signingKeySealContext({ ring: "shared", kid }));
  await bed.putShared({ ...key!, ring: "shared", kid, sealedPrivateKey });
  return kid;
}

describe("the addresses of a tenant's keys", () => {
  let kid = "";
  let own: typeof bed | undefined;
  beforeEach(async () => {
    if (own === undefined) ({ kid } = await signedForAdmin(ACME));
    // One for all: a key pair takes a while.
    Object.assign(bed, (own ??= { ...bed }));
  });

  test.each([
    "/applications/acme/staging",
    "/applications/acme/PRODUCTION",
    "/applications/acme/production%20",
    "/applications/acme/production%0a",
    "/applications/acme/prod%75ction",
    "/applications/Acme/production",
    "/applications/acm%65/production",
    "/applications/acme%23production/production",
    "/applications/acme%2fproduction/production",
    "/applications/./acme/production",
    "/applications/globex/../acme/production",
    "/applications//production",
    "/applications/acme#production/production",
    "/applications/__proto__/production",
    "/applications/shared/production",
    "/applications/signing-keys/production",
    "/applications/-acme/production",
    `/applications/${"a".repeat(64)}/production`,
    "/applications/acme",
    "/acme/production",
  ])("are no other than that: %s", async (base) => {
    for (const path of [`signing-keys/${kid}`, ".well-known/jwks.json"]) {
      expect((await bed.ask("GET", `${base}/${path}`)).status).toBe(404);
    }
  });

  test("take GET and HEAD, and tell others so", async () => {
    const path = `${baseOf(ACME)}/signing-keys/${kid}`;
    const head = await bed.ask("HEAD", path);
    expect(head).toMatchObject({ status: 200, text: "" });
    expect(head.headers["content-type"]).toBe("application/x-pem-file");
    for (const method of ["POST", "PUT", "DELETE"]) {
      const refused = await bed.ask(method, path);
      expect(refused).toMatchObject({ status: 405, headers: { allow: "GET, HEAD, OPTIONS" } });
    }
    expect((await bed.ask("GET", `${baseOf(ACME)}/x-well-known/jwks.json`)).status).toBe(404);
  });

  test("a kid is taken in its exact form only", async () => {
    for (const form of [kid.toUpperCase(), `{${kid}}`, `${kid}%00`, `%20${kid}`, kid.slice(1)]) {
      expect((await bed.ask("GET", `${baseOf(ACME)}/signing-keys/${form}`)).status).toBe(404);
      expect((await bed.ask("GET", `/signing-keys/${form}`)).status).toBe(404);
    }
  });
});

describe("an application that was deleted", () => {
  async function remove(id: string) {
    for (const { id: webhook } of await bed.stores.webhooks.list(ACME, undefined, 10)) {
      await bed.stores.webhooks.remove(ACME, webhook);
    }
    return bed.operator("DELETE", `/applications/${id}`);
  }

  test("takes its keys along: they verify nothing any more, anywhere", async () => {
    const { kid } = await signedForAdmin(ACME);
    const { kid: other } = await signedForAdmin(GLOBEX);
    expect((await remove("acme")).status).toBe(204);
    for (const path of [
      `/signing-keys/${kid}`,
      `${baseOf(ACME)}/signing-keys/${kid}`,
      `${baseOf(ACME)}/.well-known/jwks.json`,
    ]) {
      expect((await bed.ask("GET", path)).status).toBe(404);
    }
    expect((await bed.ask("GET", `/signing-keys/${other}`)).status).toBe(200);
    expect((await bed.rings.list()).map(({ tenant }) => tenant)).toEqual([GLOBEX]);
  });

  test("leaves no key to the next one of its name, although the deletion died half-way", async () => {
    const { kid } = await signedForAdmin(ACME);
    await bed.stores.webhooks.remove(
      ACME,
      (await bed.stores.webhooks.list(ACME, undefined, 1))[0]!.id,
    );
    await bed.stores.applications.remove("acme", bed.clock.nowMs);
    expect((await bed.ask("GET", `/signing-keys/${kid}`)).status).toBe(200);
    bed.clock.nowMs += (RETENTION_DAYS + 1) * MS_PER_DAY;
    const again = await bed.operator("POST", "/applications", { id: "acme", name: "another" });
    expect(again.status).toBe(201);
    expect((await bed.ask("GET", `/signing-keys/${kid}`)).status).toBe(404);
  });
});
