import { describe, expect, test } from "vitest";

import { ACME, OPERATOR_KEY } from "../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import {
  APIKEY,
  BASIC,
  createWebhook,
  fieldErrorsOf,
  MINIMAL,
  NOTIFICATION,
  OAUTH2,
  storedWebhook,
} from "../../../support/webhook-requests.ts";

const EXPONENTIAL = { kind: "exponential", attempts: 9, factor: 3 };
const FULL = {
  ...MINIMAL,
  name: "n",
  filter: { status: ["ACTIVE"], "card.country": ["DE"] },
  config: {
    custom_headers: [APIKEY],
    oauth2: { ...OAUTH2, scope: "a", parameters: [{ name: "p", value: "v" }] },
    signature: { scheme: "hmac", secret: "a secret", prefix: "sha256=" },
    retry: EXPONENTIAL,
    rate_limit: { per_second: 1 },
    max_in_flight: 2,
  },
};

const bed = freshTestBed();

/** The levels of a webhook: the path of a member there, and a request with such members. */
const LEVELS: readonly (readonly [string, (members: object) => object])[] = [
  ["", (members) => members],
  ["config.", (members) => ({ config: members })],
  ["config.retry.", (members) => ({ config: { retry: members } })],
  ["config.signature.", (members) => ({ config: { signature: members } })],
  ["config.rate_limit.", (members) => ({ config: { rate_limit: members } })],
  ["config.oauth2.", (members) => ({ config: { oauth2: members } })],
  ["config.mtls.", (members) => ({ config: { mtls: members } })],
];

describe.each(LEVELS)("a member %sbogus", (path, within) => {
  test.each([null, 1, {}, { deep: null }, [null]])("is refused in a patch as %j", async (value) => {
    const { id } = await createWebhook(bed, FULL);
    const answer = await bed.admin("PATCH", `/webhooks/${id}`, within({ bogus: value }));
    expect(fieldErrorsOf(answer)).toContain(`${path}bogus is not a known field`);
    const error = answer.body.errors.find(({ field }: never) => field === `${path}bogus`);
    expect(error.hint).toMatch(/^known fields: \w+(?:, \w+)*$/u);
    expect(await storedWebhook(bed, id)).toMatchObject({ version: 1 });
  });

  test("is refused in a patch of a webhook that has nothing there", async () => {
    const { id } = await createWebhook(bed);
    const answer = await bed.admin("PATCH", `/webhooks/${id}`, within({ bogus: null }));
    expect(fieldErrorsOf(answer)).toEqual([`${path}bogus is not a known field`]);
  });

  test.each([null, 1])("is refused in a new webhook as %j", async (value) => {
    const form = { "config.retry.": { kind: "fixed" }, "config.signature.": { scheme: "none" } }[
      path
    ];
    const body = { ...MINIMAL, ...within({ ...form, bogus: value }) };
    const answer = await bed.admin("POST", "/webhooks", body);
    expect(fieldErrorsOf(answer)).toContain(`${path}bogus is not a known field`);
  });
});

