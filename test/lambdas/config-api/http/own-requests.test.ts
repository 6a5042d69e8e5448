import { beforeEach, describe, expect, test, vi } from "vitest";

import { fetchToken } from "../../../../lambdas/shared/attempt/authentication/fetch-token.ts";
import { attemptRequest } from "../../../../lambdas/shared/attempt/make-attempt.ts";
import { makeConfigApiTestBed, OPERATOR_KEY } from "../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import {
  createWebhook,
  fieldErrorsOf,
  MINIMAL,
  NOTIFICATION,
} from "../../../support/webhook-requests.ts";

const bed = freshTestBed();

const KEY = { eventId: `evt_${"0".repeat(22)}`, webhookId: `wh_${"0".repeat(22)}` };

/** Name, value, name, value … as an object. */
function headersOf(flat: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? ""]] : [])),
  );
}

/** The headers that Ringback itself sends: of a delivery or test, and of a request for a token. */
async function ownHeaders(): Promise<Record<string, string>[]> {
  const signed = { body: "{}", headers: [] };
  const target = { url: "https://example.com/" };
  const { headers: ofDelivery } = attemptRequest(KEY, 1, target, 10, signed);
  let ofToken: readonly string[] = [];
  const client = {
    tokenUrl: "https://example.com/token",
    clientId: "id",
    clientSecret: "secret",
    clientAuth: "body",
  } as const;
  await fetchToken(
    async ({ headers }) => {
      ofToken = headers;
      const times = { startedAtMs: 0, durationMs: 0 };
      return { kind: "response", status: 500, bodyHead: "", retryAfter: undefined, ...times };
    },
    client,
    1000,
  );
  return [headersOf(ofDelivery), headersOf(ofToken)];
}

describe("a request that Ringback itself sent", () => {
  test.each([
    ["POST", "/events"],
    ["POST", "/webhooks"],
    ["POST", `/webhooks/${KEY.webhookId}/test`],
    ["POST", `/deliveries/dlv_${"0".repeat(22)}_${"0".repeat(22)}/resend`],
    ["GET", "/webhooks"],
    ["GET", "/health"],
    ["GET", "/openapi.json"],
    ["GET", "/.well-known/jwks.json"],
    ["GET", "/nothing/here"],
    ["PUT", "/webhooks"],
    ["HEAD", "/openapi.json"],
    ["OPTIONS", "/webhooks"],
  ])("to %s %s is 508, before anything is read", async (method, path) => {
    const find = vi.spyOn(bed.stores.apiKeys, "find");
    const key = await bed.keyOf("admin");
    find.mockClear();
    for (const headers of await ownHeaders()) {
      const answer = await bed.ask(method, path, { key, headers, body: "{" });
      expect(answer.status).toBe(508);
      if (method !== "HEAD") {
        expect(answer.body).toMatchObject({
          type: "urn:ringback:problem:loop-detected",
          status: 508,
        });
      }
      expect(bed.lines.at(-1)).toContain('"status":508,"problem":"loop-detected"');
    }
    expect(find).not.toHaveBeenCalled();
    expect(bed.published).toEqual([]);
  });

  test.each<Record<string, string>>([
    { "Ringback-Delivery": "" },
    { "ringback-delivery": "dlv_x, dlv_y" },
    { "User-Agent": "Ringback/0.1.0" },
    { "user-agent": "RINGBACK/9 (something that a proxy added)" },
    // What a gateway makes of a header that is there twice.
    { "user-agent": "Ringback/0.1.0,curl/8" },
  ])("is known by %j", async (headers) => {
    expect((await bed.ask("GET", "/health", { headers })).status).toBe(508);
  });

  test.each<Record<string, string>>([
    { "user-agent": "curl/8.7.1" },
    { "user-agent": "Acme (calls Ringback/1)" },
    { "user-agent": "ringbackend/1" },
    { "ringback-event": KEY.eventId },
    { "ringback-hops": "1" },
  ])("is not what carries %j only", async (headers) => {
    expect((await bed.ask("GET", "/health", { headers })).status).toBe(200);
  });

  test("stays known by a webhook's custom headers: none replaces what it is known by", async () => {
    for (const name of ["User-Agent", "ringback-delivery", "RINGBACK-X"]) {
      const custom = [{ header_name: name, header_value: "x" }];
      const body = { ...MINIMAL, config: { custom_headers: custom } };
      expect((await bed.admin("POST", "/webhooks", body)).status).toBe(422);
      const signed = { ...MINIMAL, config: { signature: { scheme: "hmac", header_name: name } } };
      expect((await bed.admin("POST", "/webhooks", signed)).status).toBe(422);
    }
    // One that was stored when it was still allowed comes after our own, which so is the first.
    const signed = { body: "{}", headers: ["User-Agent", "curl/8"] };
    const { headers } = attemptRequest(KEY, 1, { url: "https://example.com/" }, 10, signed);
    const agents = headers.filter((_, index) => headers[index - 1]?.toLowerCase() === "user-agent");
    expect(agents.join(",")).toMatch(/^Ringback\/.*,curl\/8$/u);
  });
});

