import { beforeEach, describe, expect, test } from "vitest";

import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import { APIKEY, BASIC, createWebhook, MINIMAL } from "../../../support/webhook-requests.ts";

const bed = freshTestBed();

beforeEach(async () => {
  await bed.keyOf("admin");
  forget();
});

function forget(): void {
  bed.changes.length = 0;
  bed.told.length = 0;
}

/** What changed since the last `forget`: of each line its action, thing and fields. */
function seen(): unknown[] {
  return bed.changes.map(({ action, what, fields }) => [`${action} ${what}`, ...fields]);
}

async function newWebhook(body: unknown = MINIMAL): Promise<string> {
  const { id } = await createWebhook(bed, body);
  forget();
  return id;
}

const SECRETS = {
  ...BASIC,
  custom_headers: [APIKEY],
  signature: { scheme: "hmac", secret: "a given secret" },
};

describe("a webhook", () => {
  test("that is created is told with all that it is, and the names of its secrets", async () => {
    const endpoint = "https://example.com/hook?token=s3cr3t";
    const { id } = await createWebhook(bed, { ...MINIMAL, name: "x", endpoint, config: SECRETS });
    expect(bed.changes).toMatchObject([
      { action: "created", what: "webhook", id, application: "acme", environment: "production" },
    ]);
    expect(seen()).toEqual([
      [
        "created webhook",
        { field: "name", to: "x" },
        { field: "endpoint", to: "https://example.com/hook?…" },
        { field: "events", to: '["CARD_STATUS_CHANGE"]' },
        { field: "status", to: "enabled" },
        { field: "config.custom_headers", to: '["apikey"]' },
        { field: "config.basic_auth_username", to: "username" },
        { field: "config.signature.scheme", to: "hmac" },
        { field: "config.basic_auth_password", secret: "set" },
        { field: "config.signature.secret", secret: "set" },
        { field: "config.custom_headers.apikey", secret: "set" },
      ],
    ]);
    const told = JSON.stringify(bed.changes);
    for (const secret of ["s3cr3t", "p4ssw0rd", "a given secret", APIKEY.header_value]) {
      expect(told).not.toContain(secret);
    }
  });

  test("is told of parameters of OAuth 2.0 by their names", async () => {
    const id = await newWebhook();
    const parameters = [{ name: "tenant", value: "o7her value" }];
    const client = { token_url: "https://example.com/token", client_id: "x", client_secret: "y" };
    await bed.admin("PATCH", `/webhooks/${id}`, { config: { oauth2: { ...client, parameters } } });
    expect(seen()[0]).toEqual(
      expect.arrayContaining([
        "changed webhook",
        { field: "config.oauth2.parameters", to: '["tenant"]' },
        { field: "config.oauth2.parameters.tenant", secret: "set" },
      ]),
    );
    forget();
    await bed.admin("PATCH", `/webhooks/${id}`, { config: { oauth2: { parameters: null } } });
    expect(seen()[0]).toEqual([
      "changed webhook",
      { field: "config.oauth2.parameters", from: '["tenant"]' },
      { field: "config.oauth2.parameters.tenant", secret: "removed" },
    ]);
  });

  test("that is changed is told by what differs alone; secrets that stay are not named", async () => {
    const id = await newWebhook({ ...MINIMAL, config: SECRETS });
    const other = { header_name: "other", header_value: "o7her value" };
    const config = {
      custom_headers: [other, { header_name: APIKEY.header_name }],
      basic_auth_password: "another",
      retry: { kind: "fixed", attempts: 3 },
    };
    const patch = { endpoint: "https://example.com/next", events: ["*"], config };
    expect((await bed.admin("PATCH", `/webhooks/${id}`, patch)).status).toBe(200);
    expect(seen()).toEqual([
      [
        "changed webhook",
        { field: "endpoint", from: "https://example.com/", to: "https://example.com/next" },
        { field: "events", from: '["CARD_STATUS_CHANGE"]', to: '["*"]' },
        { field: "config.custom_headers", from: '["apikey"]', to: '["other","apikey"]' },
        { field: "config.retry.kind", to: "fixed" },
        { field: "config.retry.attempts", to: 3 },
        { field: "config.retry.interval_seconds", to: 5 },
        { field: "config.basic_auth_password", secret: "set" },
        { field: "config.custom_headers.other", secret: "set" },
      ],
    ]);
    forget();
    const none = { config: { basic_auth_username: null, basic_auth_password: null } };
    await bed.admin("PATCH", `/webhooks/${id}`, none);
    expect(seen()).toEqual([
      [
        "changed webhook",
        { field: "config.basic_auth_username", from: "username" },
        { field: "config.basic_auth_password", secret: "removed" },
      ],
    ]);
  });

  test("is not told again by a change that changes nothing, nor by one that is refused", async () => {
    const id = await newWebhook();
    await bed.admin("PATCH", `/webhooks/${id}`, {});
    await bed.admin("PATCH", `/webhooks/${id}`, { events: MINIMAL.events });
    await bed.admin("POST", `/webhooks/${id}/enable`);
    expect((await bed.admin("PATCH", `/webhooks/${id}`, { events: [] })).status).toBe(422);
    expect(seen()).toEqual([]);
  });

  test("that is paused is told once, and so is its tenant", async () => {
    const id = await newWebhook();
    for (const verb of ["disable", "disable", "enable"]) {
      expect((await bed.admin("POST", `/webhooks/${id}/${verb}`)).status).toBe(200);
    }
    const why = "disabled through the API";
    expect(seen()).toEqual([
      [
        "changed webhook",
        { field: "status", from: "enabled", to: "disabled" },
        { field: "status_reason", to: why },
      ],
      [
        "changed webhook",
        { field: "status", from: "disabled", to: "enabled" },
        { field: "status_reason", from: why },
      ],
    ]);
    expect(bed.told).toMatchObject([
      {
        tenant: { application: "acme", environment: "production" },
        type: "webhook.disabled",
        payload: { webhook_id: id, disabled_by: bed.changes[0].key_id },
      },
    ]);
  });

  test("that gets a new secret is told without it", async () => {
    const id = await newWebhook({ ...MINIMAL, config: SECRETS });
    const { body } = await bed.admin("POST", `/webhooks/${id}/secret/rotate`, {});
    expect(seen()).toEqual([
      ["changed webhook", { field: "config.signature.secret", secret: "set" }],
    ]);
    expect(JSON.stringify(bed.changes)).not.toContain(body.secret);
  });

  test("that is deleted is told with what it was", async () => {
    const id = await newWebhook({ ...MINIMAL, config: BASIC });
    await bed.admin("DELETE", `/webhooks/${id}`);
    expect((await bed.admin("DELETE", `/webhooks/${id}`)).status).toBe(404);
    expect(seen()).toEqual([
      [
        "deleted webhook",
        { field: "endpoint", from: "https://example.com/" },
        { field: "events", from: '["CARD_STATUS_CHANGE"]' },
        { field: "status", from: "enabled" },
        { field: "config.basic_auth_username", from: "username" },
        { field: "config.basic_auth_password", secret: "removed" },
      ],
    ]);
  });

  test("is told before its request counts as answered, and once however often that is repeated", async () => {
    const once = { "idempotency-key": "once" };
    const first = await bed.admin("POST", "/webhooks", MINIMAL, once);
    const second = await bed.admin("POST", "/webhooks", MINIMAL, once);
    expect(second.body).toEqual(first.body);
    expect(bed.changes).toMatchObject([{ action: "created", id: first.body.id }]);
  });
});

