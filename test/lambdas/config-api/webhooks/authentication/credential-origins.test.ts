import { describe, expect, test, vi } from "vitest";

import { makeConfigApiTestBed } from "../../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../../support/fresh-test-bed.ts";
import { pemFile } from "../../../../support/mtls-files.ts";
import {
  APIKEY,
  BASIC,
  createWebhook,
  fieldErrorsOf,
  MINIMAL,
  secretsOf,
  storedWebhook,
  OAUTH2,
} from "../../../../support/webhook-requests.ts";

/*
 * A credential is for the origin that its owner named. Whoever may change a webhook need not know
 * it, and must not be able to have it sent elsewhere.
 */

const PEM = { certificate: pemFile("client"), private_key: pemFile("client-key") };
const OTHER = { header_name: "x-tenant", header_value: "the tenant's number" };
const ELSEWHERE = { endpoint: "https://other.example/" };

const bed = freshTestBed();

async function made(config: object): Promise<string> {
  return (await createWebhook(bed, { ...MINIMAL, config })).id;
}

function patch(id: string, body: unknown) {
  return bed.admin("PATCH", `/webhooks/${id}`, body);
}

const GIVEN_AGAIN = "must be given again";

describe("an endpoint of another origin", () => {
  test.each([
    [BASIC, [`config.basic_auth_password ${GIVEN_AGAIN}`]],
    [
      { custom_headers: [APIKEY, OTHER] },
      [
        `config.custom_headers[0].header_value ${GIVEN_AGAIN}`,
        `config.custom_headers[1].header_value ${GIVEN_AGAIN}`,
      ],
    ],
    [{ oauth2: OAUTH2 }, [`config.oauth2.client_secret ${GIVEN_AGAIN}`]],
    [
      { oauth2: { ...OAUTH2, parameters: [{ name: "tenant", value: "x" }] } },
      [
        `config.oauth2.client_secret ${GIVEN_AGAIN}`,
        `config.oauth2.parameters[0].value ${GIVEN_AGAIN}`,
      ],
    ],
    [{ mtls: PEM }, [`config.mtls ${GIVEN_AGAIN}`]],
    [
      { ...BASIC, custom_headers: [APIKEY], mtls: PEM },
      [
        `config.basic_auth_password ${GIVEN_AGAIN}`,
        `config.custom_headers[0].header_value ${GIVEN_AGAIN}`,
        `config.mtls ${GIVEN_AGAIN}`,
      ],
    ],
  ])("does not get the stored credentials (%#)", async (config, errors) => {
    const id = await made(config);
    const answer = await patch(id, ELSEWHERE);
    expect(fieldErrorsOf(answer).toSorted()).toEqual(errors);
    expect(answer.text).not.toContain(ELSEWHERE.endpoint);
    expect(await storedWebhook(bed, id)).toMatchObject({ version: 1, endpoint: MINIMAL.endpoint });
  });

  test.each([
    "https://sub.example.com/",
    "https://example.com:8443/",
    "https://example.com.other.example/",
    "https://example.org/",
  ])("is %s for one", async (endpoint) => {
    const id = await made(BASIC);
    expect(fieldErrorsOf(await patch(id, { endpoint }))).toHaveLength(1);
  });

  test.each([
    "https://example.com/other?x=1",
    "https://EXAMPLE.com:443/hooks",
    "HTTPS://example.com",
  ])("is not %s", async (endpoint) => {
    const id = await made({ ...BASIC, custom_headers: [APIKEY], mtls: PEM });
    const before = await secretsOf(bed, id);
    expect((await patch(id, { endpoint })).status).toBe(200);
    expect(await secretsOf(bed, id)).toEqual(before);
    expect(await storedWebhook(bed, id)).toMatchObject({ endpoint });
  });

  test("is another scheme, too", async () => {
    Object.assign(bed, makeConfigApiTestBed({ allowHttp: true, allowedCidrs: [] }));
    const id = await made(BASIC);
    expect(fieldErrorsOf(await patch(id, { endpoint: "http://example.com/" }))).toEqual([
      `config.basic_auth_password ${GIVEN_AGAIN}`,
    ]);
  });

  test("gets credentials that the same request gives, and takes the place of those it removes", async () => {
    const id = await made({ ...BASIC, custom_headers: [APIKEY, OTHER], mtls: PEM });
    const answer = await patch(id, {
      ...ELSEWHERE,
      config: {
        basic_auth_password: "for the new one",
        custom_headers: [{ ...APIKEY, header_value: "for the new one, too" }],
        mtls: null,
      },
    });
    expect(answer.status).toBe(200);
    expect(await secretsOf(bed, id)).toEqual({
      basic_auth_password: "for the new one",
      "custom_header:0": "for the new one, too",
    });
    expect((await patch(id, { ...MINIMAL, config: null })).status).toBe(200);
    expect(await secretsOf(bed, id)).toEqual({});
  });

  test("names a header by its place in the request, wherever its value was stored", async () => {
    const id = await made({ custom_headers: [APIKEY, OTHER] });
    const headers = [{ ...APIKEY, header_value: "given" }, { header_name: "X-TENANT" }];
    const moved = { ...ELSEWHERE, config: { custom_headers: headers.toReversed() } };
    expect(fieldErrorsOf(await patch(id, moved))).toEqual([
      `config.custom_headers[0].header_value ${GIVEN_AGAIN}`,
    ]);
  });

  test("may have the signature secrets, which are never sent", async () => {
    const id = await made({ signature: { scheme: "hmac", secret: "shared" } });
    await bed.admin("POST", `/webhooks/${id}/secret/rotate`, { overlap_seconds: 60 });
    const before = await secretsOf(bed, id);
    expect(Object.keys(before)).toHaveLength(2);
    expect((await patch(id, ELSEWHERE)).status).toBe(200);
    expect(await secretsOf(bed, id)).toEqual(before);
  });

  test("is free for a webhook without credentials", async () => {
    const { id } = await createWebhook(bed);
    expect(await patch(id, ELSEWHERE)).toMatchObject({ status: 200, body: ELSEWHERE });
  });

  test("is refused to each role that may change webhooks, also by steps", async () => {
    const id = await made({ ...BASIC, custom_headers: [APIKEY] });
    const asked = (body: unknown) => bed.as("manager", "PATCH", `/webhooks/${id}`, body);
    expect((await asked(ELSEWHERE)).status).toBe(422);
    for (const verb of ["disable", "enable"]) {
      await bed.as("manager", "POST", `/webhooks/${id}/${verb}`);
      expect((await asked({ ...ELSEWHERE, name: "x" })).status).toBe(422);
    }
    // Removed and named again, renamed, or hidden behind another user name: no stored value comes
    // back or along.
    const renamed = { custom_headers: [{ header_name: "x-other" }] };
    expect(fieldErrorsOf(await asked({ config: renamed }))).toEqual([
      "config.custom_headers[0].header_value is missing",
    ]);
    const userName = { basic_auth_username: "me" };
    expect((await asked({ ...ELSEWHERE, config: userName })).status).toBe(422);
    const emptied = { basic_auth_username: null, basic_auth_password: null, custom_headers: null };
    expect((await asked({ ...ELSEWHERE, config: emptied })).status).toBe(200);
    const named = { custom_headers: [{ header_name: "apikey" }] };
    expect((await asked({ config: named })).status).toBe(422);
    expect((await asked({ config: userName })).status).toBe(422);
    expect(await secretsOf(bed, id)).toEqual({});
  });

  test("is judged by the version that the change replaces", async () => {
    const { id } = await createWebhook(bed);
    const { replace } = bed.stores.webhooks;
    vi.spyOn(bed.stores.webhooks, "replace").mockImplementationOnce(async (webhook, seen) => {
      expect((await patch(id, { config: BASIC })).status).toBe(200);
      return replace(webhook, seen);
    });
    expect(fieldErrorsOf(await patch(id, ELSEWHERE))).toEqual([
      `config.basic_auth_password ${GIVEN_AGAIN}`,
    ]);
    expect(await storedWebhook(bed, id)).toMatchObject({ endpoint: MINIMAL.endpoint, version: 2 });
  });
});

