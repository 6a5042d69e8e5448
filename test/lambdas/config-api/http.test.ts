import { describe, expect, test, vi } from "vitest";

import { ACME } from "../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../support/fresh-test-bed.ts";

const WEBHOOK = JSON.stringify({ endpoint: "https://example.com/", events: ["*"] });

const bed = freshTestBed();

describe("routing", () => {
  test.each([
    ["PUT", "/webhooks", "POST, GET, HEAD, OPTIONS"],
    ["DELETE", "/health", "GET, HEAD, OPTIONS"],
    ["TRACE", "/webhooks", "POST, GET, HEAD, OPTIONS"],
    ["GET", "/webhooks/x/enable", "POST, OPTIONS"],
    ["POST", "/webhooks/wh_1/", "GET, PATCH, DELETE, HEAD, OPTIONS"],
  ])("%s %s is 405 and says what is allowed", async (method, path, allow) => {
    const answer = await bed.ask(method, path);
    expect(answer.status).toBe(405);
    expect(answer.headers["allow"]).toBe(allow);
  });

  test.each([
    "/",
    "/nothing",
    "/webhooks/a/b/c",
    "//webhooks",
    "/webhooks//enable",
    "/__proto__",
    "/constructor",
    "/webhooks%2fx",
  ])("%s is 404, with and without a key", async (path) => {
    expect((await bed.ask("GET", path)).status).toBe(404);
    expect((await bed.admin("GET", path)).status).toBe(404);
  });

  test("a slash at the end makes no difference", async () => {
    expect((await bed.ask("GET", "/health/")).status).toBe(200);
  });

  test("OPTIONS says what is allowed", async () => {
    expect(await bed.ask("OPTIONS", "/webhooks/wh_1")).toMatchObject({
      status: 204,
      text: "",
      headers: { allow: "GET, PATCH, DELETE, HEAD, OPTIONS" },
    });
    expect((await bed.ask("OPTIONS", "/nothing")).status).toBe(404);
  });

  test("HEAD is GET without the body", async () => {
    const head = await bed.ask("HEAD", "/health");
    expect(head).toMatchObject({ status: 200, text: "" });
    expect(head.headers).toEqual((await bed.ask("GET", "/health")).headers);
    expect((await bed.ask("HEAD", "/webhooks")).status).toBe(401);
  });

  test.each(["%", "wh_%00", "..", "wh_1", "wh_0000000000000000000001\n", "😀"])(
    "an id like %j is 404",
    async (id) => {
      expect((await bed.admin("GET", `/webhooks/${id}`)).status).toBe(404);
    },
  );
});

describe("keys", () => {
  test("a missing one is 401 with a challenge", async () => {
    const answer = await bed.ask("GET", "/webhooks");
    expect(answer.status).toBe(401);
    expect(answer.headers["www-authenticate"]).toBe('Bearer realm="ringback"');
    expect(answer.body).toEqual({
      type: "urn:ringback:problem:unauthorized",
      title: "No valid API key",
      status: 401,
      detail: "This needs an API key: send the header authorization: Bearer <key>.",
      errors: [],
      request_id: "request-1",
    });
  });

  test("an unknown one is 401, and the challenge says so", async () => {
    const answer = await bed.ask("GET", "/webhooks", { key: "nonsense" });
    expect(answer.status).toBe(401);
    expect(answer.headers["www-authenticate"]).toBe(
      'Bearer realm="ringback", error="invalid_token"',
    );
  });

  test("the operator key opens nothing of a tenant", async () => {
    for (const path of ["/webhooks", "/deliveries", `/events/evt_${"0".repeat(22)}`]) {
      expect((await bed.operator("GET", path)).status).toBe(403);
    }
    const body = { type: "A", payload: {} };
    expect((await bed.operator("POST", "/events", body)).status).toBe(403);
  });

  test("a role that does not suffice is 403 and names those that do", async () => {
    const answer = await bed.as("reader", "POST", "/webhooks", WEBHOOK);
    expect(answer.body).toMatchObject({
      status: 403,
      detail: "The role reader does not allow this; these do: admin, manager.",
    });
  });

  test("is checked before the body is looked at", async () => {
    expect((await bed.ask("POST", "/webhooks", { body: "{" })).status).toBe(401);
  });
});

function post(body: unknown, headers?: Record<string, string>) {
  return bed.admin("POST", "/webhooks", body, headers);
}