describe("an API key", () => {
  test("that the operator makes is told with who made it, to the tenant as well", async () => {
    const whose = { application: "acme", environment: "production" };
    const { body } = await bed.operator("POST", "/api-keys", {
      name: "n",
      role: "reader",
      ...whose,
    });
    expect(bed.changes).toMatchObject([
      { key_id: "operator", role: "operator", action: "created", what: "api_key", id: body.id },
    ]);
    expect(bed.told).toMatchObject([
      {
        tenant: whose,
        type: "api-key.created",
        payload: { key_id: body.id, role: "reader", prefix: body.prefix, created_by: "operator" },
      },
    ]);
    expect(JSON.stringify([bed.changes, bed.told])).not.toContain(body.key.slice(-32));
  });

  test("that a tenant makes and deletes is told of its own key", async () => {
    const expiry = { expires_at: "2027-01-31T12:00:00Z" };
    const { body } = await bed.admin("POST", "/api-keys", { name: "n", role: "reader", ...expiry });
    await bed.admin("DELETE", `/api-keys/${body.id}`);
    await bed.admin("DELETE", `/api-keys/${body.id}`);
    expect(bed.changes).toMatchObject([
      { action: "created", id: body.id, role: "admin" },
      { action: "deleted", id: body.id, role: "admin" },
    ]);
    const { key_id: by } = bed.changes[0];
    expect(by).toMatch(/^key_\w{12}$/u);
    expect(bed.told).toMatchObject([
      { payload: { created_by: by, expires_at: "2027-01-31T12:00:00.000Z" } },
    ]);
  });
});

