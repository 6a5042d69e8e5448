import { describe, expect, test } from "vitest";

import { freshTestBed } from "../../../../support/fresh-test-bed.ts";
import {
  BASIC,
  createWebhook,
  fieldErrorsOf,
  MINIMAL,
  secretsOf,
  storedWebhook,
  OAUTH2,
} from "../../../../support/webhook-requests.ts";

const FULL = { ...OAUTH2, scope: "hooks:write offline", audience: "https://example.com/api" };
/** How it is shown. */
const { client_secret: _, ...SHOWN } = { ...OAUTH2, client_auth: "basic" };

const bed = freshTestBed();
const withOAuth2 = (oauth2: unknown, config: object = {}) => ({
  ...MINIMAL,
  config: { oauth2, ...config },
});
const patch = (id: string, config: unknown) => bed.admin("PATCH", `/webhooks/${id}`, { config });

describe("OAuth 2.0 client credentials", () => {
  test("are taken, shown without the secret, and stored with the secret sealed", async () => {
    const answer = await bed.admin(
      "POST",
      "/webhooks",
      withOAuth2({ ...FULL, client_auth: "body" }),
    );
    expect(answer.status).toBe(201);
    const { client_secret: secret, ...shown } = FULL;
    expect(answer.body.config.oauth2).toEqual({ ...shown, client_auth: "body" });
    const { id } = answer.body;
    expect((await bed.admin("GET", `/webhooks/${id}`)).body).toEqual(answer.body);
    expect(JSON.stringify(await storedWebhook(bed, id))).not.toContain(secret);
    expect(await secretsOf(bed, id)).toEqual({ oauth2_client_secret: secret });
  });

  test("send the client in a Basic header unless told otherwise", async () => {
    const created = await createWebhook(bed, withOAuth2(OAUTH2));
    expect(created).toMatchObject({ config: { oauth2: SHOWN } });
  });

  test.each([
    [withOAuth2({}), "config.oauth2.token_url is missing"],
    [withOAuth2({ ...OAUTH2, client_secret: undefined }), "config.oauth2.client_secret is missing"],
    [withOAuth2({ ...OAUTH2, client_id: "" }), "config.oauth2.client_id is empty"],
    [withOAuth2({ ...OAUTH2, client_id: "ü" }), "config.oauth2.client_id is malformed"],
    [withOAuth2({ ...OAUTH2, scope: "a  b" }), "config.oauth2.scope is malformed"],
    [withOAuth2({ ...OAUTH2, scope: 'a"b' }), "config.oauth2.scope is malformed"],
    [
      withOAuth2({ ...OAUTH2, client_auth: "jwt" }),
      "config.oauth2.client_auth is not one of the known values",
    ],
    [withOAuth2({ ...OAUTH2, username: "x" }), "config.oauth2.username is not a known field"],
    [
      withOAuth2({ ...OAUTH2, token_url: "http://example.com/" }),
      "config.oauth2.token_url the scheme http:// is not allowed",
    ],
    [
      withOAuth2({ ...OAUTH2, token_url: "https://169.254.169.254/token" }),
      "config.oauth2.token_url leads to 169.254.169.254, which is not globally routable (link local)",
    ],
    [withOAuth2(OAUTH2, BASIC), "config.oauth2 does not go with Basic authentication"],
    [
      withOAuth2(OAUTH2, { custom_headers: [{ header_name: "Authorization", header_value: "x" }] }),
      "config.custom_headers[0].header_name is set by OAuth 2.0",
    ],
  ])("are refused: %j", async (body, error) => {
    expect(fieldErrorsOf(await bed.admin("POST", "/webhooks", body))).toContain(error);
  });

  test("name a resource, which is shown", async () => {
    const resource = "https://example.com/hooks?tenant=1";
    const { id } = await createWebhook(bed, withOAuth2({ ...OAUTH2, resource }));
    expect((await bed.admin("GET", `/webhooks/${id}`)).body.config.oauth2).toEqual({
      ...SHOWN,
      resource,
    });
    const urn = "urn:example:hooks";
    expect((await patch(id, { oauth2: { resource: urn } })).body.config.oauth2).toEqual({
      ...SHOWN,
      resource: urn,
    });
    expect((await patch(id, { oauth2: { resource: null } })).body.config.oauth2).toEqual(SHOWN);
  });

  test.each(["hooks", "/hooks", "https://example.com/#a", "https://example.com/a b", "", "https:"])(
    "do not name %j as a resource",
    async (resource) => {
      const answer = await bed.admin("POST", "/webhooks", withOAuth2({ ...OAUTH2, resource }));
      expect(fieldErrorsOf(answer)[0]).toMatch(/^config\.oauth2\.resource is /u);
    },
  );

  test("in a URL are pointed to their fields", async () => {
    const token_url = "https://user:password@example.com/token";
    const { body } = await bed.admin("POST", "/webhooks", withOAuth2({ ...OAUTH2, token_url }));
    expect(body.errors).toEqual([
      {
        field: "config.oauth2.token_url",
        message: "holds a user name or password",
        hint: "use client_id and client_secret",
      },
    ]);
  });
});

