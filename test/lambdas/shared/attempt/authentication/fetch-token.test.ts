import { describe, expect, test } from "vitest";

import { fetchToken } from "../../../../../lambdas/shared/attempt/authentication/fetch-token.ts";
import type {
  AttemptFailureReason,
  AttemptResult,
} from "../../../../../lambdas/shared/domain/attempt-outcome.ts";
import type { HttpRequest } from "../../../../../lambdas/shared/http/http-sender.ts";

const client = {
  tokenUrl: "https://example.com/token?tenant=1",
  clientId: "ring:back",
  clientSecret: "s3cret +/&%é",
  clientAuth: "basic",
} as const;
const times = { startedAtMs: 1, durationMs: 2 };

const answered = (status: number, bodyHead: string): AttemptResult => ({
  kind: "response",
  status,
  bodyHead,
  retryAfter: undefined,
  ...times,
});
const failed = (reason: AttemptFailureReason, message: string): AttemptResult => ({
  kind: "failure",
  reason,
  message,
  ...times,
});

async function fetched(result: AttemptResult, changes: object = {}) {
  const requests: HttpRequest[] = [];
  const send = async (request: HttpRequest) => {
    requests.push(request);
    return result;
  };
  const answer = await fetchToken(send, { ...client, ...changes }, 4_000);
  return { answer, request: requests[0] as HttpRequest };
}

function headersOf({ headers }: HttpRequest): Record<string, string> {
  return Object.fromEntries(
    headers.flatMap((name, index) => (index % 2 === 0 ? [[name, headers[index + 1] ?? ""]] : [])),
  );
}

describe("a token request", () => {
  test("shows the client in a Basic header, both parts form-encoded", async () => {
    const { request } = await fetched(answered(200, "{}"));
    expect(request).toMatchObject({
      url: client.tokenUrl,
      body: "grant_type=client_credentials",
      timeoutMs: 4_000,
    });
    const { authorization = "", ...headers } = headersOf(request);
    // RFC 6749, section 2.3.1 and appendix B: a blank becomes +, everything else that is not a
    // letter %XX.
    const basic = Buffer.from(authorization.replace("Basic ", ""), "base64").toString();
    expect(basic).toBe("ring%3Aback:s3cret+%2B%2F%26%25%C3%A9");
    expect(headers).toMatchObject({
      "content-type": "application/x-www-form-urlencoded",
      accept: "application/json",
    });
  });

  test("shows the client in the body, and asks for what is configured", async () => {
    const changes = {
      clientAuth: "body",
      scope: "a b",
      audience: "https://api/",
      resource: "https://hooks/?a=1",
      parameters: [
        ["tenant", "ü &=+"],
        ["empty", ""],
      ],
    };
    const { request } = await fetched(answered(200, "{}"), changes);
    expect(headersOf(request)).not.toHaveProperty("authorization");
    expect(Object.fromEntries(new URLSearchParams(String(request.body)))).toEqual({
      grant_type: "client_credentials",
      scope: "a b",
      audience: "https://api/",
      resource: "https://hooks/?a=1",
      tenant: "ü &=+",
      empty: "",
      client_id: client.clientId,
      client_secret: client.clientSecret,
    });
  });
});

describe("a token endpoint that gives no token", () => {
  test.each([
    [
      answered(401, '{"error":"invalid_client"}'),
      "the token endpoint answered 401 (invalid_client)",
    ],
    [answered(400, '{"error":"s3cret +/&%é"}'), "the token endpoint answered 400"],
    [answered(302, ""), "the token endpoint answered 302"],
    [answered(500, "<html>"), "the token endpoint answered 500"],
    [
      answered(200, '{"access_token":"t'),
      "the token endpoint's answer holds no usable access token",
    ],
    [
      failed("refused_destination", "the host leads to an address that is not globally routable"),
      "the token endpoint cannot be reached: the host leads to an address that is not globally routable (refused_destination)",
    ],
  ])("is told of without its own words: %j", async (result, message) => {
    expect((await fetched(result)).answer).toEqual({ ok: false, message });
  });
});
