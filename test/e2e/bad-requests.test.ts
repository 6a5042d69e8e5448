import { describe, expect, test } from "vitest";

import { type ApiCaller, apiCaller, newTenant, testCloud } from "../support/cloud.ts";
import { NO_APPLICATION_ID, NO_EVENT_TYPE, NO_TEXT } from "../support/junk-values.ts";
import { problemFlaws } from "../support/problem-flaws.ts";

const cloud = await testCloud();
const tenant = await newTenant(cloud, "bad-requests");

const NOBODY = "0".repeat(22);
const webhook = { endpoint: "https://example.com/hooks", events: ["ANY"] };

/** POSTs bodies that must be refused with 422; what is wrong with the refusals. */
async function flawsOf(
  api: ApiCaller,
  path: string,
  bodies: readonly unknown[],
): Promise<string[]> {
  const flaws: string[] = [];
  // One by one: each request at once would be a process of its own in the local cloud.
  for (const body of bodies) {
    const found = problemFlaws(await api("POST", path, body), 422);
    flaws.push(...found.map((flaw) => `${JSON.stringify(body).slice(0, 200)}: ${flaw}`));
  }
  return flaws;
}

describe("every field refuses what does not belong there", () => {
  test("of an application", async () => {
    const bodies = [
      ...NO_APPLICATION_ID.map((id) => ({ id, name: "any" })),
      ...NO_TEXT.map((name) => ({ id: "any", name })),
      { id: "any" },
      { name: "any" },
      { id: "any", name: "any", unknown: 1 },
    ];
    expect(await flawsOf(cloud.operator, "/applications", bodies)).toEqual([]);
  });

  test("of an API key", async () => {
    const { application } = tenant;
    const key = { name: "any", role: "reader", application, environment: "production" };
    const wrong: Record<string, readonly unknown[]> = {
      name: NO_TEXT,
      role: [null, 1, "", "root", []],
      application: [...NO_APPLICATION_ID, "does-not-exist"],
      environment: [null, 1, "", "staging", []],
      expires_at: [null, 1, "", "tomorrow", "2020-01-01T00:00:00Z", "2099-13-01T00:00:00Z"],
      unknown: [1],
    };
    const bodies = Object.entries(wrong).flatMap(([field, values]) =>
      values.map((value) => Object.assign({ ...key }, { [field]: value })),
    );
    expect(await flawsOf(cloud.operator, "/api-keys", bodies)).toEqual([]);
  });

  test("of an event", async () => {
    const event = { type: "ANY", payload: {} };
    const wrong: Record<string, readonly unknown[]> = {
      type: [undefined, ...NO_EVENT_TYPE],
      id: [...NO_TEXT, "x".repeat(257)],
      payload: [undefined, null, true, 1, "text", []],
      applications: [null, 1, [], {}, [1], ["with space"]],
      unknown: [1],
    };
    const bodies = [
      ...Object.entries(wrong).flatMap(([field, values]) =>
        values.map((value) => Object.assign({ ...event }, { [field]: value })),
      ),
      { events: [] },
      { events: {} },
      { events: [null] },
      { events: Array.from({ length: 11 }, () => event) },
    ];
    expect(await flawsOf(tenant.api, "/events", bodies)).toEqual([]);
  });

  test("and a body that is no object has none", async () => {
    for (const path of ["/webhooks", "/events", "/api-keys"]) {
      const bodies = ["null", "true", "1", '"text"', "[]", JSON.stringify([webhook])];
      expect(await flawsOf(tenant.api, path, bodies)).toEqual([]);
    }
  });
});

