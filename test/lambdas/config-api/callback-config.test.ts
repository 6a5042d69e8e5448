import { beforeEach, describe, expect, test } from "vitest";

import {
  callbackConfigIdOf,
  callbackWebhookIdOf,
} from "../../../lambdas/shared/domain/callback-webhook.ts";
import { webhookSealContext } from "../../../lambdas/shared/domain/seal-context.ts";
import { ENVIRONMENTS, type Tenant } from "../../../lambdas/shared/domain/tenant.ts";
import { ACME, makeConfigApiTestBed } from "../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../support/fresh-test-bed.ts";
import { pemFile } from "../../support/mtls-files.ts";
import { fieldErrorsOf, NOTIFICATION, OAUTH2 } from "../../support/webhook-requests.ts";

const bed = freshTestBed();

beforeEach(async () => {
  await bed.keyOf("admin");
});

const TENANTS: readonly Tenant[] = ENVIRONMENTS.map((environment) => ({
  application: "acme",
  environment,
}));
const BASIC = {
  basic_auth_username: "username",
  basic_auth_password: "p4ssw0rd",
  allowed_origins: ["https://example.com"],
};
const PEM = { certificate: pemFile("client"), private_key: pemFile("client-key") };
const APIKEY = { header_name: "apikey", header_value: "306e38e4" };

function patch(config: unknown, more: object = {}) {
  return bed.operator("PATCH", "/applications/acme", { callback_config: config, ...more });
}

function stored(tenant: Tenant) {
  return bed.stores.webhooks.read(tenant, callbackConfigIdOf(tenant));
}

async function opened(tenant: Tenant, field: string): Promise<string> {
  const webhook = (await stored(tenant))!;
  return bed.ports.vault.open(webhook.sealed[field]!, webhookSealContext(webhook, field));
}

