import { expect, it } from "vitest";

import { redactEchoedSecrets } from "../../../../lambdas/shared/attempt/redact-echoed-secrets.ts";
import type { AttemptResult } from "../../../../lambdas/shared/domain/attempt-outcome.ts";

const request = {
  url: "https://example.com/",
  headers: ["apikey", "306e38e4-54be-469f"],
  body: "{}",
  timeoutMs: 1000,
};
const times = { startedAtMs: 1, durationMs: 2 };

async function resultOf(result: AttemptResult): Promise<AttemptResult> {
  return redactEchoedSecrets({ send: async () => result }).send(request);
}

it("an answer that repeats the request's headers is kept without their secrets", async () => {
  const answer = { kind: "response", status: 400, retryAfter: undefined, ...times } as const;
  const bodyHead = '{"you_sent":{"apikey":"306e38e4-54be-469f"}}';
  expect(await resultOf({ ...answer, bodyHead })).toEqual({
    ...answer,
    bodyHead: '{"you_sent":{"apikey":"[secret]"}}',
  });
});

it("an answer that was cut in the middle of a secret is kept without its beginning", async () => {
  const answer = { kind: "response", status: 400, retryAfter: undefined, ...times } as const;
  const echo = (length: number) => `${"x".repeat(length)} 306`;
  expect(await resultOf({ ...answer, bodyHead: echo(1020) })).toMatchObject({
    bodyHead: `${"x".repeat(1020)} [secret]`,
  });
  expect(await resultOf({ ...answer, bodyHead: echo(1000) })).toMatchObject({
    bodyHead: echo(1000),
  });
});

it("a redirect that repeats a secret is kept without it, and so is what a failure had begun to say", async () => {
  const redirect = { kind: "response", status: 302, bodyHead: "", retryAfter: undefined } as const;
  const location = "/login?key=306e38e4%2D54be%2D469f&next=%2Fhooks";
  expect(await resultOf({ ...redirect, ...times, location })).toMatchObject({
    location: "/login?key=[secret]&next=%2Fhooks",
  });
  const failure = { kind: "failure", reason: "timeout", message: "too late", status: 200 } as const;
  expect(await resultOf({ ...failure, ...times, bodyHead: "you sent 306e" })).toMatchObject({
    bodyHead: "you sent [secret]",
  });
});

it("a redirect that was cut in the middle of a secret is kept without its beginning", async () => {
  const redirect = { kind: "response", status: 302, bodyHead: "", retryAfter: undefined } as const;
  const location = `/${"x".repeat(1_020)}306`;
  expect(await resultOf({ ...redirect, ...times, location })).toMatchObject({
    location: `/${"x".repeat(1_020)}[secret]`,
  });
});

it("failures and empty answers stay as they are", async () => {
  const failure = { kind: "failure", reason: "dns", message: "no address", ...times } as const;
  const empty = {
    kind: "response",
    status: 204,
    bodyHead: "",
    retryAfter: undefined,
    ...times,
  } as const;
  expect(await resultOf(failure)).toBe(failure);
  expect(await resultOf(empty)).toBe(empty);
});
