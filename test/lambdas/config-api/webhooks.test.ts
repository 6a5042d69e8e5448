import { beforeEach, describe, expect, test, vi } from "vitest";

import { webhookSealContext } from "../../../lambdas/shared/domain/seal-context.ts";
import type { Webhook } from "../../../lambdas/shared/domain/webhook.ts";
import {
  ACME,
  type Answered,
  GLOBEX,
  makeConfigApiTestBed,
} from "../../support/config-api-test-bed.ts";
import { vector } from "../../support/vector.ts";

const MINIMAL = { endpoint: "https://example.com/", events: ["CARD_STATUS_CHANGE"] };
const BASIC = { basic_auth_username: "username", basic_auth_password: "p4ssw0rd" };
const APIKEY = { header_name: "apikey", header_value: "306e38e4-54be" };

let bed = makeConfigApiTestBed();

beforeEach(() => {
  bed = makeConfigApiTestBed();
});

async function create(body: unknown = MINIMAL): Promise<{ id: string } & Record<string, unknown>> {
  const answer = await bed.admin("POST", "/webhooks", body);
  expect(answer.text).not.toContain("errors");
  return answer.body;
}

async function stored(id: string): Promise<Webhook> {
  return (await bed.stores.webhooks.read(ACME, id)) as Webhook;
}

/** The secrets of a stored webhook, opened. */
async function secretsOf(id: string): Promise<Record<string, string>> {
  const webhook = await stored(id);
  const opened = Object.entries(webhook.sealed).map(async ([field, jwe]) => [
    field,
    await bed.ports.vault.open(jwe, webhookSealContext(webhook, field)),
  ]);
  return Object.fromEntries(await Promise.all(opened));
}

function expectError(answer: Answered, field: string, message: string): void {
  expect(answer.status).toBe(422);
  expect(answer.headers["content-type"]).toBe("application/problem+json");
  expect(answer.body.errors).toContainEqual({ field, message, hint: expect.stringMatching(/./u) });
}

