import { describe, expect, test } from "vitest";

import { showAttempt } from "../../../../lambdas/config-api/deliveries/delivery-schemas.ts";
import { makeAttempt } from "../../../../lambdas/shared/attempt/make-attempt.ts";
import type {
  CallableWebhook,
  ReadyWebhook,
} from "../../../../lambdas/shared/attempt/ready-webhooks.ts";
import type { AttemptResult } from "../../../../lambdas/shared/domain/attempt-outcome.ts";
import type { CarriedEvent } from "../../../../lambdas/shared/domain/delivery-message.ts";
import type { OutgoingRequest } from "../../../../lambdas/shared/http/http-sender.ts";
import { PROFILES } from "../../../../lambdas/shared/profiles/profiles.ts";
import {
  answered,
  DELIVERY_ID,
  failed,
  key,
  NOW_MS,
  webhook,
} from "../../../support/deliver-test-bed.ts";

async function attempt(
  result: AttemptResult,
  fields: {
    readonly number?: number;
    readonly webhook?: ReadyWebhook;
    readonly event?: Pick<CarriedEvent, "callbackUrl" | "hops" | "traceparent">;
    readonly carriesTraces?: boolean;
  } = {},
) {
  const requests: OutgoingRequest[] = [];
  const ports = {
    sender: {
      async send(request: OutgoingRequest) {
        requests.push(request);
        return result;
      },
    },
    longestAttemptSeconds: 30,
    now: () => NOW_MS,
    ...(fields.carriesTraces !== undefined && { carriesTraces: fields.carriesTraces }),
  };
  const { number = 2, event } = fields;
  const made = await makeAttempt(ports, key, number, "{}", fields.webhook ?? webhook, event);
  return { made, requests };
}

/** An attempt that is answered with 200. */
const succeed = (fields: Parameters<typeof attempt>[1] = {}) => attempt(answered(200), fields);

function saying(bodyHead: string, status = 200): AttemptResult {
  return { ...answered(status), bodyHead };
}