describe("null in a patch", () => {
  test.each([
    [{ name: null, attributes: null, filter: null, profile: null, config: null }],
    [{ config: { retry: null, signature: null, rate_limit: null, oauth2: null, mtls: null } }],
    [{ config: { created: null, modified: null, max_in_flight: null, content_type: null } }],
    [{ config: { retry: { attempts: null, factor: null, jitter: null, breaker: null } } }],
    [{ config: { retry: { stop_on: null, cap_seconds: null, initial_seconds: null } } }],
    [{ config: { signature: { secret: null, header_name: null, prefix: null } } }],
    [{ config: { oauth2: { scope: null, audience: null, parameters: null, client_auth: null } } }],
    [{ filter: { status: null } }],
    [{ filter: { never: null, "was..there": null } }],
  ])("takes away what may be there: %j", async (patch) => {
    const { id } = await createWebhook(bed, FULL);
    expect(await bed.admin("PATCH", `/webhooks/${id}`, patch)).toMatchObject({ status: 200 });
  });

  test("takes away what another form has, whether the form stays or goes", async () => {
    const { id } = await createWebhook(bed, FULL);
    const patch = (retry: object) => bed.admin("PATCH", `/webhooks/${id}`, { config: { retry } });
    const stays = await patch({ attempts: 7, interval_seconds: null });
    expect([stays.status, stays.body.config.retry]).toMatchObject([
      200,
      { ...EXPONENTIAL, attempts: 7 },
    ]);
    const goes = await patch({ kind: "fixed", factor: null });
    expect([goes.status, goes.body.config.retry]).toEqual([
      200,
      { kind: "fixed", attempts: 6, interval_seconds: 5 },
    ]);
    expect(fieldErrorsOf(await patch({ factor: 2 }))).toEqual([
      "config.retry.factor is not a known field",
    ]);
  });

  test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
    "is refused of %s, which every object has",
    async (name) => {
      const { id } = await createWebhook(bed, FULL);
      for (const [, within] of LEVELS) {
        const text = JSON.stringify(within({ ZZZ: null })).replace("ZZZ", name);
        const { status } = await bed.admin("PATCH", `/webhooks/${id}`, text);
        expect([400, 422]).toContain(status);
      }
    },
  );

  test("is told of twenty times at most, and counted", async () => {
    const { id } = await createWebhook(bed);
    const retry = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`bogus${at}`, null]));
    const { status, body } = await bed.admin("PATCH", `/webhooks/${id}`, { config: { retry } });
    expect([status, body.errors.length, body.error_count]).toEqual([422, 20, 50]);
  });
});

describe("a member that nobody knows is refused as null", () => {
  const retry = { kind: "fixed", bogus: null };

  test.each([
    ["PATCH", "/applications/acme", { bogus: null }, "bogus"],
    ["PATCH", "/applications/acme", { legacy_secrets: { test: null } }, "legacy_secrets.test"],
    ["PATCH", "/applications/acme", { callback_config: { bogus: null } }, "callback_config.bogus"],
    ["PATCH", "/applications/acme", { callback_config: { retry } }, "callback_config.retry.bogus"],
    ["POST", "/applications", { id: "b", name: "b", bogus: null }, "bogus"],
    [
      "POST",
      "/api-keys",
      { name: "k", role: "reader", application: "acme", environment: "sandbox", bogus: null },
      "bogus",
    ],
  ])("%s %s %j", async (method, path, body, field) => {
    await bed.keyOf("admin", ACME);
    expect(fieldErrorsOf(await bed.ask(method, path, { key: OPERATOR_KEY, body }))).toContain(
      `${field} is not a known field`,
    );
  });

  test.each([
    ["PUT", "/event-types/OWN", { schema: { type: "object" }, bogus: null }, "bogus"],
    ["POST", "/events", { type: "A", payload: {}, bogus: null }, "bogus"],
    ["POST", "/events", { events: [{ type: "A", payload: {}, bogus: null }] }, "events[0].bogus"],
    ["POST", "/portal-links", { bogus: null }, "bogus"],
    ["POST", "/notifications", { ...NOTIFICATION, bogus: null }, "bogus"],
  ])("%s %s %j", async (method, path, body, field) => {
    expect(fieldErrorsOf(await bed.admin(method, path, body))).toContain(
      `${field} is not a known field`,
    );
  });

  test("in what is asked of a webhook, and of a header of it", async () => {
    const { id } = await createWebhook(bed, { ...MINIMAL, config: BASIC });
    for (const [path, body, field] of [
      [`/webhooks/${id}/test`, { bogus: null }, "bogus"],
      [`/webhooks/${id}/secret/rotate`, { bogus: null }, "bogus"],
    ] as const) {
      expect(fieldErrorsOf(await bed.admin("POST", path, body))).toContain(
        `${field} is not a known field`,
      );
    }
    const config = { custom_headers: [{ ...APIKEY, bogus: null }] };
    expect(fieldErrorsOf(await bed.admin("PATCH", `/webhooks/${id}`, { config }))).toContain(
      "config.custom_headers[0].bogus is not a known field",
    );
  });
});
