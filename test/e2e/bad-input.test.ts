import { beforeAll, describe, expect, test } from "vitest";

import {
  type ApiAnswer,
  apiCaller,
  newTenant,
  testCloud,
  type TestCloud,
  type TestTenant,
} from "../support/cloud.ts";

let cloud: TestCloud;
let tenant: TestTenant;

beforeAll(async () => {
  cloud = await testCloud();
  tenant = await newTenant(cloud, "bad-input");
});

/** A refusal is a problem document that says what is wrong, and nothing of what is inside. */
function expectProblem(answer: ApiAnswer, status: number, context: string): void {
  expect(answer.status, `${context}: ${answer.text.slice(0, 300)}`).toBe(status);
  expect(answer.headers.get("content-type"), context).toBe("application/problem+json");
  expect(answer.body, context).toEqual({
    type: expect.stringMatching(/^urn:ringback:problem:[a-z-]+$/),
    title: expect.stringMatching(/\S/),
    status,
    detail: expect.stringMatching(/\S/),
    errors: expect.any(Array),
    request_id: expect.stringMatching(/\S/),
  });
  for (const error of answer.body.errors) {
    expect(error, context).toEqual({
      field: expect.any(String),
      message: expect.stringMatching(/\S/),
      hint: expect.stringMatching(/\S/),
    });
  }
  if (status === 422) expect(answer.body.errors, context).not.toEqual([]);
  expect(answer.text, context).not.toMatch(/\.(?:m?js|ts):\d+|node_modules|\bat [A-Za-z]+ \(/);
}

const LONG = "x".repeat(100_000);
const CONTROL = ["nul\u0000", "line\nbreak", "\u001b[31m", "\u0085", "\u2028"];
/** Of every kind of JSON value something that no text field takes. */
const NO_TEXT = [null, true, 0, -1, 1.5, [], {}, ["text"], { a: 1 }, "", LONG, ...CONTROL];
const NO_NUMBER = [null, true, "1", "", [], {}, -1, 0, 1.5, 1e9, 1e300];

const webhook = { endpoint: "https://example.com/hooks", events: ["ANY"] };
const header = { header_name: "x-any", header_value: "any" };

/** Each body of these is wrong in exactly one place: `field`, as its problem document must name it. */
const WRONG_WEBHOOKS: readonly (readonly [field: string, bodies: readonly unknown[]])[] = [
  ["name", NO_TEXT.concat("   ").map((name) => ({ ...webhook, name }))],
  ["endpoint", NO_TEXT.map((endpoint) => ({ ...webhook, endpoint }))],
  [
    "endpoint",
    [
      "example.com",
      "/hooks",
      "ftp://example.com/",
      "javascript:alert(1)",
      "file:///etc/passwd",
      "https://user:password@example.com/",
      "https://example.com/#fragment",
      "https://example.com:22/",
      "https://10.0.0.1/",
      "https://169.254.169.254/latest/meta-data",
      "https://[::1]/",
      "https://[::ffff:10.0.0.1]/",
      "https://0x7f.2/../",
      "https://localhost:1/",
      "https://intranet/",
      "https://exa mple.com/",
      "https://",
      `https://example.com/${"x".repeat(2048)}`,
    ].map((endpoint) => ({ ...webhook, endpoint })),
  ],
  [
    "events",
    [null, true, 1, "ANY", {}, [], Array(101).fill("ANY")].map((events) => ({
      ...webhook,
      events,
    })),
  ],
  [
    "events",
    [
      ["*", "ANY"],
      ["ANY", "ANY"],
    ].map((events) => ({ ...webhook, events })),
  ],
  [
    "events[0]",
    NO_TEXT.concat("with space", "ä", "**").map((event) => ({ ...webhook, events: [event] })),
  ],
  ["profile", [null, 1, "", "unknown", [], {}].map((profile) => ({ ...webhook, profile }))],
  ["config", [null, 1, "text", []].map((config) => ({ ...webhook, config }))],
  ...(
    [
      ["basic_auth_username", NO_TEXT.concat("co:lon"), { basic_auth_password: "any" }],
      ["basic_auth_password", NO_TEXT, { basic_auth_username: "any" }],
      ["custom_headers", [null, 1, "text", {}, Array(21).fill(header)], {}],
      ["custom_headers[0]", [null, 1, "text", []], {}, "custom_headers"],
      ["signature", [null, 1, "jws", []], {}],
      ["retry", [null, 1, "fixed", []], {}],
      ["retry.kind", [{}, { kind: "often" }, { kind: 1 }], {}, "retry"],
      ["timeout_seconds", [...NO_NUMBER, 31], {}],
      ["created", [null, 1, {}, LONG], {}],
      ["unknown", [1], {}],
    ] as const
  ).map(
    ([field, values, more, within]) =>
      [
        `config.${field}`,
        values.map((value) => ({
          ...webhook,
          config: {
            ...more,
            [within ?? field]: field === "custom_headers[0]" ? [value] : value,
          },
        })),
      ] as const,
  ),
  ...(["header_name", "header_value"] as const).map(
    (part) =>
      [
        `config.custom_headers[0].${part}`,
        [
          ...NO_TEXT,
          ...(part === "header_name"
            ? [
                "with space",
                "co:lon",
                "ä",
                "Host",
                "content-type",
                "ringback-delivery",
                "webhook-id",
                "x-signature",
              ]
            : ["crlf\r\nx: y", "€"]),
        ].map((value) => ({
          ...webhook,
          config: { custom_headers: [{ ...header, [part]: value }] },
        })),
      ] as const,
  ),
  ...(["attempts", "interval_seconds"] as const).map(
    (part) =>
      [
        `config.retry.${part}`,
        NO_NUMBER.map((value) => ({
          ...webhook,
          config: { retry: { kind: "fixed", [part]: value } },
        })),
      ] as const,
  ),
  ...(["attempts", "initial_seconds", "cap_seconds"] as const).map(
    (part) =>
      [
        `config.retry.${part}`,
        NO_NUMBER.map((value) => ({
          ...webhook,
          config: { retry: { kind: "exponential", [part]: value } },
        })),
      ] as const,
  ),
  ["unknown", [{ ...webhook, unknown: 1 }]],
  ["endpoint", [{ events: ["ANY"] }]],
  ["events", [{ endpoint: webhook.endpoint }]],
];

test("every field of a webhook refuses what does not belong there, and says which field it is", async () => {
  for (const [field, bodies] of WRONG_WEBHOOKS) {
    await Promise.all(
      bodies.map(async (body) => {
        const context = `POST /webhooks ${JSON.stringify(body).slice(0, 200)}`;
        const answer = await tenant.api("POST", "/webhooks", body);
        expectProblem(answer, 422, context);
        const fields = answer.body.errors.map((error: { field: string }) => error.field);
        expect(fields, context).toContain(field);
      }),
    );
  }
  expect((await tenant.api("GET", "/webhooks")).body.data).toEqual([]);
});

describe("every other body refuses what does not belong there", () => {
  const applicationId = NO_TEXT.concat("with space", "-dash", "a".repeat(64), "ä");
  const key = { name: "any", role: "reader", application: "any", environment: "production" };
  const eventType = NO_TEXT.concat("with space", "x".repeat(129));

  test.each<[string, string, "operator" | "tenant", readonly unknown[]]>([
    [
      "POST",
      "/applications",
      "operator",
      [
        ...applicationId.map((id) => ({ id, name: "any" })),
        ...NO_TEXT.map((name) => ({ id: "any", name })),
        { id: "any" },
        { name: "any" },
        { id: "any", name: "any", unknown: 1 },
      ],
    ],
    [
      "POST",
      "/api-keys",
      "operator",
      [
        ...NO_TEXT.map((name) => ({ ...key, name })),
        ...[null, 1, "", "root", []].map((role) => ({ ...key, role })),
        ...applicationId.map((application) => ({ ...key, application })),
        ...[null, 1, "", "staging", []].map((environment) => ({ ...key, environment })),
        ...[null, 1, "", "tomorrow", "2020-01-01T00:00:00Z", "2099-13-01T00:00:00Z"].map(
          (expires_at) => ({ ...key, expires_at }),
        ),
        { ...key, application: "does-not-exist" },
        { ...key, unknown: 1 },
      ],
    ],
    [
      "POST",
      "/events",
      "tenant",
      [
        ...eventType.map((type) => ({ type, payload: {} })),
        ...NO_TEXT.concat("x".repeat(257)).map((id) => ({ type: "ANY", id, payload: {} })),
        ...[null, true, 1, "text", []].map((payload) => ({ type: "ANY", payload })),
        ...[null, 1, [], {}, [1], ["with space"]].map((applications) => ({
          type: "ANY",
          applications,
          payload: {},
        })),
        { type: "ANY" },
        { payload: {} },
        { type: "ANY", payload: {}, unknown: 1 },
        { events: [] },
        { events: {} },
        { events: [null] },
        { events: Array(11).fill({ type: "ANY", payload: {} }) },
      ],
    ],
  ])("%s %s", async (method, path, who, bodies) => {
    const caller = who === "operator" ? cloud.operator : tenant.api;
    for (const body of bodies) {
      const answer = await caller(method, path, body);
      expectProblem(answer, 422, `${method} ${path} ${JSON.stringify(body).slice(0, 200)}`);
    }
  });
});

describe("a body that cannot be read is refused", () => {
  const malformed = [
    ["", 1, 1],
    ["{", 1, 2],
    ["not json", 1, 1],
    ['{"endpoint": "x",}', 1, 18],
    ["{'endpoint': 1}", 1, 2],
    ['{"events": [1 2]}', 1, 15],
    ['{"a": 01}', 1, 8],
    ['{"a": NaN}', 1, 7],
    ['{"a": 1, "a": 2}', 1, 10],
    ['{"a": "\ud800"}', 1, 8],
    ['{"a": "tab\t"}', 1, 11],
    ['{\n  "a": 1\n} trailing', 3, 3],
    ["[".repeat(5000), 1, 101],
    [`{"a":${"[".repeat(200)}${"]".repeat(200)}}`, 1, 105],
  ] as const;

  test.each(malformed)("%j, where its mistake is", async (text, line, column) => {
    const answer = await tenant.api("POST", "/webhooks", text.replace("\ud800", "\\ud800"));
    expectProblem(answer, 400, text.slice(0, 100));
    expect(answer.body.detail).toContain(`line ${line} column ${column}`);
  });

  test.each([null, true, 1, "text", [], [webhook]])("%j, for it is no object", async (value) => {
    for (const path of ["/webhooks", "/events", "/api-keys"]) {
      expectProblem(await tenant.api("POST", path, JSON.stringify(value)), 422, path);
    }
  });

  test("what is over 1 MiB", async () => {
    const body = JSON.stringify({ ...webhook, name: "x".repeat(1024 * 1024) });
    for (const path of ["/webhooks", "/events"]) {
      expectProblem(await tenant.api("POST", path, body), 413, path);
    }
  });

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/xml",
    "application/json; charset=latin1",
    "application/jsonp",
    "nonsense",
  ])("of content-type %s", async (type) => {
    const answer = await tenant.api("POST", "/webhooks", JSON.stringify(webhook), {
      "content-type": type,
    });
    expectProblem(answer, 415, type);
  });
});

