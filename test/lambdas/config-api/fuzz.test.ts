import fc from "fast-check";
import { expect, test } from "vitest";

import { makeConfigApiTestBed, OPERATOR_KEY } from "../../support/config-api-test-bed.ts";

const NASTY = [
  "",
  "\u0000",
  "__proto__",
  "constructor",
  "\ud800",
  "%",
  "😀",
  "x".repeat(5000),
  "null",
  "../..",
  "<script>",
  "a b",
];

const EVENT = { type: "A", id: "e-1", payload: { amount: 1, list: [{}, null, "x"] } };
const WEBHOOK = {
  name: "orders",
  endpoint: "https://example.com/",
  events: ["A", "B"],
  profile: "ncore",
  config: {
    basic_auth_username: "username",
    basic_auth_password: "password",
    custom_headers: [{ header_name: "apikey", header_value: "306e38e4" }],
    signature: { scheme: "none" },
    retry: {
      kind: "exponential",
      attempts: 5,
      initial_seconds: 1,
      factor: 2,
      cap_seconds: 60,
      jitter: 0,
    },
    timeout_seconds: 10,
    created: "2021-05-27T18:48:00.074Z",
  },
};
const NOTIFICATION = {
  user_id: "testuser",
  msg_id: "1234567890",
  msg_type: "TWO-WAY",
  expires_in: 60,
  callback_url: "https://example.com/",
  actions: ["Approved", { label: "Rejected" }],
};
const UUID = "919108f7-52d1-4320-9bac-f847db4148a8";
const TENANT = { application: "acme", environment: "production" };
const EVENT_ID = `evt_${"0".repeat(22)}`;
const DELIVERY_ID = `dlv_${"0".repeat(22)}_${"0".repeat(22)}`;

/**
 * Requests that are right, or would be if the thing were there; `{webhook}` is the id of one that
 * is.
 */
const RIGHT: readonly (readonly [method: string, path: string, body?: unknown])[] = [
  ["GET", "/health"],
  ["GET", "/openapi.json"],
  ["POST", "/applications", { id: "globex", name: "Globex" }],
  ["GET", "/applications?limit=1"],
  ["GET", "/applications/acme"],
  ["PATCH", "/applications/acme", { name: "Acme" }],
  ["DELETE", "/applications/globex"],
  [
    "POST",
    "/api-keys",
    { name: "ci", role: "reader", ...TENANT, expires_at: "2027-01-01T00:00:00Z" },
  ],
  ["GET", "/api-keys?application=acme&environment=production&limit=1"],
  ["DELETE", "/api-keys/key_000000000000?application=acme&environment=production"],
  ["POST", "/webhooks", WEBHOOK],
  ["GET", "/webhooks?limit=1&event=A&status=enabled"],
  ["GET", "/webhooks/{webhook}"],
  ["PATCH", "/webhooks/{webhook}", WEBHOOK],
  [
    "PATCH",
    "/webhooks/{webhook}",
    { name: null, config: { custom_headers: [{ header_name: "apikey" }] } },
  ],
  ["DELETE", `/webhooks/wh_${"0".repeat(22)}`],
  ["POST", "/webhooks/{webhook}/enable", {}],
  ["POST", "/webhooks/{webhook}/disable"],
  ["GET", "/webhooks/{webhook}/deliveries?limit=2&status=waiting&since=2026-01-31T12:00:00Z"],
  ["GET", "/deliveries?webhook_id={webhook}&event_type=A&until=2026-01-31T12:00:00Z"],
  ["GET", `/deliveries/${DELIVERY_ID}`],
  ["POST", `/deliveries/${DELIVERY_ID}/resend`],
  ["POST", `/deliveries/${DELIVERY_ID}/cancel`],
  ["POST", "/events", EVENT],
  ["POST", "/events", { events: [EVENT, { type: "B", application: "acme", payload: {} }] }],
  ["GET", `/events/${EVENT_ID}`],
  ["GET", "/rejected-events?limit=2&reason=malformed&since=2026-01-31T12:00:00Z"],
  ["GET", "/operations?limit=2&kind=dropped&day=2026-01-31"],
  ["PATCH", "/applications/acme", { callback_config: WEBHOOK.config }],
  ["POST", "/notifications", NOTIFICATION],
  ["GET", `/notifications/${UUID}`],
  ["POST", `/notifications/${UUID}/response`, { action_response: "Approved", error_code: 7 }],
];

const text = fc.oneof(fc.constantFrom(...NASTY), fc.string({ unit: "binary" }), fc.string());
const wrongValue = fc.oneof(
  text,
  fc.jsonValue(),
  fc.constantFrom<unknown>(undefined, null, 0, -1, 1e308, true, [], {}, ["A"], [null], { a: {} }),
);

type Change = (value: unknown) => unknown;

/** Makes one thing wrong somewhere in a value: replaces, adds or renames. */
const changeArbitrary: fc.Arbitrary<Change> = fc
  .tuple(fc.array(fc.nat({ max: 9 }), { maxLength: 4 }), wrongValue, fc.option(text))
  .map(
    ([steps, wrong, name]) =>
      (value: unknown) =>
        changeAt(value, steps, wrong, name),
  );