describe("POST /webhooks", () => {
  test.each([
    "card-status-change",
    "transaction",
    "kyc-result",
    "user-created",
    "user-status-change",
    "pin-change",
    "expired-auth",
    "charge-applied",
    "account-status-change",
    "card-provisioning",
    "token-notification",
  ])("takes the sample of the nCore document as it is printed: %s", async (name) => {
    const text = vector(`ncore/create-webhook.${name}.json`);
    const answer = await bed.admin("POST", "/webhooks", text);
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^wh_[0-9A-Za-z]{22}$/u),
      ...ACME,
      endpoint: "https://example.com/",
      events: JSON.parse(text).events,
      status: "enabled",
      config: {
        basic_auth_username: "username",
        custom_headers: [{ header_name: "apikey" }],
        signature: { scheme: "none" },
        created: "2026-01-31T12:00:00.000Z",
        modified: "2026-01-31T12:00:00.000Z",
      },
    });
    expect(await secretsOf(answer.body.id)).toEqual({
      basic_auth_password: "password",
      "custom_header:0": "306e38e4-54be-469f-beca-4297129289d6",
    });
  });

  test("says where a comma is missing in the sample that is no JSON", async () => {
    const text = vector("ncore/create-webhook.user-document-alert.malformed.json");
    const answer = await bed.admin("POST", "/webhooks", text);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      type: "urn:ringback:problem:malformed-json",
      title: "The body is not JSON",
      status: 400,
      detail: "The body is not JSON: expected ',' or '}' after property value at line 5 column 1.",
      errors: [
        {
          field: "body",
          message: "expected ',' or '}' after property value at line 5 column 1",
          hint: "see that place, and the line before it",
        },
      ],
      request_id: "request-1",
    });
  });

  test("takes everything that a webhook can be", async () => {
    const answer = await bed.admin("POST", "/webhooks", {
      name: "orders",
      endpoint: "https://example.com:8443/hooks?x=1",
      events: ["*"],
      profile: "ncore",
      config: {
        ...BASIC,
        custom_headers: [APIKEY, { header_name: "X-Other", header_value: "ä b" }],
        signature: { scheme: "none" },
        retry: { kind: "exponential", attempts: 3, initial_seconds: 2 },
        timeout_seconds: 5,
      },
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      name: "orders",
      endpoint: "https://example.com:8443/hooks?x=1",
      events: ["*"],
      profile: "ncore",
      config: {
        retry: {
          kind: "exponential",
          attempts: 3,
          initial_seconds: 2,
          factor: 2,
          cap_seconds: 14_400,
          jitter: 0.25,
        },
        timeout_seconds: 5,
      },
    });
    expect((await bed.admin("GET", `/webhooks/${answer.body.id}`)).body).toEqual(answer.body);
  });

  test("keeps no credential in the clear: not in the store, the answer or the log", async () => {
    const { id } = await create({ ...MINIMAL, config: { ...BASIC, custom_headers: [APIKEY] } });
    const everything = JSON.stringify([
      await stored(id),
      (await bed.admin("GET", `/webhooks/${id}`)).text,
      (await bed.admin("GET", "/webhooks")).text,
      bed.lines,
    ]);
    expect(everything).not.toContain("p4ssw0rd");
    expect(everything).not.toContain("306e38e4");
  });

  test.each([
    [{ endpoint: undefined }, "endpoint", "is missing"],
    [{ endpoint: "" }, "endpoint", "is empty"],
    [{ endpoint: 7 }, "endpoint", "expected text, got a number"],
    [{ endpoint: "http://example.com/" }, "endpoint", "the scheme http:// is not allowed"],
    [{ endpoint: "example.com" }, "endpoint", "is not an absolute URL"],
    [{ endpoint: "https://u:p@example.com/" }, "endpoint", "holds a user name or password"],
    [
      { endpoint: "https://169.254.169.254/" },
      "endpoint",
      "leads to 169.254.169.254, which is not globally routable (link local)",
    ],
    [
      { endpoint: `https://example.com/${"x".repeat(2048)}` },
      "endpoint",
      "is longer than 2048 characters",
    ],
    [{ events: undefined }, "events", "is missing"],
    [{ events: [] }, "events", "is empty"],
    [{ events: "CARD" }, "events", "expected a list, got text"],
    [{ events: [""] }, "events[0]", "is malformed"],
    [{ events: ["A", "B C"] }, "events[1]", "is malformed"],
    [{ events: ["A", "*"] }, "events", 'has names beside "*"'],
    [{ events: ["A", "A"] }, "events", "has a name twice"],
    [{ events: Array.from({ length: 101 }, (_, i) => `E${i}`) }, "events", "is too long"],
    [{ events: [null] }, "events[0]", "expected text, got null"],
    [{ profile: "other" }, "profile", "is not one of the known values"],
    [{ name: "" }, "name", "is empty"],
    [{ name: "a\u0000b" }, "name", "is malformed"],
    [{ name: "a\u2028b" }, "name", "is malformed"],
    [{ name: null }, "name", "expected text, got null"],
    [{ status: "enabled" }, "status", "is not a known field"],
    [{ attributes: ["a"] }, "attributes", "is not a known field"],
    [{ filter: {} }, "filter", "is not a known field"],
    [{ config: [] }, "config", "expected an object, got a list"],
    [{ config: { oauth2: {} } }, "config.oauth2", "is not a known field"],
    [{ config: { mtls: {} } }, "config.mtls", "is not a known field"],
    [
      { config: { signature: { scheme: "jws" } } },
      "config.signature.scheme",
      "is not one of the known values",
    ],
    [{ config: { timeout_seconds: 0 } }, "config.timeout_seconds", "is too small"],
    [{ config: { timeout_seconds: 31 } }, "config.timeout_seconds", "is too big"],
    [
      { config: { timeout_seconds: 1.5 } },
      "config.timeout_seconds",
      "expected a whole number, got a number",
    ],
    [{ config: { retry: {} } }, "config.retry.kind", "is missing"],
    [{ config: { retry: { kind: "x" } } }, "config.retry.kind", "is not one of the known values"],
    [
      { config: { retry: { kind: "fixed", attempts: 0 } } },
      "config.retry.attempts",
      "is too small",
    ],
    [
      { config: { retry: { kind: "exponential", initial_seconds: 10, cap_seconds: 5 } } },
      "config.retry.cap_seconds",
      "is below initial_seconds",
    ],
    [
      { config: { retry: { kind: "fixed", jitter: 1 } } },
      "config.retry.jitter",
      "is not a known field",
    ],
  ])("refuses %j", async (wrong, field, message) => {
    expectError(await bed.admin("POST", "/webhooks", { ...MINIMAL, ...wrong }), field, message);
  });

  test.each([
    [{ basic_auth_username: "u" }, "config.basic_auth_password", "is missing"],
    [{ basic_auth_password: "p" }, "config.basic_auth_username", "is missing"],
    [{ ...BASIC, basic_auth_username: "a:b" }, "config.basic_auth_username", "is malformed"],
    [{ ...BASIC, basic_auth_username: "" }, "config.basic_auth_username", "is empty"],
    [{ ...BASIC, basic_auth_password: "" }, "config.basic_auth_password", "is empty"],
    [{ ...BASIC, basic_auth_password: "a\nb" }, "config.basic_auth_password", "is malformed"],
    [
      { ...BASIC, basic_auth_password: "x".repeat(1025) },
      "config.basic_auth_password",
      "is too long",
    ],
    [{ custom_headers: {} }, "config.custom_headers", "expected a list, got an object"],
    [{ custom_headers: [{}] }, "config.custom_headers[0].header_name", "is missing"],
    [
      { custom_headers: [{ header_name: "a" }] },
      "config.custom_headers[0].header_value",
      "is missing",
    ],
    [
      { custom_headers: [{ header_name: "a b", header_value: "x" }] },
      "config.custom_headers[0].header_name",
      "is malformed",
    ],
    [
      { custom_headers: [APIKEY, { header_name: "ApiKey", header_value: "x" }] },
      "config.custom_headers[1].header_name",
      "is given twice",
    ],
    [
      { custom_headers: [{ header_name: "Host", header_value: "x" }] },
      "config.custom_headers[0].header_name",
      "is a header that cannot be replaced",
    ],
    [
      { ...BASIC, custom_headers: [{ header_name: "Authorization", header_value: "x" }] },
      "config.custom_headers[0].header_name",
      "is set by Basic authentication",
    ],
    [
      { custom_headers: [{ header_name: "a", header_value: "x\r\ny: z" }] },
      "config.custom_headers[0].header_value",
      "is malformed",
    ],
    [
      { custom_headers: [{ header_name: "a", header_value: "x".repeat(4097) }] },
      "config.custom_headers[0].header_value",
      "is too long",
    ],
    [
      {
        custom_headers: Array.from({ length: 21 }, (_, i) => ({
          header_name: `a${i}`,
          header_value: "x",
        })),
      },
      "config.custom_headers",
      "is too long",
    ],
  ])("refuses the credentials %.120j", async (config, field, message) => {
    expectError(await bed.admin("POST", "/webhooks", { ...MINIMAL, config }), field, message);
  });

  test("tells nothing of a refused credential", async () => {
    const answer = await bed.admin("POST", "/webhooks", {
      ...MINIMAL,
      config: {
        basic_auth_password: "p4ssw0rd",
        custom_headers: [{ header_name: "a", header_value: "p4ssw0rd\n" }],
      },
    });
    expect(answer.status).toBe(422);
    expect(answer.text + bed.lines.join("")).not.toContain("p4ssw0rd");
  });

  test("names every known field beside an unknown one", async () => {
    const { body } = await bed.admin("POST", "/webhooks", { ...MINIMAL, endpiont: 1 });
    expect(body.errors).toEqual([
      {
        field: "endpiont",
        message: "is not a known field",
        hint: "known fields: name, endpoint, events, profile, config",
      },
    ]);
  });

  test("creates 1,000 and no more", async () => {
    await create();
    vi.spyOn(bed.stores.webhooks, "create").mockResolvedValueOnce("limit_reached");
    expect(await bed.admin("POST", "/webhooks", MINIMAL)).toMatchObject({
      status: 409,
      body: { type: "urn:ringback:problem:limit-reached" },
    });
  });

  test("repeated under one idempotency key creates one, also when the first answer was lost", async () => {
    const create1 = () => bed.admin("POST", "/webhooks", MINIMAL, { "idempotency-key": "once" });
    const finish = vi.spyOn(bed.stores.idempotency, "finish");
    finish.mockRejectedValueOnce(Object.assign(new Error("throttled"), { $metadata: {} }));
    expect((await create1()).status).toBe(503);
    bed.clock.nowMs += 30_000;
    const repeated = await create1();
    expect(repeated.status).toBe(201);
    expect((await create1()).text).toBe(repeated.text);
    expect(await bed.stores.webhooks.list(ACME, undefined, 10)).toHaveLength(1);
  });
});

