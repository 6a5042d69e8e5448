import { describe, expect, test } from "vitest";

import { sendWithToken } from "../../../../../lambdas/shared/attempt/authentication/bearer-tokens.ts";
import type { AttemptResult } from "../../../../../lambdas/shared/domain/attempt-outcome.ts";
import type { OutgoingRequest } from "../../../../../lambdas/shared/http/http-sender.ts";

const request: OutgoingRequest = {
  url: "https://example.com/",
  headers: ["x-signature", "00"],
  body: "{}",
  timeoutMs: 10_000,
};
const answer = (status: number): AttemptResult => ({
  kind: "response",
  status,
  bodyHead: "said",
  retryAfter: undefined,
  startedAtMs: 0,
  durationMs: 0,
});

type Given = string | { readonly message: string };

/**
 * Sends with these tokens and these answers, one after the other; each step takes so many
 * milliseconds.
 */
async function run(given: readonly Given[], answers: readonly AttemptResult[], stepMs = 100) {
  let nowMs = 5_000;
  const sent: OutgoingRequest[] = [];
  const taken: unknown[] = [];
  const result = await sendWithToken(
    {
      now: () => nowMs,
      sender: {
        async send(outgoing) {
          sent.push(outgoing);
          nowMs += stepMs;
          return answers[sent.length - 1] as AttemptResult;
        },
      },
    },
    request,
    {
      async take(timeoutMs, refused) {
        taken.push([timeoutMs, refused]);
        nowMs += stepMs;
        const token = given[taken.length - 1] as Given;
        return typeof token === "string" ? { ok: true, token } : { ok: false, ...token };
      },
    },
  );
  return { result, sent, taken };
}

describe("a request with an access token", () => {
  test("carries it, and has what is left of its time", async () => {
    const { result, sent, taken } = await run(["a"], [answer(204)]);
    expect(sent).toEqual([
      { ...request, headers: ["x-signature", "00", "authorization", "Bearer a"], timeoutMs: 9_900 },
    ]);
    expect(taken).toEqual([[10_000, undefined]]);
    expect(result).toMatchObject({ status: 204, startedAtMs: 5_000, durationMs: 200 });
  });

  test("is sent once more with another token when the receiver answers 401", async () => {
    const { result, sent, taken } = await run(["a", "b"], [answer(401), answer(200)]);
    expect(sent.map(({ headers, timeoutMs }) => [headers.at(-1), timeoutMs])).toEqual([
      ["Bearer a", 9_900],
      ["Bearer b", 9_700],
    ]);
    expect(taken).toEqual([
      [10_000, undefined],
      [9_800, "a"],
    ]);
    expect(result).toMatchObject({ status: 200, startedAtMs: 5_000, durationMs: 400 });
  });

  test("is sent no third time", async () => {
    const { result, sent } = await run(["a", "b"], [answer(401), answer(401)]);
    expect(sent).toHaveLength(2);
    expect(result).toMatchObject({ status: 401 });
  });

  test.each([403, 500, 302])("is not sent again when the receiver answers %i", async (status) => {
    const { result, sent } = await run(["a"], [answer(status)]);
    expect(sent).toHaveLength(1);
    expect(result).toMatchObject({ status });
  });

  test("is not sent again when no time is left: the 401 stands", async () => {
    const { result, sent } = await run(["a"], [answer(401)], 5_000);
    expect(sent).toHaveLength(1);
    expect(result).toMatchObject({ status: 401, durationMs: 10_000 });
  });

  test("fails as token when there is none", async () => {
    const { result, sent } = await run([{ message: "the token endpoint answered 500" }], []);
    expect(sent).toEqual([]);
    expect(result).toEqual({
      kind: "failure",
      reason: "token",
      message: "the token endpoint answered 500",
      startedAtMs: 5_000,
      durationMs: 100,
    });
  });

  test("fails as token when there is no other after a 401", async () => {
    const { result } = await run(
      ["a", { message: "the token endpoint answered 500" }],
      [answer(401)],
    );
    expect(result).toMatchObject({
      reason: "token",
      message: "after a 401 of the receiver: the token endpoint answered 500",
    });
  });
});