function changeAt(
  value: unknown,
  steps: readonly number[],
  wrong: unknown,
  name: string | null,
): unknown {
  const [step, ...rest] = steps;
  if (step === undefined || typeof value !== "object" || value === null) return wrong;
  const entries = Object.entries(value);
  const index = step % (entries.length + 1);
  const [key, inner] = entries[index] ?? [name ?? "unknown", undefined];
  entries[index] = [
    rest.length === 0 && name !== null ? name : key,
    changeAt(inner, rest, wrong, name),
  ];
  return Array.isArray(value) ? entries.map(([, element]) => element) : Object.fromEntries(entries);
}

const bodyArbitrary = (right: unknown): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant(right) },
    {
      weight: 8,
      arbitrary: fc
        .array(changeArbitrary, { minLength: 1, maxLength: 2 })
        .map((changes) => changes.reduce((value, change) => change(value), right)),
    },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: text },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  );

/** Replaces a piece of a path by something else. */
const pathArbitrary = (right: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constant(right) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.nat(), text).map(([at, piece]) => {
        const pieces = right.split(/(?<=[/=&?])/u);
        const index = 1 + (at % pieces.length);
        return `${pieces.slice(0, index).join("")}${piece}${pieces.slice(index + 1).join("")}`;
      }),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(text, text).map(([one, other]) => `${right}?${one}=${other}&limit=2`),
    },
    { weight: 1, arbitrary: text.map((piece) => `/${piece}`) },
  );

const requestArbitrary = fc.constantFrom(...RIGHT).chain(([method, path, body]) =>
  fc.record({
    method: fc.oneof(
      { weight: 12, arbitrary: fc.constant(method) },
      {
        weight: 1,
        arbitrary: fc.constantFrom("PUT", "HEAD", "OPTIONS", "POST", "PATCH", "DELETE", "TRACE"),
      },
    ),
    path: pathArbitrary(path),
    body: bodyArbitrary(body),
    keyIndex: fc.nat({ max: 15 }),
    headers: fc.oneof(
      { weight: 4, arbitrary: fc.constant({}) },
      {
        weight: 1,
        arbitrary: fc.dictionary(
          fc.constantFrom("content-type", "idempotency-key", "accept", "Authorization", "X-Other"),
          fc.oneof(
            fc.constantFrom("application/json", "text/plain", "once", "Bearer", "Basic eA=="),
            text,
          ),
          { maxKeys: 2, noNullPrototype: true },
        ),
      },
    ),
  }),
);

/** Its answer has "at least" and, in another text, a time of day: no line of a stack. */
const TWO_EMPTY_FIELDS = {
  method: "POST",
  path: "/api-keys",
  body: { name: "", role: "reader", ...TENANT, expires_at: "" },
  keyIndex: 3,
  headers: {},
};

test("no request whatever is answered with a 5xx, a stack, or anything but our own forms", async () => {
  const bed = makeConfigApiTestBed();
  const admin = await bed.keyOf("admin");
  const { body } = await bed.admin("POST", "/webhooks", WEBHOOK);
  const wrongKeys = [undefined, "nonsense", await bed.keyOf("reader")];
  const rightKey = (path: string) => (path.startsWith("/a") ? OPERATOR_KEY : admin);
  const understood = new Set<string>();

  await fc.assert(
    fc.asyncProperty(
      requestArbitrary,
      async ({ method, path, body: content, keyIndex, headers }) => {
        const key = keyIndex < wrongKeys.length ? wrongKeys[keyIndex] : rightKey(path);
        const answer = await bed.ask(method, path.replaceAll("{webhook}", body.id), {
          headers,
          ...(key !== undefined && { key }),
          ...(content !== undefined && { body: content }),
        });
        expect(answer.status).toBeGreaterThanOrEqual(200);
        expect(answer.status).toBeLessThan(500);
        if (answer.status < 300) understood.add(`${method} ${path}`);
        if (answer.status < 400 || method === "HEAD") return;
        expect(answer.headers["content-type"]).toBe("application/problem+json");
        expect(answer.text).not.toMatch(/\bat [^"]+:\d+:\d+|node_modules|\.ts\b|\bError\b/u);
        expect(answer.body).toEqual({
          type: expect.stringMatching(/^urn:ringback:problem:[a-z-]+$/u),
          title: expect.any(String),
          status: answer.status,
          detail: expect.stringMatching(/^.{1,400}$/u),
          errors: expect.any(Array),
          request_id: "request-1",
        });
        for (const error of answer.body.errors) {
          expect(error).toEqual({
            field: expect.stringMatching(/^.{1,200}$/u),
            message: expect.stringMatching(/^.{1,200}$/u),
            hint: expect.stringMatching(/^.{1,300}$/u),
          });
        }
      },
    ),
    { numRuns: 4000, examples: [[TWO_EMPTY_FIELDS]] },
  );
  // Most of the right requests were among them, and were answered.
  expect(understood.size).toBeGreaterThan(RIGHT.length / 2);
}, 30_000);