describe("bodies", () => {
  test.each([
    "application/json",
    "Application/JSON; charset=UTF-8",
    'application/json;charset="utf-8"',
    "application/vnd.acme+json",
    "application/merge-patch+json",
  ])("of type %s are taken", async (contentType) => {
    expect((await post(WEBHOOK, { "content-type": contentType })).status).toBe(201);
  });

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/xml",
    "application/jsonp",
    "application/json; charset=utf-16",
    "json",
    "",
  ])("of type %j are 415", async (contentType) => {
    expect((await post(WEBHOOK, { "content-type": contentType })).status).toBe(415);
  });

  test("in base64, as the gateway sends what is not text, are decoded", async () => {
    expect((await post(Buffer.from(WEBHOOK))).status).toBe(201);
    expect((await post(Buffer.from(`\uFEFF${WEBHOOK}`))).status).toBe(201);
  });

  test("that are not UTF-8 are 400", async () => {
    const answer = await post(Buffer.from([0x22, 0xff, 0x22]));
    expect(answer.body).toMatchObject({ status: 400, detail: "The body is not valid UTF-8." });
  });

  test("over 1 MiB are 413, whatever they hold", async () => {
    expect((await post(`"${"x".repeat(1024 * 1024 - 2)}"`)).status).toBe(422);
    expect((await post(`"${"x".repeat(1024 * 1024 - 1)}"`)).status).toBe(413);
    expect((await post(Buffer.alloc(1024 * 1024 + 1))).status).toBe(413);
  });

  test.each([
    ["", 400],
    ["null", 422],
    ["[]", 422],
    ["7", 422],
    ['"x"', 422],
    ["\u0000", 400],
    ['{"endpoint": "\\ud800"}', 400],
    ['{"__proto__": {"endpoint": "x"}}', 400],
    ['{"constructor": {"prototype": {}}}', 422],
    ['{"endpoint": 1, "endpoint": 2}', 400],
    ["[".repeat(500_000), 400],
    [`{"name": ${"[".repeat(90)}${"]".repeat(90)}}`, 422],
    ['{"config": {"timeout_seconds": 1e999}}', 400],
    [`{"${"x".repeat(1000)}": 1}`, 422],
  ])("like %.40j are %i", async (body, status) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ status, request_id: "request-1" });
  });

  test("of GET and DELETE are ignored", async () => {
    expect((await bed.admin("GET", "/webhooks", "{")).status).toBe(200);
  });
});

describe("query parameters", () => {
  test("that are given more than once are 422, each named once", async () => {
    const answer = await bed.admin("GET", "/webhooks?limit=1&x=1&limit=2&limit=3&x=2");
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toEqual(
      ["limit", "x"].map((field) => ({
        field,
        message: "is given more than once",
        hint: "give it once",
      })),
    );
  });
});

describe("faults", () => {
  test("behind the API are 503 and tell nothing", async () => {
    const fault = Object.assign(new Error("arn:aws:dynamodb:secret"), { $metadata: {} });
    vi.spyOn(bed.stores.webhooks, "list").mockRejectedValue(fault);
    const answer = await bed.admin("GET", "/webhooks");
    expect(answer).toMatchObject({ status: 503, headers: { "retry-after": "1" } });
    expect(answer.text).not.toContain("arn");
    expect(bed.lines.join("\n")).toContain("request failed");
  });

  test("of our own are 500 and tell nothing", async () => {
    vi.spyOn(bed.stores.webhooks, "list").mockRejectedValue(new TypeError("x is not a function"));
    const answer = await bed.admin("GET", "/webhooks");
    expect(answer.body).toEqual({
      type: "urn:ringback:problem:internal-error",
      title: "Internal error",
      status: 500,
      detail: "Ringback failed to answer this. The log has it under request_id.",
      errors: [],
      request_id: "request-1",
    });
  });

  test("of the reading of keys let nobody in", async () => {
    vi.spyOn(bed.stores.apiKeys, "find").mockRejectedValue(
      Object.assign(new Error("throttled"), { $metadata: {} }),
    );
    expect((await bed.admin("GET", "/webhooks")).status).toBe(503);
  });
});

describe("the log", () => {
  test("has one line for each request: route, status, caller, time since the gateway took it", async () => {
    const { body } = await bed.admin("POST", "/webhooks", WEBHOOK);
    bed.lines.length = 0;
    await bed.admin("GET", `/webhooks/${body.id}?x=secret`);
    expect(bed.lines.map((line) => JSON.parse(line))).toEqual([
      [
        "info",
        "request",
        {
          request_id: "request-1",
          method: "GET",
          route: "/webhooks/{id}",
          status: 422,
          problem: "invalid-fields",
          duration_ms: 10,
          caller: expect.stringMatching(/^key_/u),
          ...ACME,
        },
      ],
    ]);
  });
});