describe("a body that is not JSON is refused, and told where", () => {
  test.each([
    ["", 1, 1],
    ["{", 1, 2],
    ["not json", 1, 1],
    ['{"endpoint": "x",}', 1, 18],
    ["{'endpoint': 1}", 1, 2],
    ['{"events": [1 2]}', 1, 15],
    ['{"a": 01}', 1, 8],
    ['{"a": NaN}', 1, 7],
    ['{"a": 1, "a": 2}', 1, 10],
    [String.raw`{"a": "\ud800"}`, 1, 7],
    ['{"a": "tab\t"}', 1, 7],
    ['{\n  "a": 1\n} trailing', 3, 3],
    ["[".repeat(5000), 1, 101],
    [`{"a":${"[".repeat(200)}${"]".repeat(200)}}`, 1, 105],
  ])("%j", async (text, line, column) => {
    const answer = await tenant.api("POST", "/webhooks", text);
    expect(problemFlaws(answer, 400)).toEqual([]);
    expect(answer.body.detail).toContain(`line ${line} column ${column}`);
  });
});

test.each(["/webhooks", "/events"])("a body over 1 MiB is refused at %s", async (path) => {
  const body = JSON.stringify({ ...webhook, name: "x".repeat(1024 * 1024) });
  expect(problemFlaws(await tenant.api("POST", path, body), 413)).toEqual([]);
});

test.each([
  "text/plain",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=x",
  "application/xml",
  "application/json; charset=latin1",
  "application/jsonp",
  "nonsense",
])("a body of content-type %s is refused", async (type) => {
  const headers = { "content-type": type };
  const answer = await tenant.api("POST", "/webhooks", JSON.stringify(webhook), headers);
  expect(problemFlaws(answer, 415)).toEqual([]);
});

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
  `cursor=${"A".repeat(120)}`,
  "status=unknown",
  "status=",
  "unknown=1",
  "%00=1",
])("a query with %s is refused", async (query) => {
  for (const path of ["/webhooks", "/deliveries"]) {
    expect(problemFlaws(await tenant.api("GET", `${path}?${query}`), 422)).toEqual([]);
  }
});

test.each([
  "since=yesterday",
  "since=2026-01-01",
  "until=2026-02-30T00:00:00Z",
  "since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z",
  "webhook_id=nonsense",
  "event_type=with%20space",
])("a query of deliveries with %s is refused", async (query) => {
  expect(problemFlaws(await tenant.api("GET", `/deliveries?${query}`), 422)).toEqual([]);
});

test.each([
  ["GET", "/nothing", 404],
  ["GET", "/webhooks/nonsense", 404],
  ["GET", `/webhooks/wh_${NOBODY}`, 404],
  ["GET", `/webhooks/wh_${NOBODY}/deliveries`, 404],
  ["GET", "/webhooks/%00", 404],
  ["GET", "/webhooks/%E0%A4%A", 404],
  ["GET", `/webhooks/${"x".repeat(5000)}`, 404],
  ["GET", "/webhooks/..%2f..%2fapplications", 404],
  ["GET", `/deliveries/dlv_${NOBODY}_${NOBODY}`, 404],
  ["GET", "/deliveries/constructor", 404],
  ["GET", `/events/evt_${NOBODY}`, 404],
  ["POST", `/webhooks/wh_${NOBODY}/enable`, 404],
  ["PATCH", `/webhooks/wh_${NOBODY}`, 404],
  ["DELETE", `/webhooks/wh_${NOBODY}`, 404],
  ["PUT", "/webhooks", 405],
  ["DELETE", "/webhooks", 405],
  ["POST", "/health", 405],
] as const)("%s %s is answered with %d", async (method, path, status) => {
  const body = method === "PATCH" ? {} : undefined;
  expect(problemFlaws(await tenant.api(method, path, body), status)).toEqual([]);
});

test.each(["", " ", "x".repeat(256), "with space", "\u00E9"])(
  "the idempotency-key %j is refused",
  async (key) => {
    const headers = { "idempotency-key": key };
    expect(problemFlaws(await tenant.api("POST", "/webhooks", webhook, headers), 422)).toEqual([]);
  },
);

test("an empty authorization is none", async () => {
  const answer = await apiCaller(cloud.api_url)("POST", "/webhooks", {}, { authorization: "" });
  expect(problemFlaws(answer, 401)).toEqual([]);
});