describe("GET /webhooks", () => {
  test("lists page by page, filtered by event and status", async () => {
    const { id: first } = await create({ ...MINIMAL, events: ["A"] });
    const { id: second } = await create({ ...MINIMAL, events: ["B"] });
    const { id: all } = await create({ ...MINIMAL, events: ["*"] });
    await bed.admin("POST", `/webhooks/${second}/disable`);
    const ids = async (query: string) => {
      const answer = await bed.admin("GET", `/webhooks?${query}`);
      return answer.body.data.map(({ id }: { id: string }) => id);
    };
    expect(await ids("")).toEqual([first, second, all].toSorted());
    expect(await ids("event=A")).toEqual([first, all].toSorted());
    expect(await ids("event=A&status=disabled")).toEqual([]);
    expect(await ids("status=disabled")).toEqual([second]);

    const found: string[] = [];
    let cursor = "";
    for (;;) {
      const { body } = await bed.admin("GET", `/webhooks?limit=1${cursor}`);
      found.push(...body.data.map(({ id }: { id: string }) => id));
      if (body.next_cursor === null) break;
      cursor = `&cursor=${body.next_cursor}`;
    }
    expect(found).toEqual([first, second, all].toSorted());
  });

  test("knows its own cursors only", async () => {
    await create();
    await create();
    const { body } = await bed.admin("GET", "/webhooks?limit=1");
    const cursor = body.next_cursor;
    for (const query of [
      "cursor=x",
      "cursor=",
      "cursor=%00",
      `cursor=${cursor}&event=A`,
      `cursor=${cursor}x`,
      `cursor=${"x".repeat(301)}`,
    ]) {
      const answer = await bed.admin("GET", `/webhooks?${query}`);
      expect([query, answer.status, answer.body.errors?.[0]?.field]).toEqual([
        query,
        422,
        "cursor",
      ]);
    }
    expect((await bed.admin("GET", `/deliveries?cursor=${cursor}`)).status).toBe(422);
  });

  test.each([
    ["limit=0", "limit"],
    ["limit=201", "limit"],
    ["limit=-1", "limit"],
    ["limit=1e2", "limit"],
    ["limit=", "limit"],
    ["status=on", "status"],
    ["event=a%20b", "event"],
    ["evnet=A", "evnet"],
    ["limit=1&limit=2", "limit"],
    ["__proto__=1", "__proto__"],
  ])("refuses ?%s", async (query, field) => {
    const answer = await bed.admin("GET", `/webhooks?${query}`);
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].field).toBe(field);
  });
});