describe("an attempt", () => {
  test("with an answer keeps its status, its times and what it said", async () => {
    const { made } = await attempt(answered(503, "120"));
    expect(made).toEqual({
      attempt: {
        number: 2,
        startedAtMs: NOW_MS - 80,
        durationMs: 80,
        verdict: "retry",
        httpStatus: 503,
        answer: "said",
      },
      outcome: { verdict: "retry", floorSeconds: 120 },
      lastOutcome: "503",
    });
  });

  test("shows where a redirect leads, and what a failure had begun to say", async () => {
    const redirected = { ...answered(308), location: "https://b.example/hooks" } as AttemptResult;
    const { attempt: redirect } = (await attempt(redirected)).made;
    expect(showAttempt(redirect)).toMatchObject({
      status: 308,
      location: "https://b.example/hooks",
      outcome: "retry",
    });
    const begun = { ...failed("timeout"), status: 200, bodyHead: "half" } as AttemptResult;
    const { attempt: unended, lastOutcome } = (await attempt(begun)).made;
    expect(showAttempt(unended)).toMatchObject({
      status: 200,
      answer: "half",
      outcome: "retry",
      error: { code: "timeout" },
    });
    expect(lastOutcome).toBe("timeout");
  });

  test.each([
    ["that no delivery brought about", {}, "1"],
    ["at the end of three deliveries", { hops: 3 }, "4"],
  ])("of an event %s carries one hop more", async (_, event, expected) => {
    const { requests } = await succeed({ event });
    const headers = requests[0]?.headers ?? [];
    expect(headers[headers.indexOf("ringback-hops") + 1]).toBe(expected);
  });

  test("adds the trace of the producer where traces are carried, and nothing else", async () => {
    const event = { traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" };
    const untraced = await succeed();
    expect((await succeed({ event })).requests).toEqual(untraced.requests);
    const { requests } = await succeed({ event, carriesTraces: true });
    const headers = [...(requests[0]?.headers ?? [])];
    expect(headers.splice(headers.indexOf("traceparent"), 2)).toEqual([
      "traceparent",
      event.traceparent,
    ]);
    expect([{ ...requests[0], headers }]).toEqual(untraced.requests);
  });

  test("sends the trace that its webhook or its signature names rather than the producer's", async () => {
    const event = { traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" };
    const ready = { ...webhook, headers: ["TraceParent", "configured"] };
    const signed: CallableWebhook = {
      ...webhook,
      sign: async () => ({ ok: true, body: "{}", headers: ["traceparent", "configured"] }),
    };
    for (const one of [ready, signed]) {
      const { requests } = await succeed({ event, carriesTraces: true, webhook: one });
      const sent = requests[0]?.headers.join("\n") ?? "";
      expect(sent.match(/traceparent\n.*/giu)).toEqual([
        expect.stringMatching(/^traceparent\nconfigured$/iu),
      ]);
    }
  });

  test("without an answer keeps why there was none", async () => {
    const { made } = await attempt(failed("tls"));
    expect(made).toEqual({
      attempt: {
        number: 2,
        startedAtMs: NOW_MS - 80,
        durationMs: 80,
        verdict: "retry",
        failure: "tls",
        message: "no answer",
      },
      outcome: { verdict: "retry", floorSeconds: 0 },
      lastOutcome: "tls",
    });
  });

  test("with an empty answer keeps no answer", async () => {
    const { made } = await attempt(saying(""));
    expect(made.attempt).not.toHaveProperty("answer");
  });

  test("heeds the receiver as its profile does", async () => {
    const profile = PROFILES.transactionlink;
    const { made } = await attempt(answered(410), { webhook: { ...webhook, profile } });
    expect(made.outcome).toEqual({ verdict: "retry", floorSeconds: 0 });
    expect((await attempt(answered(410))).made.outcome).toEqual({
      verdict: "rejected",
      reason: "gone",
    });
  });

  test.each([
    [10, 10_000],
    [30, 30_000],
    [31, 30_000],
  ])("with a timeout of %i s takes at most %i ms", async (timeoutSeconds, timeoutMs) => {
    const profile = { ...webhook.profile, timeoutSeconds };
    const { requests } = await succeed({ webhook: { ...webhook, profile } });
    expect(requests).toMatchObject([{ timeoutMs }]);
  });

  test("sends the payload as it is where nothing is signed", async () => {
    const { requests } = await succeed();
    expect(requests).toMatchObject([{ body: "{}" }]);
    expect(requests[0]?.headers.slice(-2)).toEqual(["authorization", "Basic dTpw"]);
  });

  test("sends the body that was signed, its signature behind the configured headers", async () => {
    const asked: unknown[] = [];
    const { requests } = await succeed({
      webhook: {
        ...webhook,
        async sign(message) {
          asked.push(message);
          return { ok: true, body: '{"signed":1}', headers: ["x-signature", "00ff"] };
        },
      },
    });
    expect(asked).toEqual([{ deliveryId: DELIVERY_ID, payload: "{}", nowMs: NOW_MS }]);
    expect(requests).toMatchObject([{ body: '{"signed":1}' }]);
    expect(requests[0]?.headers.slice(-4)).toEqual(
      [
        ["authorization", "Basic dTpw"],
        ["x-signature", "00ff"],
      ].flat(),
    );
  });

  test("that cannot be signed is not sent, and says why", async () => {
    const { made, requests } = await succeed({
      webhook: { ...webhook, sign: async () => ({ ok: false, message: "there is no key" }) },
    });
    expect(requests).toEqual([]);
    expect(made.attempt).toMatchObject({
      failure: "bad_configuration",
      message: "there is no key",
    });
  });

  test("whose webhook cannot be called is not sent, and says why", async () => {
    const { made, requests } = await succeed({
      webhook: { ...webhook, ok: false, message: "a sealed text cannot be opened" },
    });
    expect(requests).toEqual([]);
    expect(made).toEqual({
      attempt: {
        number: 2,
        startedAtMs: NOW_MS,
        durationMs: 0,
        verdict: "retry",
        failure: "bad_configuration",
        message: "a sealed text cannot be opened",
      },
      outcome: { verdict: "retry", floorSeconds: 0 },
      lastOutcome: "bad_configuration",
    });
  });
});

describe("an attempt of a callback", () => {
  const hidden = { ...webhook, endpoint: "https://bank.example.com" };

  test("goes to its own URL", async () => {
    const callbackUrl = "https://bank.example.com/callbacks?id=7";
    const { requests } = await succeed({ webhook: hidden, event: { callbackUrl } });
    expect(requests).toMatchObject([{ url: callbackUrl }]);
  });

  test.each(["https://elsewhere.example.com/", "http://bank.example.com/", "nonsense"])(
    "with the credentials of one origin does not go to %s",
    async (callbackUrl) => {
      const { made, requests } = await succeed({ webhook: hidden, event: { callbackUrl } });
      expect(requests).toEqual([]);
      expect(made).toMatchObject({
        lastOutcome: "bad_configuration",
        attempt: { message: "the callback URL is not of its webhook's origin" },
      });
    },
  );
});

describe("an attempt for a webhook with a client certificate", () => {
  const identity = { id: "wh@1", options: {} };
  const withCertificate = (expiresAtMs: number): ReadyWebhook => ({
    ...webhook,
    tls: { identity, expiresAtMs },
  });
  const MONTH_MS = 30 * 86_400_000;

  test.each([
    [MONTH_MS + 1, "valid"],
    [MONTH_MS, "expires_soon"],
    [1, "expires_soon"],
  ])("is made with it, and tells that it ends in %i ms: %s", async (restMs, certificate) => {
    const { made, requests } = await succeed({ webhook: withCertificate(NOW_MS + restMs) });
    expect(requests).toMatchObject([{ tls: identity }]);
    expect(made).toMatchObject({ outcome: { verdict: "succeeded" }, certificate });
  });

  test("is not made any more once the certificate has ended", async () => {
    const { made, requests } = await succeed({ webhook: withCertificate(NOW_MS) });
    expect(requests).toEqual([]);
    expect(made).toMatchObject({
      certificate: "expired",
      lastOutcome: "bad_configuration",
      attempt: {
        verdict: "retry",
        failure: "bad_configuration",
        message: "the client certificate expired on 2023-11-14",
      },
    });
  });

  test("tells nothing of one where there is none", async () => {
    const { made, requests } = await succeed();
    expect(made).not.toHaveProperty("certificate");
    expect(requests[0]).not.toHaveProperty("tls");
  });
});

describe("what an answer said", () => {
  const kilobyte = "x".repeat(1024);

  test("is kept whole, but for a success at once, of which 256 bytes are kept", async () => {
    const answerOf = async (status: number, number: number) =>
      (await attempt(saying(kilobyte, status), { number })).made.attempt.answer;
    await expect(answerOf(200, 1)).resolves.toBe("x".repeat(256));
    await expect(answerOf(200, 2)).resolves.toBe(kilobyte);
    await expect(answerOf(503, 1)).resolves.toBe(kilobyte);
  });

  test.each([
    ["é", 128],
    ["漢", 85],
    ["😀", 64],
    ["x😀", 51],
  ])("is counted in bytes and cut between characters: %s", async (character, times) => {
    const { made } = await attempt(saying(character.repeat(300)), { number: 1 });
    const { answer = "" } = made.attempt;
    expect(answer.isWellFormed()).toBe(true);
    expect(Buffer.byteLength(answer)).toBeLessThanOrEqual(256);
    expect(answer.startsWith(character.repeat(times))).toBe(true);
  });

  test("is kept as it is when it is short", async () => {
    const { made } = await attempt(saying("é😀"), { number: 1 });
    expect(made.attempt.answer).toBe("é😀");
  });
});