/** Writings of the hosts that this request reaches the API by. */
const OWN = [
  "https://api.execute-api.eu-central-1.amazonaws.com/events",
  "https://API.Execute-Api.eu-central-1.amazonaws.com:443/events",
  "https://%61pi.execute-api.eu-west-1.amazonaws.com/",
  "https://ringback.example.org/",
  "https://Ringback.Example.ORG:443/x",
  "https://r%69ngback.example.org/x",
  "https://ｒingback.example.org/x",
  "https://custom.example.net/",
  "https://custom.example.net:8443/",
];

const HOSTS = { host: "Ringback.example.org" };

describe("this installation's own hosts", () => {
  beforeEach(() => {
    const apiHosts = ["custom.example.net", "custom.example.net:8443"];
    Object.assign(bed, bed.handlerWith({ apiHosts }));
  });

  async function admin(method: string, path: string, body: unknown) {
    const key = await bed.keyOf("admin");
    return bed.ask(method, path, { key, body, headers: HOSTS });
  }

  function refusal(field: string) {
    return `${field} is this installation of Ringback itself`;
  }

  const oauth2 = (url: string) => ({ token_url: url, client_id: "id", client_secret: "secret" });

  test.each(OWN)("%s is no endpoint, token_url or callback_url", async (url) => {
    const endpoint = await admin("POST", "/webhooks", { endpoint: url, events: ["A"] });
    expect(fieldErrorsOf(endpoint)).toEqual([refusal("endpoint")]);
    const config = { oauth2: oauth2(url) };
    const token = await admin("POST", "/webhooks", { ...MINIMAL, config });
    expect(fieldErrorsOf(token)).toEqual([refusal("config.oauth2.token_url")]);
    const called = { ...NOTIFICATION, callback_url: url };
    const notification = await admin("POST", "/notifications", called);
    expect(fieldErrorsOf(notification)).toEqual([refusal("callback_url")]);
    const application = await bed.ask("PATCH", "/applications/acme", {
      key: OPERATOR_KEY,
      headers: HOSTS,
      body: { callback_config: config },
    });
    expect(fieldErrorsOf(application)).toEqual([refusal("callback_config.oauth2.token_url")]);
  });

  test.each(OWN)("nor does a patch lead to %s", async (url) => {
    const { id } = await createWebhook(bed, { endpoint: "https://example.com/", events: ["A"] });
    const both = await admin("PATCH", `/webhooks/${id}`, {
      endpoint: url,
      config: { oauth2: oauth2(url) },
    });
    expect(fieldErrorsOf(both)).toEqual([refusal("endpoint"), refusal("config.oauth2.token_url")]);
    const { body } = await admin("GET", `/webhooks/${id}`, undefined);
    expect(body.endpoint).toBe("https://example.com/");
  });

  test("another server is none of them, on the same host neither", async () => {
    for (const endpoint of [
      "https://ringback.example.org:8443/",
      "https://custom.example.net:9000/",
      "https://example.com/?to=https://custom.example.net/",
      "https://other.execute-api.eu-central-1.amazonaws.com/",
    ]) {
      const answer = await admin("POST", "/webhooks", { endpoint, events: ["A"] });
      expect(answer.status).toBe(201);
    }
  });

  test("the hint says what to do instead", async () => {
    const answer = await admin("POST", "/webhooks", { endpoint: OWN[0], events: ["A"] });
    expect(answer.body.errors[0].hint).toMatch(/receiver/u);
  });
});

test("in a local cloud, receivers on other ports of the API's host are reached", async () => {
  Object.assign(bed, makeConfigApiTestBed({ allowHttp: true, allowedCidrs: ["127.0.0.0/8"] }));
  const key = await bed.keyOf("admin");
  const create = (endpoint: string) =>
    bed.ask("POST", "/webhooks", {
      key,
      body: { endpoint, events: ["A"] },
      headers: { host: "127.0.0.1:4566" },
    });
  expect((await create("http://127.0.0.1:8080/hooks")).status).toBe(201);
  expect((await create("http://127.0.0.1:4566/hooks")).status).toBe(422);
  expect((await create("http://127.1:4566/hooks")).status).toBe(422);
});