describe("an application", () => {
  test("is told when it is created, renamed and deleted", async () => {
    await bed.operator("POST", "/applications", { id: "other", name: "Other" });
    for (const name of ["Another", "Another"]) {
      await bed.operator("PATCH", "/applications/other", { name });
    }
    await bed.operator("DELETE", "/applications/other");
    expect((await bed.operator("DELETE", "/applications/other")).status).toBe(404);
    expect(seen()).toEqual([
      ["created application", { field: "name", to: "Other" }],
      ["changed application", { field: "name", from: "Other", to: "Another" }],
      ["deleted application", { field: "name", from: "Another" }],
    ]);
    expect(bed.changes.map(({ application }) => application)).toEqual(["other", "other", "other"]);
  });

  test("is told by environment when it gets legacy secrets or loses them", async () => {
    const secret = "l3gacy secret";
    const legacy = { production: secret };
    await bed.operator("POST", "/applications", { id: "other", name: "o", legacy_secrets: legacy });
    await bed.operator("PATCH", "/applications/other", { legacy_secrets: { sandbox: secret } });
    for (const production of [null, null]) {
      await bed.operator("PATCH", "/applications/other", { legacy_secrets: { production } });
    }
    expect(bed.changes).toMatchObject([
      { action: "created", what: "application" },
      { environment: "production", fields: [{ field: "legacy_secret", secret: "set" }] },
      { environment: "sandbox", fields: [{ field: "legacy_secret", secret: "set" }] },
      { environment: "production", fields: [{ field: "legacy_secret", secret: "removed" }] },
    ]);
    expect(JSON.stringify(bed.changes)).not.toContain(secret);
  });

  test("is told by environment when its callback_config is made, replaced and removed", async () => {
    const patch = (config: unknown) =>
      bed.operator("PATCH", "/applications/acme", { callback_config: config });
    const origins = { allowed_origins: ["https://example.com"] };
    await patch({ ...BASIC, ...origins });
    await patch({ timeout_seconds: 5 });
    await patch({ timeout_seconds: 5 });
    await patch(null);
    await patch(null);
    expect(bed.changes.map(({ environment }) => environment)).toEqual([
      ...["production", "sandbox", "production", "sandbox", "production", "sandbox"],
    ]);
    expect(seen().filter((_, index) => index % 2 === 0)).toEqual([
      [
        "created callback_config",
        { field: "config.basic_auth_username", to: "username" },
        { field: "config.allowed_origins", to: '["https://example.com/"]' },
        { field: "config.basic_auth_password", secret: "set" },
      ],
      [
        "changed callback_config",
        { field: "config.basic_auth_username", from: "username" },
        { field: "config.allowed_origins", from: '["https://example.com/"]' },
        { field: "config.timeout_seconds", to: 5 },
        { field: "config.basic_auth_password", secret: "removed" },
      ],
      ["deleted callback_config", { field: "config.timeout_seconds", from: 5 }],
    ]);
  });

  test("is told of what was stored before its request failed", async () => {
    const { legacySecrets } = bed.stores;
    const failing = bed.handlerWith({
      legacySecrets: { ...legacySecrets, set: () => Promise.reject(new Error("throttled")) },
    });
    const body = { name: "Renamed", legacy_secrets: { production: "a secret" } };
    const answer = await failing.operator("PATCH", "/applications/acme", body);
    expect(answer.status).toBe(500);
    expect(seen()).toEqual([
      ["changed application", { field: "name", from: "acme", to: "Renamed" }],
    ]);
  });
});

describe("an event type", () => {
  test("is told when it is created, replaced by another and deleted", async () => {
    const schema = { type: "object", properties: { a: { type: "string" } } };
    for (const body of [{ schema }, { schema }, { schema, mandatory: ["a"] }]) {
      await bed.admin("PUT", "/event-types/MINE", body);
    }
    await bed.admin("DELETE", "/event-types/MINE");
    await bed.admin("DELETE", "/event-types/MINE");
    expect(bed.changes.map(({ action, id }) => [action, id])).toEqual([
      ["created", "MINE"],
      ["changed", "MINE"],
      ["deleted", "MINE"],
    ]);
    expect(bed.changes[1].fields).toEqual([{ field: "mandatory", from: "[]", to: '["a"]' }]);
  });
});

describe("what was changed", () => {
  test("is answered as changed when the bus and the log group are down", async () => {
    bed.bus.publication = "unavailable";
    const down = bed.handlerWith({ keepChanges: () => Promise.reject(new Error("down")) });
    const id = await newWebhook();
    const answer = await down.admin("POST", `/webhooks/${id}/disable`);
    expect(answer.body).toMatchObject({ status: "disabled" });
    const errors = bed.lines.filter((line) => line.startsWith('["error"'));
    expect(errors).toHaveLength(2);
    expect(errors.join("\n")).toContain("change not kept apart");
    expect(errors.join("\n")).toContain("event not published");
  });
});