describe("PATCH /webhooks/{id}", () => {
  test("changes what it names and nothing else", async () => {
    const created = await create({
      ...MINIMAL,
      name: "orders",
      config: { ...BASIC, timeout_seconds: 5, retry: { kind: "fixed", attempts: 3 } },
    });
    bed.clock.nowMs += 1000;
    const answer = await bed.admin("PATCH", `/webhooks/${created.id}`, {
      name: null,
      events: ["A", "B"],
      config: { timeout_seconds: null, retry: { attempts: 4 } },
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      id: created.id,
      ...ACME,
      endpoint: "https://example.com/",
      events: ["A", "B"],
      status: "enabled",
      config: {
        basic_auth_username: "username",
        custom_headers: [],
        signature: { scheme: "none" },
        retry: { kind: "fixed", attempts: 4, interval_seconds: 5 },
        created: "2026-01-31T12:00:00.000Z",
        modified: "2026-01-31T12:00:01.000Z",
      },
    });
    expect(await stored(created.id)).toMatchObject({ version: 2 });
    expect(await secretsOf(created.id)).toEqual({ basic_auth_password: "p4ssw0rd" });
  });

  test("keeps the value of a header that is named without one, wherever it moves", async () => {
    const other = { header_name: "X-Other", header_value: "second" };
    const { id } = await create({ ...MINIMAL, config: { custom_headers: [APIKEY, other] } });
    const answer = await bed.admin("PATCH", `/webhooks/${id}`, {
      config: {
        custom_headers: [
          { header_name: "new", header_value: "third" },
          { header_name: "x-other" },
          { header_name: "APIKEY" },
        ],
      },
    });
    expect(answer.body.config.custom_headers).toEqual([
      { header_name: "new" },
      { header_name: "x-other" },
      { header_name: "APIKEY" },
    ]);
    expect(await secretsOf(id)).toEqual({
      "custom_header:0": "third",
      "custom_header:1": "second",
      "custom_header:2": "306e38e4-54be",
    });
  });

  test("replaces and removes credentials", async () => {
    const { id } = await create({ ...MINIMAL, config: { ...BASIC, custom_headers: [APIKEY] } });
    const patch = (config: unknown) => bed.admin("PATCH", `/webhooks/${id}`, { config });
    await patch({ basic_auth_password: "new" });
    expect(await secretsOf(id)).toMatchObject({ basic_auth_password: "new" });
    await patch({ basic_auth_username: "other" });
    expect(await secretsOf(id)).toMatchObject({ basic_auth_password: "new" });
    expectError(
      await patch({ basic_auth_username: null }),
      "config.basic_auth_username",
      "is missing",
    );
    expectError(
      await patch({ basic_auth_password: null }),
      "config.basic_auth_password",
      "is missing",
    );
    await patch({ basic_auth_username: null, basic_auth_password: null, custom_headers: null });
    expect(await secretsOf(id)).toEqual({});
    await patch(BASIC);
    expect(await secretsOf(id)).toEqual({ basic_auth_password: "p4ssw0rd" });
    const bare = await bed.admin("PATCH", `/webhooks/${id}`, { config: null });
    expect(bare.body.config).not.toHaveProperty("basic_auth_username");
    expect(await secretsOf(id)).toEqual({});
  });

  test.each([
    [{ endpoint: null }, "endpoint", "is missing"],
    [{ events: null }, "events", "is missing"],
    [{ endpoint: "http://example.com/" }, "endpoint", "the scheme http:// is not allowed"],
    [{ nmae: null }, "nmae", "is not a known field"],
    [{ config: { oauth2: null } }, "config.oauth2", "is not a known field"],
    [{ status: "disabled" }, "status", "is not a known field"],
    [{ config: "x" }, "config", "expected an object, got text"],
    [
      { config: { custom_headers: [{ header_name: "other" }] } },
      "config.custom_headers[0].header_value",
      "is missing",
    ],
  ])("refuses %j", async (patch, field, message) => {
    const { id } = await create({ ...MINIMAL, config: { custom_headers: [APIKEY] } });
    expectError(await bed.admin("PATCH", `/webhooks/${id}`, patch), field, message);
    expect(await stored(id)).toMatchObject({ version: 1 });
  });

  test("refuses anything but an object", async () => {
    const { id } = await create();
    for (const patch of ["[]", "null", "1", '"x"']) {
      expect((await bed.admin("PATCH", `/webhooks/${id}`, patch)).body.errors[0].field).toBe(
        "body",
      );
    }
  });

  test("takes the media type of merge patches", async () => {
    const { id } = await create();
    const headers = { "content-type": "application/merge-patch+json" };
    const answer = await bed.admin("PATCH", `/webhooks/${id}`, { name: "x" }, headers);
    expect(answer).toMatchObject({ status: 200, body: { name: "x" } });
  });

  test("is made anew on what another change left, and gives up after five", async () => {
    const { id } = await create();
    const replace = vi.spyOn(bed.stores.webhooks, "replace");
    replace.mockResolvedValueOnce(false);
    expect((await bed.admin("PATCH", `/webhooks/${id}`, { name: "x" })).status).toBe(200);
    replace.mockResolvedValue(false);
    expect((await bed.admin("PATCH", `/webhooks/${id}`, { name: "y" })).status).toBe(409);
    expect(replace).toHaveBeenCalledTimes(2 + 5);
  });

  test("of two at once both hold", async () => {
    const { id } = await create();
    const answers = await Promise.all([
      bed.admin("PATCH", `/webhooks/${id}`, { name: "x" }),
      bed.admin("PATCH", `/webhooks/${id}`, { events: ["B"] }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await stored(id)).toMatchObject({ version: 3, name: "x", events: ["B"] });
  });
});

describe("enable and disable", () => {
  test("pause a webhook and end the pause, and do nothing twice", async () => {
    const { id } = await create();
    const disabled = await bed.admin("POST", `/webhooks/${id}/disable`);
    expect(disabled).toMatchObject({
      status: 200,
      body: { status: "disabled", status_reason: "disabled through the API" },
    });
    expect((await bed.admin("POST", `/webhooks/${id}/disable`, {})).text).toBe(disabled.text);
    expect((await stored(id)).version).toBe(2);
    const enabled = await bed.admin("POST", `/webhooks/${id}/enable`);
    expect(enabled.body.status).toBe("enabled");
    expect(enabled.body).not.toHaveProperty("status_reason");
  });

  test("enabling ends gone", async () => {
    const { id } = await create();
    const gone = {
      ...(await stored(id)),
      version: 2,
      status: "gone",
      statusReason: "410",
    } as const;
    await bed.stores.webhooks.replace(gone, 1);
    expect((await bed.admin("GET", "/webhooks?status=gone")).body.data).toHaveLength(1);
    expect((await bed.admin("POST", `/webhooks/${id}/enable`)).body.status).toBe("enabled");
  });

  test("take no body", async () => {
    const { id } = await create();
    const answer = await bed.admin("POST", `/webhooks/${id}/enable`, { reason: "x" });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: "body" }] } });
  });
});

