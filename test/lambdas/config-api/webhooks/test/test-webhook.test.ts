import { createHmac, createVerify } from "node:crypto";

import { describe, expect, test, vi } from "vitest";

import type { AttemptResult } from "../../../../../lambdas/shared/domain/attempt-outcome.ts";
import { makeHttpSender } from "../../../../../lambdas/shared/http/http-sender.ts";
import { ACME, GLOBEX } from "../../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../../support/fresh-test-bed.ts";
import {
  APIKEY,
  BASIC,
  createWebhook,
  fieldErrorsOf,
  storedWebhook,
} from "../../../../support/webhook-requests.ts";

const ENDPOINT = "https://example.com/hooks";

const bed = freshTestBed();

async function create(config: object, more: object = {}): Promise<string> {
  const body = { endpoint: ENDPOINT, events: ["ANYTHING"], config, ...more };
  return (await createWebhook(bed, body)).id;
}

function ask(id: string, body?: unknown) {
  return bed.admin("POST", `/webhooks/${id}/test`, body);
}

/** The headers of an answer's request, names in lower case. */
function headersOf(answer: { readonly body: any }): Record<string, string> {
  const headers = answer.body.request.headers as { header_name: string; header_value: string }[];
  return Object.fromEntries(
    headers.map(({ header_name: name, header_value: value }) => [name.toLowerCase(), value]),
  );
}

/** Lets the receiver say something else. */
function saying(result: Partial<AttemptResult>) {
  const times = { startedAtMs: bed.clock.nowMs, durationMs: 12 };
  const send = vi.spyOn(bed.sender, "send");
  send.mockResolvedValue({ ...times, ...result } as AttemptResult);
  return send;
}

