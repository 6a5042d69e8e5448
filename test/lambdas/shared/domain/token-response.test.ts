import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  readTokenResponse,
  TOKEN_RESPONSE_BYTES,
} from "../../../../lambdas/shared/domain/token-response.ts";
import { forAllIn } from "../../../support/for-all.ts";

const read = (body: unknown, status = 200) => readTokenResponse(status, JSON.stringify(body));
const NO_TOKEN = "the token endpoint's answer holds no usable access token";
const OTHER_TYPE = "the token endpoint gave a token of another type than Bearer";

/** Values of JSON. */
const each = (...values: readonly unknown[]) => values.map((value) => ({ value }));

describe("a token", () => {
  test.each([
    [60, 60],
    ["60", 60],
    [" 3600 ", 3600],
    ["59.9", 59.9],
    [59.9, 59.9],
    [0, 0],
    ["0", 0],
    [86_400, 86_400],
    [3_600_000, 86_400],
    [1e300, 86_400],
    [Infinity, 300], // JSON has no such number: it is written as null
    ["99999999999999999999", 86_400],
    ["1".repeat(400), 300],
    [-1, 300],
    ["-1", 300],
    [undefined, 300],
    [null, 300],
    ["", 300],
    ["soon", 300],
    ["1h", 300],
    ["0x10", 300],
    ["1e3", 300],
    [true, 300],
    [[60], 300],
    [{}, 300],
  ])("that expires in %j is good for %d s", (expires_in, lifetimeSeconds) => {
    const token = { ok: true, token: "t", lifetimeSeconds };
    expect(read({ access_token: "t", token_type: "Bearer", expires_in })).toEqual(token);
  });

  test("whose end is beyond all numbers is good for a day", () => {
    const body = '{"access_token":"t","expires_in":1e999}';
    expect(readTokenResponse(200, body)).toMatchObject({ lifetimeSeconds: 86_400 });
  });

  test.each(
    each(
      undefined,
      null,
      "",
      "Bearer",
      "bearer",
      "BEARER",
      "BeArEr",
      "BearerToken",
      "bearer_token",
      "Bearer Token",
      "bearer-token",
      " Bearer ",
    ),
  )("of the type $value is one", ({ value: token_type }) => {
    expect(read({ access_token: "t", token_type })).toMatchObject({ ok: true, token: "t" });
  });

  test.each(
    each(
      "DPoP",
      "mac",
      "pop",
      "N_A",
      "Basic",
      "JWT",
      "Bearer, DPoP",
      "unbearer",
      5,
      false,
      ["Bearer"],
      {},
      { toString: 1, valueOf: 1 },
    ),
  )("of the type $value is none", ({ value: token_type }) => {
    expect(read({ access_token: "t", token_type })).toEqual({ ok: false, message: OTHER_TYPE });
  });

  test.each([200, 201, 202, 203, 206, 226, 299])("comes with any 2xx: %d", (status) => {
    expect(read({ access_token: "t" }, status)).toMatchObject({ ok: true, token: "t" });
  });

  test("of some kilobytes is taken whole, and a longer one not at all", () => {
    const token = `${"a".repeat(12_286)}.b`;
    expect(read({ access_token: token })).toMatchObject({ ok: true, token });
    expect(read({ access_token: `${token}c` })).toEqual({ ok: false, message: NO_TOKEN });
  });

  test("is read behind a byte order mark, among other members, the last of the same name", () => {
    const body = '\uFEFF {"x":[{}],"access_token":"a","error":null,"access_token":"b"}\r\n';
    expect(readTokenResponse(200, body)).toMatchObject({ ok: true, token: "b" });
  });

  test.each(
    each(
      {},
      [],
      null,
      "t",
      [{ access_token: "t" }],
      { access_token: 1 },
      { access_token: "" },
      { access_token: null },
      { access_token: "a b" },
      { access_token: "a\r\nx: y" },
      { access_token: "tökén" },
      { accessToken: "t" },
    ),
  )("is missed in $value", ({ value: body }) => {
    expect(read(body)).toEqual({ ok: false, message: NO_TOKEN });
  });

  test.each([
    "",
    " ",
    "<html>",
    "access_token=t&token_type=bearer",
    '{"access_token":"t',
    "\uFEFF",
  ])("is missed in %j, which is no JSON", (body) => {
    expect(readTokenResponse(200, body)).toEqual({ ok: false, message: NO_TOKEN });
  });

  test("is missed in more than is read", () => {
    const body = JSON.stringify({ a: "x".repeat(TOKEN_RESPONSE_BYTES), access_token: "t" });
    expect(readTokenResponse(200, body.slice(0, TOKEN_RESPONSE_BYTES))).toEqual({
      ok: false,
      message: "the token endpoint's answer is longer than 64 KB",
    });
  });
});

describe("an error", () => {
  test.each([
    [{ error: "invalid_client" }, 401, "answered 401 (invalid_client)"],
    [{ error: "invalid_client" }, 200, "answered 200 (invalid_client)"],
    [{ error: "invalid_scope", access_token: "t" }, 200, "answered 200 (invalid_scope)"],
    [{ error: "INVALID_GRANT" }, 201, "answered 201 (invalid_grant)"],
    [{ error: { code: "access_denied" } }, 403, "answered 403 (access_denied)"],
    [{ error: "temporarily_unavailable" }, 503, "answered 503 (temporarily_unavailable)"],
    [
      { error: "invalid_target", error_description: "s3cret" },
      400,
      "answered 400 (invalid_target)",
    ],
    [{ error: "s3cret" }, 400, "answered 400"],
    [{ access_token: "t" }, 302, "answered 302"],
    [{ access_token: "t" }, 500, "answered 500"],
  ])("is told by its code and nothing else of the answer: %j with %d", (body, status, message) => {
    expect(read(body, status)).toEqual({ ok: false, message: `the token endpoint ${message}` });
  });

  test.each(each(null, "", false, 0, "none", {}, [], "constructor"))(
    "that is none: $value",
    ({ value: error }) => {
      expect(read({ error, access_token: "t" })).toMatchObject({ ok: true });
    },
  );
});

test("no answer makes the reader throw, or is repeated", () => {
  forAllIn(
    200,
    fc.integer({ min: 200, max: 599 }),
    fc.json(),
    fc.string(),
    (status, json, text) => {
      for (const body of [json, text]) {
        const answer = readTokenResponse(status, body);
        expect(typeof (answer.ok ? answer.token : answer.message)).toBe("string");
      }
    },
  );
});