describe("another tenant's webhooks", () => {
  test("are not there", async () => {
    const { id } = await create();
    for (const tenant of [GLOBEX, { ...ACME, environment: "sandbox" } as const]) {
      const ask = (method: string, path: string, body?: unknown) =>
        bed.admin(method, path, body, undefined, tenant);
      expect((await ask("GET", "/webhooks")).body.data).toEqual([]);
      for (const [method, path, body] of [
        ["GET", `/webhooks/${id}`],
        ["PATCH", `/webhooks/${id}`, { name: "x" }],
        ["DELETE", `/webhooks/${id}`],
        ["POST", `/webhooks/${id}/enable`],
        ["POST", `/webhooks/${id}/disable`],
        ["GET", `/webhooks/${id}/deliveries`],
      ] as const) {
        const answer = await ask(method, path, body);
        const absent = await ask(method, path.replace(id, `wh_${"0".repeat(22)}`), body);
        expect(answer.status).toBe(404);
        expect(answer.text).toBe(absent.text);
      }
    }
    expect(await stored(id)).toMatchObject({ version: 1 });
  });
});

describe("DELETE /webhooks/{id}", () => {
  test("deletes it once", async () => {
    const { id } = await create();
    expect(await bed.admin("DELETE", `/webhooks/${id}`)).toMatchObject({ status: 204, text: "" });
    expect((await bed.admin("DELETE", `/webhooks/${id}`)).status).toBe(404);
    expect((await bed.admin("GET", `/webhooks/${id}`)).status).toBe(404);
  });
});