describe("POST /webhooks/{id}/test", () => {
  test("sends one request as an attempt is made, and answers what came of it", async () => {
    const id = await create({ signature: { scheme: "none" } });
    const answer = await ask(id);
    expect(answer.status).toBe(200);
    const deliveryId = expect.stringMatching(`^dlv_[0-9A-Za-z]{22}_${id.slice("wh_".length)}$`);
    expect(answer.body).toEqual({
      attempt: {
        number: 1,
        started_at: "2026-01-31T12:00:00.000Z",
        verdict: "succeeded",
        time: "2026-01-31T12:00:00.000Z",
        outcome: "succeeded",
        status: 204,
        duration_ms: 8,
      },
      request: {
        endpoint: ENDPOINT,
        headers: [
          { header_name: "content-type", header_value: "application/json" },
          { header_name: "user-agent", header_value: expect.stringMatching(/^Ringback\//u) },
          { header_name: "ringback-delivery", header_value: deliveryId },
          { header_name: "ringback-event", header_value: expect.stringMatching(/^evt_/u) },
          { header_name: "ringback-attempt", header_value: "1" },
          { header_name: "ringback-hops", header_value: "1" },
        ],
        body: `{"type":"ringback.test","webhook_id":"${id}"}`,
      },
    });
    expect(bed.requests).toHaveLength(1);
    expect(bed.requests[0]).toMatchObject({ url: ENDPOINT, body: answer.body.request.body });
  });

  test("signs as the webhook is configured: HMAC, Standard Webhooks, JWS", async () => {
    const hmac = await ask(await create({ signature: { scheme: "hmac", secret: "mine" } }));
    const { body } = hmac.body.request;
    expect(headersOf(hmac)["x-signature"]).toBe(
      createHmac("sha256", "mine").update(body).digest("hex"),
    );

    const standard = headersOf(await ask(await create({ signature: { scheme: "standard" } })));
    expect(standard["webhook-id"]).toBe(standard["ringback-delivery"]);
    expect(standard["webhook-timestamp"]).toBe(String(bed.clock.nowMs / 1000));
    expect(standard["webhook-signature"]).toMatch(/^v1,[A-Za-z0-9+/]{43}=$/u);

    const jws = await ask(await create({ signature: { scheme: "jws" } }));
    const [header = "", , signature = ""] = (headersOf(jws)["jws-signature"] ?? "").split(".");
    const { kid } = JSON.parse(Buffer.from(header, "base64url").toString()) as { kid: string };
    const key = await bed.ask("GET", `/signing-keys/${kid}`);
    const verifier = createVerify("RSA-SHA256");
    verifier.update(`${header}.${Buffer.from(jws.body.request.body).toString("base64url")}`);
    expect(verifier.verify(key.text, signature, "base64url")).toBe(true);
  });

  test("signs with the legacy secret of the environment where that is what signs", async () => {
    await bed.keyOf("admin");
    const body = { legacy_secrets: { production: "legacy" } };
    await bed.operator("PATCH", "/applications/acme", body);
    const answer = await ask(await create({}, { profile: "pawapass" }));
    const mac = createHmac("sha256", "legacy").update(answer.body.request.body).digest("hex");
    expect(headersOf(answer)["x-signature"]).toBe(mac);
  });

  test("sends the credentials, and shows none of them", async () => {
    const config = { ...BASIC, custom_headers: [APIKEY], signature: { scheme: "none" } };
    const answer = await ask(await create(config));
    const credentials = Buffer.from("username:p4ssw0rd").toString("base64");
    expect(bed.requests[0]?.headers).toEqual(
      expect.arrayContaining([
        "authorization",
        `Basic ${credentials}`,
        "apikey",
        APIKEY.header_value,
      ]),
    );
    expect(headersOf(answer)).toMatchObject({ authorization: "[secret]", apikey: "[secret]" });
    for (const secret of ["p4ssw0rd", credentials, APIKEY.header_value]) {
      expect(answer.text).not.toContain(secret);
      expect(bed.lines.join("\n")).not.toContain(secret);
    }
  });

  test("hides a credential under a name that signed until a moment ago", async () => {
    const id = await create({
      signature: { scheme: "hmac", secret: "mine", header_name: APIKEY.header_name },
    });
    const before = await storedWebhook(bed, id);
    const patch = { config: { signature: null, custom_headers: [APIKEY] } };
    expect((await bed.admin("PATCH", `/webhooks/${id}`, patch)).status).toBe(200);
    vi.spyOn(bed.stores.webhooks, "read").mockResolvedValueOnce(before);
    const answer = await ask(id);
    expect(bed.requests[0]?.headers).toContain(APIKEY.header_value);
    expect(headersOf(answer)["apikey"]).toBe("[secret]");
  });

  test("hides a configured header whatever its name, and shows a signature under a name of one's own", async () => {
    const signature = { scheme: "hmac", secret: "mine", header_name: "X-Mine" };
    const id = await create({ custom_headers: [APIKEY], signature });
    const stored = await storedWebhook(bed, id);
    const named = { ...stored.config, customHeaderNames: ["webhook-token"] };
    await bed.stores.webhooks.replace({ ...stored, version: 2, config: named }, 1);
    const answer = await ask(id);
    expect(bed.requests[0]?.headers).toContain(APIKEY.header_value);
    expect(headersOf(answer)).toMatchObject({
      "webhook-token": "[secret]",
      "x-mine": expect.stringMatching(/^[0-9a-f]{64}$/u),
    });
  });

  test.each([
    [
      { kind: "response", status: 503, bodyHead: "try later", retryAfter: "5" },
      { verdict: "retry", status: 503, answer: "try later" },
    ],
    [
      { kind: "response", status: 410, bodyHead: "", retryAfter: undefined },
      { verdict: "rejected", status: 410 },
    ],
    [
      { kind: "failure", reason: "timeout", message: "no answer within 10 s" },
      { verdict: "retry", error: { code: "timeout", message: "no answer within 10 s" } },
    ],
  ] as const)("answers 200 whatever the receiver does: %o", async (result, shown) => {
    const id = await create({ signature: { scheme: "none" } });
    const send = saying(result);
    const answer = await ask(id);
    expect(answer.status).toBe(200);
    expect(answer.body.attempt).toEqual({
      number: 1,
      started_at: "2026-01-31T12:00:00.000Z",
      time: "2026-01-31T12:00:00.000Z",
      outcome: shown.verdict,
      duration_ms: 12,
      ...shown,
    });
    expect(send).toHaveBeenCalledTimes(1);
  });

  test("is not recorded: no delivery, no event, no status of the webhook comes of it", async () => {
    const id = await create({ signature: { scheme: "none" } });
    const before = await storedWebhook(bed, id);
    saying({ kind: "response", status: 410, bodyHead: "", retryAfter: undefined });
    const headers = headersOf(await ask(id));
    expect(await storedWebhook(bed, id)).toEqual(before);
    for (const path of [
      `/deliveries/${headers["ringback-delivery"]}`,
      `/events/${headers["ringback-event"]}`,
    ]) {
      expect((await bed.admin("GET", path)).status).toBe(404);
    }
    expect((await bed.admin("GET", `/webhooks/${id}/deliveries`)).body.data).toEqual([]);
    expect(bed.published).toEqual([]);
  });

  test("tests what is configured now, disabled and gone webhooks too", async () => {
    const id = await create({ signature: { scheme: "none" } });
    await ask(id);
    await bed.admin("PATCH", `/webhooks/${id}`, { endpoint: "https://example.com/new" });
    await bed.admin("POST", `/webhooks/${id}/disable`);
    expect((await ask(id)).body.request.endpoint).toBe("https://example.com/new");
    const gone = { ...(await storedWebhook(bed, id)), version: 4, status: "gone" } as const;
    await bed.stores.webhooks.replace(gone, 3);
    expect((await ask(id)).body.attempt.verdict).toBe("succeeded");
    expect((await storedWebhook(bed, id)).status).toBe("gone");
  });

  test("says why nothing could be sent, and sends nothing", async () => {
    const id = await create({ ...BASIC, signature: { scheme: "none" } });
    const stored = await storedWebhook(bed, id);
    const sealed = { basic_auth_password: "not.a.jwe" };
    await bed.stores.webhooks.replace({ ...stored, version: 2, sealed }, 1);
    const answer = await ask(id);
    expect(answer.body).toEqual({
      attempt: {
        number: 1,
        started_at: "2026-01-31T12:00:00.000Z",
        verdict: "retry",
        time: "2026-01-31T12:00:00.000Z",
        outcome: "retry",
        duration_ms: 0,
        error: {
          code: "bad_configuration",
          message: "a sealed text cannot be opened: it is not a JWE",
        },
      },
    });
    expect(bed.requests).toEqual([]);
  });

  test("waits no longer than 5 s, whatever the webhook may ask for", async () => {
    const patient = await create({ signature: { scheme: "none" }, timeout_seconds: 30 });
    const hasty = await create({ signature: { scheme: "none" }, timeout_seconds: 3 });
    await ask(patient);
    await ask(hasty);
    expect(bed.requests.map(({ timeoutMs }) => timeoutMs)).toEqual([5000, 3000]);
  });

  test("waits 5 s for tokens and the receiver together", async () => {
    const id = await create({ signature: { scheme: "none" }, timeout_seconds: 30 });
    const { sender, readyWebhooks } = await bed.ports.openAttempts();
    const waits: [string, number][] = [];
    const tokens = {
      async take(timeoutMs: number) {
        waits.push(["token", timeoutMs]);
        bed.clock.nowMs += 2000;
        return { ok: true, token: `token-${waits.length}` } as const;
      },
    };
    const find = async () => ({ ...(await readyWebhooks.find(ACME, id, 1))!, tokens });
    vi.spyOn(sender, "send").mockImplementation(async ({ timeoutMs }) => {
      waits.push(["receiver", timeoutMs]);
      bed.clock.nowMs += 500;
      const times = { startedAtMs: 0, durationMs: 0 };
      return { kind: "response", status: 401, bodyHead: "", retryAfter: undefined, ...times };
    });
    const openAttempts = async () => ({ sender, readyWebhooks: { find } });
    const answer = await bed.handlerWith({ openAttempts }).admin("POST", `/webhooks/${id}/test`);
    expect(answer.body.attempt).toMatchObject({ status: 401, duration_ms: 5000 });
    expect(waits).toEqual([
      ["token", 5000],
      ["receiver", 3000],
      ["token", 2500],
      ["receiver", 500],
    ]);
  });

  test("reaches no address that deliver does not reach", async () => {
    const id = await create({ signature: { scheme: "none" } });
    const sender = makeHttpSender({
      allowHttp: false,
      allowedCidrs: [],
      now: () => bed.clock.nowMs,
      resolve: (_name, callback) => callback(null, [{ address: "169.254.169.254", family: 4 }]),
    });
    vi.spyOn(bed.sender, "send").mockImplementation((request) => sender.send(request));
    const answer = await ask(id);
    expect(answer.status).toBe(200);
    expect(answer.body.attempt.error.code).toBe("refused_destination");
    expect(answer.text).not.toContain("169.254");
  });

  test("takes a payload of one's own, its numbers as they are written", async () => {
    const id = await create({ signature: { scheme: "none" } });
    await ask(id, '{"payload": {"amount": 5.00, "big": 12345678901234567890}}');
    expect(bed.requests[0]?.body).toBe('{"amount":5.00,"big":12345678901234567890}');
  });

  test("a payload of one's own needs a key that may publish; a plain test does not", async () => {
    const id = await create({ signature: { scheme: "none" } });
    const key = await bed.keyOf("manager");
    const path = `/webhooks/${id}/test`;
    expect((await bed.ask("POST", path, { key })).status).toBe(200);
    expect((await bed.ask("POST", path, { key, body: {} })).status).toBe(200);
    expect(bed.requests).toHaveLength(2);
    const answer = await bed.ask("POST", path, { key, body: { payload: {} } });
    expect(answer).toMatchObject({
      status: 403,
      body: { detail: "A payload of your own needs a key that may publish events." },
    });
    expect(bed.requests).toHaveLength(2);
  });

  test.each([
    [{ payload: "text" }, "payload"],
    [{ payload: [] }, "payload"],
    [{ payload: { text: "x".repeat(262_144) } }, "payload"],
    [{ event_type: "X" }, "event_type"],
  ])("refuses %.40j", async (body, field) => {
    const id = await create({ signature: { scheme: "none" } });
    expect(fieldErrorsOf(await ask(id, body))[0]).toContain(field);
    expect(bed.requests).toEqual([]);
  });

  test("is not for readers, publishers, strangers and other tenants", async () => {
    const id = await create({ signature: { scheme: "none" } });
    const path = `/webhooks/${id}/test`;
    for (const role of ["reader", "publisher"] as const) {
      expect((await bed.as(role, "POST", path)).status).toBe(403);
    }
    expect((await bed.ask("POST", path)).status).toBe(401);
    const sandbox = { ...ACME, environment: "sandbox" } as const;
    for (const tenant of [GLOBEX, sandbox]) {
      expect((await bed.admin("POST", path, undefined, undefined, tenant)).status).toBe(404);
    }
    expect(bed.requests).toEqual([]);
  });

  test("repeated under one idempotency key sends once", async () => {
    const id = await create({ signature: { scheme: "none" } });
    const once = () => bed.admin("POST", `/webhooks/${id}/test`, {}, { "idempotency-key": "once" });
    expect((await once()).text).toBe((await once()).text);
    expect(bed.requests).toHaveLength(1);
  });
});