describe("a request with wrong parameters is refused", () => {
  const id = "0".repeat(22);

  test.each([
    "limit=0",
    "limit=201",
    "limit=-1",
    "limit=1.5",
    "limit=many",
    "limit=",
    "limit=1&limit=2",
    "cursor=nonsense",
    `cursor=${"x".repeat(2000)}`,
    `cursor=${btoa('["other list",1]')}`,
    "status=unknown",
    "status=",
    "unknown=1",
    "%00=1",
  ])("in the query: %s", async (query) => {
    for (const path of ["/webhooks", "/deliveries"]) {
      expectProblem(await tenant.api("GET", `${path}?${query}`), 422, `${path}?${query}`);
    }
  });

  test.each([
    "since=yesterday",
    "since=2026-01-01",
    "since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z",
    "webhook_id=nonsense",
    "event_type=with%20space",
  ])("in the query of deliveries: %s", async (query) => {
    expectProblem(await tenant.api("GET", `/deliveries?${query}`), 422, query);
  });

  test.each([
    ["GET", "/nothing", 404],
    ["GET", "/webhooks/nonsense", 404],
    ["GET", `/webhooks/wh_${id}`, 404],
    ["GET", `/webhooks/wh_${id}/deliveries`, 404],
    ["GET", "/webhooks/%00", 404],
    ["GET", "/webhooks/%E0%A4%A", 404],
    ["GET", `/webhooks/${"x".repeat(5000)}`, 404],
    ["GET", "/webhooks/..%2f..%2fapplications", 404],
    ["GET", `/deliveries/dlv_${id}_${id}`, 404],
    ["GET", "/deliveries/constructor", 404],
    ["GET", `/events/evt_${id}`, 404],
    ["POST", `/webhooks/wh_${id}/enable`, 404],
    ["PATCH", `/webhooks/wh_${id}`, 404],
    ["DELETE", `/webhooks/wh_${id}`, 404],
    ["PUT", "/webhooks", 405],
    ["DELETE", "/webhooks", 405],
    ["POST", "/health", 405],
  ] as const)("in the path: %s %s", async (method, path, status) => {
    const body = method === "PATCH" ? {} : undefined;
    expectProblem(await tenant.api(method, path, body), status, path);
  });

  test.each(["", " ", "x".repeat(256), "with space", "\u00e9"])(
    "in the header idempotency-key: %j",
    async (key) => {
      const answer = await tenant.api("POST", "/webhooks", webhook, { "idempotency-key": key });
      expectProblem(answer, 422, JSON.stringify(key));
    },
  );

  test("without any header but its own", async () => {
    const answer = await apiCaller(cloud.api_url)("POST", "/webhooks", "{}", { authorization: "" });
    expectProblem(answer, 401, "empty authorization");
  });
});

describe("a merge patch refuses what would make a wrong webhook", () => {
  test.each([
    [{ endpoint: null }, "endpoint"],
    [{ endpoint: "http:/x" }, "endpoint"],
    [{ events: [] }, "events"],
    [{ unknown: 1 }, "unknown"],
    [{ config: { unknown: null } }, "config.unknown"],
    [{ config: { retry: { kind: "fixed", attempts: 0 } } }, "config.retry.attempts"],
    [
      { config: { custom_headers: [{ header_name: "x-new" }] } },
      "config.custom_headers[0].header_value",
    ],
    [{ id: "wh_other" }, "id"],
    [{ status: "gone" }, "status"],
  ])("%j", async (patch, field) => {
    const { body } = await tenant.api("POST", "/webhooks", webhook);
    const path = `/webhooks/${body.id}`;
    const answer = await tenant.api("PATCH", path, patch);
    expectProblem(answer, 422, JSON.stringify(patch));
    expect(answer.body.errors[0].field).toBe(field);
    expect((await tenant.api("GET", path)).body).toEqual(body);
    expect((await tenant.api("DELETE", path)).status).toBe(204);
  });
});