describe("a change of OAuth 2.0", () => {
  test("keeps the secret unless it gives another", async () => {
    const { id } = await createWebhook(bed, withOAuth2(OAUTH2));
    const moved = await patch(id, { oauth2: { scope: "a", client_auth: "body" } });
    expect(moved.body.config.oauth2).toEqual({ ...SHOWN, scope: "a", client_auth: "body" });
    expect(await secretsOf(bed, id)).toEqual({ oauth2_client_secret: OAUTH2.client_secret });
    await patch(id, { timeout_seconds: 5 });
    expect(await secretsOf(bed, id)).toEqual({ oauth2_client_secret: OAUTH2.client_secret });
    await patch(id, { oauth2: { client_secret: "another", scope: null } });
    expect(await secretsOf(bed, id)).toEqual({ oauth2_client_secret: "another" });
    expect((await storedWebhook(bed, id)).config.oauth2).not.toHaveProperty("scope");
  });

  test("can begin it, end it, and put Basic in its place", async () => {
    const { id } = await createWebhook(bed);
    expect(fieldErrorsOf(await patch(id, { oauth2: { ...OAUTH2, client_secret: null } }))).toEqual([
      "config.oauth2.client_secret is missing",
    ]);
    expect((await patch(id, { oauth2: OAUTH2 })).status).toBe(200);
    expect(fieldErrorsOf(await patch(id, { oauth2: { client_secret: null } }))).toEqual([
      "config.oauth2.client_secret is missing",
    ]);
    expect(fieldErrorsOf(await patch(id, BASIC))).toEqual([
      "config.oauth2 does not go with Basic authentication",
    ]);
    const basic = await patch(id, { ...BASIC, oauth2: null });
    expect(basic.body.config).not.toHaveProperty("oauth2");
    expect(await secretsOf(bed, id)).toEqual({ basic_auth_password: BASIC.basic_auth_password });
    const off = { basic_auth_username: null, basic_auth_password: null };
    expect((await patch(id, { ...off, oauth2: OAUTH2 })).body.config.oauth2).toEqual(SHOWN);
    expect((await patch(id, null)).body.config).not.toHaveProperty("oauth2");
    expect(await secretsOf(bed, id)).toEqual({});
  });
});

describe("further parameters of a token request", () => {
  const TENANT = { name: "tenant", value: "t3nant of the client" };
  const POLICY = { name: "urn:policy.v1", value: "" };
  const withParameters = (...parameters: unknown[]) => withOAuth2({ ...OAUTH2, parameters });

  test("are taken, shown by their names, and stored with their values sealed", async () => {
    const answer = await bed.admin("POST", "/webhooks", withParameters(TENANT, POLICY));
    expect(answer.status).toBe(201);
    const parameters = [{ name: TENANT.name }, { name: POLICY.name }];
    expect(answer.body.config.oauth2).toEqual({ ...SHOWN, parameters });
    const { id } = answer.body;
    expect((await bed.admin("GET", `/webhooks/${id}`)).body).toEqual(answer.body);
    expect(JSON.stringify([await storedWebhook(bed, id), bed.lines])).not.toContain(TENANT.value);
    expect(await secretsOf(bed, id)).toEqual({
      oauth2_client_secret: OAUTH2.client_secret,
      "oauth2_parameter:0": TENANT.value,
      "oauth2_parameter:1": "",
    });
  });

  test("stay by their names in a change that does not give their values", async () => {
    const { id } = await createWebhook(bed, withParameters(TENANT, POLICY));
    await patch(id, { timeout_seconds: 5, oauth2: { scope: "a" } });
    const more = { name: "more", value: "another" };
    await patch(id, { oauth2: { parameters: [more, { name: "tenant" }] } });
    expect(await secretsOf(bed, id)).toEqual({
      oauth2_client_secret: OAUTH2.client_secret,
      "oauth2_parameter:0": "another",
      "oauth2_parameter:1": TENANT.value,
    });
    expect(fieldErrorsOf(await patch(id, { oauth2: { parameters: [{ name: "x" }] } }))).toEqual([
      "config.oauth2.parameters[0].value is missing",
    ]);
    const ended = await patch(id, { oauth2: { parameters: null } });
    expect(ended.body.config.oauth2).toEqual({ ...SHOWN, scope: "a" });
    expect(Object.keys(await secretsOf(bed, id))).toEqual(["oauth2_client_secret"]);
  });

  test.each([
    "grant_type",
    "GRANT_TYPE",
    "grant.type",
    "client_id",
    "Client_Secret",
    "client_assertion",
    "client_assertion_type",
    "scope",
    "audience",
    "resource",
  ])("do not put another %s in place of Ringback's", async (name) => {
    const answer = await bed.admin("POST", "/webhooks", withParameters({ name, value: "x" }));
    expect(fieldErrorsOf(answer)).toEqual([
      "config.oauth2.parameters[0].name is a parameter that cannot be replaced",
    ]);
  });

  test.each([
    [
      [
        { name: "a", value: "x" },
        { name: "A", value: "y" },
      ],
      "[1].name is given twice",
    ],
    [[{ name: "a[]", value: "x" }], "[0].name is malformed"],
    [[{ name: "a=b&c", value: "x" }], "[0].name is malformed"],
    [[{ name: "", value: "x" }], "[0].name is empty"],
    [[{ name: "a" }], "[0].value is missing"],
    [[{ name: "a", value: "x\ny" }], "[0].value is malformed"],
    [[{ name: "a", value: "ü" }], "[0].value is malformed"],
    [[{ name: "a", value: "x".repeat(1025) }], "[0].value is too long"],
    [[{ name: "a", value: "x", secret: true }], "[0].secret is not a known field"],
    [Array.from({ length: 11 }, (_each, n) => ({ name: `a${n}`, value: "x" })), " is too long"],
  ])("are refused: %.80j", async (parameters, error) => {
    const answer = await bed.admin("POST", "/webhooks", withParameters(...parameters));
    expect(fieldErrorsOf(answer)).toEqual([`config.oauth2.parameters${error}`]);
  });
});