describe("a token URL of another origin", () => {
  const moved = (more: object = {}) => ({
    config: { oauth2: { token_url: "https://other.example/token", ...more } },
  });

  test("does not get the stored client secret", async () => {
    const id = await made({ oauth2: OAUTH2, custom_headers: [APIKEY] });
    const errors = [`config.oauth2.client_secret ${GIVEN_AGAIN}`];
    expect(fieldErrorsOf(await patch(id, moved()))).toEqual(errors);
    expect(fieldErrorsOf(await patch(id, moved({ client_auth: "body" })))).toEqual(errors);
    expect(await storedWebhook(bed, id)).toMatchObject({ version: 1 });
    expect((await patch(id, moved({ client_secret: "another" }))).status).toBe(200);
    expect(await secretsOf(bed, id)).toEqual({
      "custom_header:0": APIKEY.header_value,
      oauth2_client_secret: "another",
    });
  });

  test("does not get the values of parameters, wherever they were stored", async () => {
    const parameters = [
      { name: "a", value: "1" },
      { name: "b", value: "2" },
    ];
    const id = await made({ oauth2: { ...OAUTH2, parameters } });
    const given = {
      client_secret: "another",
      parameters: [{ name: "b" }, { name: "a", value: "3" }],
    };
    expect(fieldErrorsOf(await patch(id, moved(given)))).toEqual([
      `config.oauth2.parameters[0].value ${GIVEN_AGAIN}`,
    ]);
    expect((await patch(id, moved({ ...given, parameters: null }))).status).toBe(200);
    expect(await secretsOf(bed, id)).toEqual({ oauth2_client_secret: "another" });
  });

  test("does not get it once the client was taken away either", async () => {
    const id = await made({ oauth2: OAUTH2 });
    expect((await patch(id, { config: { oauth2: null } })).status).toBe(200);
    const again = moved({ client_id: "ringback" });
    expect(fieldErrorsOf(await patch(id, again))).toEqual([
      "config.oauth2.client_secret is missing",
    ]);
  });

  test("keeps it where only its path is another", async () => {
    const id = await made({ oauth2: OAUTH2 });
    const same = { token_url: "https://LOGIN.example.com:443/v2/token", client_auth: "body" };
    expect((await patch(id, { config: { oauth2: same } })).status).toBe(200);
    expect(await secretsOf(bed, id)).toEqual({ oauth2_client_secret: OAUTH2.client_secret });
  });
});
