import { expect, test } from "vitest";

import { makeClient, type NewWebhook } from "../../client/client.ts";
import { ACME, makeConfigApiTestBed } from "../support/config-api-test-bed.ts";

const bed = makeConfigApiTestBed();
const BASE_URL = "https://example.com/ringback";

/** Hands what the client sends to the API's own handler, below a base path. */
async function fetchFromBed(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  expect(request.url).toMatch(/^https:\/\/example\.com\/ringback\//u);
  const text = await request.text();
  const answer = await bed.ask(request.method, `${pathname.slice("/ringback".length)}${search}`, {
    headers: Object.fromEntries(request.headers),
    ...(text !== "" && { body: text }),
  });
  const { "content-encoding": _, ...headers } = answer.headers;
  return new Response(answer.status === 204 ? null : answer.text, {
    status: answer.status,
    headers,
  });
}

const key = await bed.keyOf("admin");
const client = makeClient({ baseUrl: `${BASE_URL}/`, key, fetch: fetchFromBed });
const newWebhook: NewWebhook = {
  name: "typed",
  endpoint: "https://example.com/hooks",
  events: ["PIN_CHANGE"],
  config: { rate_limit: { per_second: 10 } },
};

test("a webhook is created, found, changed and deleted", async () => {
  const created = await client.POST("/webhooks", { body: newWebhook });
  expect(created.data).toMatchObject({ status: "enabled", endpoint: newWebhook.endpoint });
  const path = { id: created.data?.id ?? "" };

  const listed = await client.GET("/webhooks", { params: { query: { event: "PIN_CHANGE" } } });
  expect(listed.data?.data.map(({ id }) => id)).toEqual([path.id]);
  expect(listed.data?.next_cursor).toBeNull();

  const body = { config: { rate_limit: null } };
  const changed = await client.PATCH("/webhooks/{id}", { params: { path }, body });
  expect(changed.data?.config).not.toHaveProperty("rate_limit");

  const deleted = await client.DELETE("/webhooks/{id}", { params: { path } });
  expect(deleted).toMatchObject({ response: { status: 204 } });
  expect(deleted.error).toBeUndefined();
});

test("events are published", async () => {
  const payload = { event: "PIN_CHANGE", card_id: "card-17" };
  const { data } = await client.POST("/events", { body: { type: "PIN_CHANGE", payload } });
  expect(data?.data).toEqual([{ id: expect.stringMatching(/^evt_/u) }]);
});

test("a refusal is a value: the problem document", async () => {
  const { data, error, response } = await client.POST("/webhooks", {
    body: { ...newWebhook, endpoint: "http://example.com" },
  });
  expect([data, response.status]).toEqual([undefined, 422]);
  expect(error).toMatchObject({ type: "urn:ringback:problem:invalid-fields" });
  expect(error?.errors.map(({ field }) => field)).toEqual(["endpoint"]);
});

test("a wrong key, and none, are told as problems", async () => {
  for (const wrong of [{ key: "rbk_wrong" }, {}]) {
    const other = makeClient({ baseUrl: BASE_URL, ...wrong, fetch: fetchFromBed });
    const { error } = await other.GET("/webhooks");
    expect(error?.title).toBe("No valid API key");
  }
});

test("what needs no key is asked without one", async () => {
  const anyone = makeClient({ baseUrl: BASE_URL, fetch: fetchFromBed });
  expect((await anyone.GET("/health")).data?.status).toBe("ok");
});

test("what is not JSON is read as text", async () => {
  await bed.ports.ensureSigningKeys(ACME);
  const { data: keys } = await client.GET(
    "/applications/{application}/{environment}/.well-known/jwks.json",
    { params: { path: ACME } },
  );
  const path = { kid: keys?.keys[0]?.kid ?? "" };
  const { data } = await client.GET("/signing-keys/{kid}", { params: { path }, parseAs: "text" });
  expect(data).toContain("BEGIN PUBLIC KEY");
});

test("an answer of something in between is a problem document, too", async () => {
  const throttled = makeClient({
    baseUrl: BASE_URL,
    fetch: async () =>
      Response.json(
        { message: "Too Many Requests" },
        { status: 429, headers: { "apigw-requestid": "request-9" } },
      ),
  });
  const { error, response } = await throttled.GET("/webhooks");
  expect(response.status).toBe(429);
  expect(error).toMatchObject({ status: 429, errors: [], request_id: "request-9" });
});

test("a fault of the network rejects", async () => {
  const away = makeClient({
    baseUrl: BASE_URL,
    fetch: () => Promise.reject(new TypeError("fetch failed")),
  });
  await expect(away.GET("/health")).rejects.toThrow("fetch failed");
});

test("its types refuse what the API would", () => {
  const neverSent = () => [
    // @ts-expect-error -- a webhook goes somewhere
    client.POST("/webhooks", { body: { events: ["PIN_CHANGE"] } }),
    // @ts-expect-error -- there is no such path
    client.GET("/hooks"),
    // @ts-expect-error -- a status is a word
    client.GET("/webhooks", { params: { query: { status: 1 } } }),
    // @ts-expect-error -- an answer has no such field
    client.GET("/health").then(({ data }) => data?.nothing),
  ];
  expect(neverSent).toBeTypeOf("function");
});