describe("callback_config", () => {
  test("is kept for both environments, secrets sealed, and shown without them", async () => {
    const answer = await patch({ ...BASIC, custom_headers: [APIKEY], timeout_seconds: 5 });
    expect(answer.status).toBe(200);
    expect(answer.body.callback_config).toEqual({
      allowed_origins: ["https://example.com"],
      basic_auth_username: "username",
      custom_headers: [{ header_name: "apikey" }],
      signature: { scheme: "none" },
      timeout_seconds: 5,
      created: "2026-01-31T12:00:00.000Z",
      modified: "2026-01-31T12:00:00.000Z",
    });
    expect((await bed.operator("GET", "/applications/acme")).body).toEqual(answer.body);
    for (const tenant of TENANTS) {
      expect(await stored(tenant)).toMatchObject({
        hidden: true,
        endpoint: "https://callbacks.invalid",
        events: [],
        profile: "relid",
        config: {
          basicAuthUsername: "username",
          customHeaderNames: ["apikey"],
          allowedOrigins: ["https://example.com"],
        },
      });
      expect(await opened(tenant, "basic_auth_password")).toBe("p4ssw0rd");
      expect(await opened(tenant, "custom_header:0")).toBe("306e38e4");
    }
  });

  test("stays when a patch does not name it, is replaced as a whole, and goes with null", async () => {
    await patch({ ...BASIC, custom_headers: [APIKEY] });
    const before = (await stored(ACME))!;
    expect((await bed.operator("PATCH", "/applications/acme", { name: "A" })).body).toHaveProperty(
      "callback_config.basic_auth_username",
    );
    bed.clock.nowMs += 1000;
    const { allowed_origins } = BASIC;
    const replaced = await patch({ custom_headers: [APIKEY], allowed_origins });
    expect(replaced.body.callback_config).toMatchObject({
      custom_headers: [{ header_name: "apikey" }],
      created: "2026-01-31T12:00:00.000Z",
      modified: "2026-01-31T12:00:01.000Z",
    });
    const after = (await stored(ACME))!;
    expect(after.version).toBe(before.version + 1);
    expect(Object.keys(after.sealed)).toEqual(["custom_header:0"]);
    expect((await patch(null)).body).not.toHaveProperty("callback_config");
    expect((await patch(null)).status).toBe(200);
    for (const tenant of TENANTS) expect(await stored(tenant)).toBeUndefined();
    expect((await bed.operator("GET", "/applications/acme")).body).not.toHaveProperty(
      "callback_config",
    );
  });

  test("set anew after it was taken away is another version, so that no cache holds the old one for it", async () => {
    await patch(BASIC);
    const before = (await stored(ACME))!;
    await patch(null);
    bed.clock.nowMs += 1;
    await patch({ ...BASIC, basic_auth_password: "other" });
    expect((await stored(ACME))!.version).not.toBe(before.version);
  });

  test("shows a secret that was made for it once, the same for both environments", async () => {
    const answer = await patch({ signature: { scheme: "standard" } });
    const { scheme, secret } = answer.body.callback_config.signature;
    expect(scheme).toBe("standard");
    expect(secret).toMatch(/^whsec_/u);
    for (const tenant of TENANTS) expect(await opened(tenant, "signature_secret")).toBe(secret);
    expect((await bed.operator("GET", "/applications/acme")).text).not.toContain(secret);
  });

  test("signs HMAC with the legacy secret where there is one, also one of the same request", async () => {
    const config = { signature: { scheme: "hmac" } };
    const both = { legacy_secrets: { production: "old", sandbox: "old" } };
    expect((await patch(config, both)).body.callback_config.signature).toEqual({ scheme: "hmac" });
    for (const tenant of TENANTS) expect((await stored(tenant))!.sealed).toEqual({});
    const answer = await patch(config, { legacy_secrets: { sandbox: null } });
    const { secret } = answer.body.callback_config.signature;
    const sandbox = { ...ACME, environment: "sandbox" } as const;
    expect(await opened(sandbox, "signature_secret")).toBe(secret);
    expect((await stored(ACME))!.sealed).toEqual({});
  });

  test.each([
    [{ basic_auth_username: "u" }, "basic_auth_password", "is missing"],
    [
      { custom_headers: [{ header_name: "host", header_value: "x" }] },
      "custom_headers[0].header_name",
      "is a header that cannot be replaced",
    ],
    [
      { signature: { scheme: "none", secret: "x" } },
      "signature.secret",
      "does not go with the scheme none",
    ],
    [{ rate_limit: { per_second: 1 } }, "rate_limit", "is not a known field"],
    [{ max_in_flight: 1 }, "max_in_flight", "is not a known field"],
    [{ timeout_seconds: 31 }, "timeout_seconds", "is too big"],
    [{ colour: "red" }, "colour", "is not a known field"],
    [{ ...BASIC, allowed_origins: undefined }, "allowed_origins", "is missing"],
    [{ custom_headers: [APIKEY] }, "allowed_origins", "is missing"],
    [{ oauth2: OAUTH2 }, "allowed_origins", "is missing"],
    [{ mtls: PEM }, "allowed_origins", "is missing"],
    [{ allowed_origins: [] }, "allowed_origins", "is empty"],
    [
      { allowed_origins: Array.from({ length: 51 }, (_, n) => `https://${n}.example.com`) },
      "allowed_origins",
      "is too long",
    ],
    [
      { allowed_origins: ["https://a.example", "https://A.example:443/"] },
      "allowed_origins",
      "has an origin twice",
    ],
    [{ allowed_origins: ["https://a.example/path"] }, "allowed_origins[0]", "has a path or query"],
    [{ allowed_origins: ["https://a.example/?x=1"] }, "allowed_origins[0]", "has a path or query"],
    [
      { allowed_origins: ["http://a.example/path"] },
      "allowed_origins[0]",
      "the scheme http:// is not allowed",
    ],
    [
      { allowed_origins: ["https://169.254.169.254"] },
      "allowed_origins[0]",
      "leads to 169.254.169.254, which is not globally routable (link local)",
    ],
    [{ allowed_origins: ["example.com"] }, "allowed_origins[0]", "is not an absolute URL"],
    [{ allowed_origins: [null] }, "allowed_origins[0]", "expected text, got null"],
  ])("refuses %j, and changes nothing", async (config, field, message) => {
    const answer = await patch(config, { name: "Another" });
    expect(fieldErrorsOf(answer)).toContain(`callback_config.${field} ${message}`);
    expect(await stored(ACME)).toBeUndefined();
    expect((await bed.operator("GET", "/applications/acme")).body.name).toBe("acme");
  });

  test("keeps its origins in one form, and needs none where nothing is sent", async () => {
    const origins = ["HTTPS://Example.com:443/", "https://bücher.example:8443"];
    const shown = ["https://example.com", "https://xn--bcher-kva.example:8443"];
    const signed = { signature: { scheme: "hmac", secret: "shared" } };
    const answer = await patch({ ...signed, allowed_origins: origins });
    expect(answer.body.callback_config.allowed_origins).toEqual(shown);
    expect((await bed.operator("GET", "/applications/acme")).body).toEqual(answer.body);
    expect((await stored(ACME))!.config.allowedOrigins).toEqual(shown);
    expect((await patch(signed)).body.callback_config).not.toHaveProperty("allowed_origins");
    expect((await patch({ timeout_seconds: 3 })).status).toBe(200);
  });

  test("refuses an origin without TLS for a client certificate", async () => {
    Object.assign(bed, makeConfigApiTestBed({ allowHttp: true, allowedCidrs: [] }));
    await bed.keyOf("admin");
    const allowed_origins = ["https://example.com", "http://example.com"];
    expect((await patch({ ...BASIC, allowed_origins })).status).toBe(200);
    expect((await patch({ mtls: PEM, allowed_origins })).body.errors).toMatchObject([
      { field: "callback_config.allowed_origins[1]" },
    ]);
  });

  test("needs an application", async () => {
    const body = { callback_config: { basic_auth_username: "u" } };
    expect((await bed.operator("PATCH", "/applications/nobody", body)).status).toBe(404);
  });

  test("says so when there is no room for it", async () => {
    const webhooks = { ...bed.ports.webhooks, create: async () => "limit_reached" as const };
    const { operator } = bed.handlerWith({ webhooks });
    const { body } = await operator("PATCH", "/applications/acme", { callback_config: BASIC });
    expect(body.type).toBe("urn:ringback:problem:limit-reached");
  });
});

describe("deleting an application", () => {
  const CALLED_BACK = { ...NOTIFICATION, callback_url: "https://example.com/" };

  test("takes its hidden webhooks along", async () => {
    await patch(BASIC);
    await bed.admin("POST", "/notifications", CALLED_BACK);
    expect((await bed.operator("DELETE", "/applications/acme")).status).toBe(204);
    bed.clock.nowMs += 60 * 86_400_000;
    const another = await bed.operator("POST", "/applications", { id: "acme", name: "Another" });
    expect(another.status).toBe(201);
    for (const tenant of TENANTS) {
      expect(await bed.stores.webhooks.list(tenant, undefined, 10)).toEqual([]);
    }
  });

  test("leaves them while others are in the way", async () => {
    await patch(BASIC);
    await bed.admin("POST", "/notifications", CALLED_BACK);
    await bed.admin("POST", "/webhooks", { endpoint: "https://example.com/", events: ["*"] });
    expect((await bed.operator("DELETE", "/applications/acme")).status).toBe(409);
    expect(await stored(ACME)).toBeDefined();
    const id = callbackWebhookIdOf(ACME, "https://example.com");
    expect(await bed.stores.webhooks.read(ACME, id)).toBeDefined();
  });
});
