import type { Socket } from "node:net";

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { fetchToken } from "../../../../../lambdas/shared/attempt/authentication/fetch-token.ts";
import { makeSenderTestBed } from "../../../../support/sender-test-bed.ts";
import { httpResponse } from "../../../../support/tcp-receiver.ts";
import { CLIENTS, startTokenServer, type TokenServer } from "../../../../support/token-server.ts";

/* What token endpoints were seen to answer, as bytes, through the sender of deliver; the server behind them is oidc-provider. */

const bed = makeSenderTestBed();
let tokens: TokenServer;
beforeAll(async () => {
  tokens = await startTokenServer();
});
afterEach(() => {
  tokens.instead = undefined;
});
afterAll(async () => {
  await tokens.close();
});

async function fetched(timeoutMs = 2_000) {
  const { client_id: clientId, client_secret: clientSecret } = CLIENTS.basic;
  const client = {
    tokenUrl: tokens.tokenUrl,
    clientId,
    clientSecret,
    clientAuth: "basic",
  } as const;
  const answer = await fetchToken(bed.makeSender().send, client, timeoutMs);
  expect(JSON.stringify(answer)).not.toContain(clientSecret);
  return answer;
}

/** Answers with these bytes; then the connection ends, unless it is to stay. */
function answerWith(bytes: string | Buffer, stays = false): void {
  tokens.instead = ({ socket }) => {
    const raw: Socket = socket;
    raw.write(bytes);
    if (!stays) raw.end();
  };
}

const TYPE = "content-type: application/json;charset=UTF-8";
const TOKEN = '{"access_token":"t0ken","token_type":"Bearer","expires_in":3600}';
const json = (status: number, body: string, ...headers: string[]) =>
  httpResponse(status, body, [TYPE, "cache-control: no-store", ...headers]);
const withType = (type: string, body = TOKEN) => httpResponse(200, body, [`content-type: ${type}`]);
const chunked = (...chunks: string[]) =>
  `HTTP/1.1 200 OK\r\n${TYPE}\r\ntransfer-encoding: chunked\r\n\r\n${chunks
    .map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`)
    .join("")}`;

describe("a token is taken from", () => {
  test.each([
    ["200 with JSON", json(200, TOKEN)],
    ["201", json(201, TOKEN)],
    ["202", json(202, TOKEN)],
    ["203", json(203, TOKEN)],
    ["no content-type", httpResponse(200, TOKEN)],
    ["text/html", withType("text/html; charset=ISO-8859-1")],
    ["text/plain", withType("text/plain")],
    [
      "application/x-www-form-urlencoded that is JSON",
      withType("application/x-www-form-urlencoded"),
    ],
    ["application/jwt", withType("application/jwt")],
    ["a malformed content-type", withType(";;;")],
    ["a byte order mark", json(200, `\uFEFF${TOKEN}`)],
    ["blanks and line breaks around it", json(200, `\r\n\t ${TOKEN}\n\n`)],
    ["chunks", chunked(TOKEN.slice(0, 10), TOKEN.slice(10), "")],
    ["a body that ends with the connection", `HTTP/1.1 200 OK\r\n${TYPE}\r\n\r\n${TOKEN}`],
    ["HTTP/1.0", `HTTP/1.0 200 OK\r\n${TYPE}\r\n\r\n${TOKEN}`],
    [
      "a status without words",
      `HTTP/1.1 200\r\n${TYPE}\r\ncontent-length: ${TOKEN.length}\r\n\r\n${TOKEN}`,
    ],
    ["early hints before it", `HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${json(200, TOKEN)}`],
    ["100 Continue before it, unasked", `HTTP/1.1 100 Continue\r\n\r\n${json(200, TOKEN)}`],
    [
      "an answer that ends before its length, its JSON whole",
      `HTTP/1.1 200 OK\r\n${TYPE}\r\ncontent-length: ${TOKEN.length + 10}\r\n\r\n${TOKEN}`,
    ],
    ["20 KB of headers", json(200, TOKEN, `x-padding: ${"x".repeat(20_000)}`)],
    [
      "cookies and a location",
      json(200, TOKEN, "set-cookie: a=b", "location: https://example.com/"),
    ],
    ["a Bearer without a type", json(200, '{"access_token":"t0ken"}')],
    ["BearerToken", json(200, TOKEN.replace("Bearer", "BearerToken"))],
    ["bearer", json(200, TOKEN.replace("Bearer", "bearer"))],
    ["BEARER", json(200, TOKEN.replace("Bearer", "BEARER"))],
    ["null as its type", json(200, TOKEN.replace('"Bearer"', "null"))],
    ["an end as text", json(200, TOKEN.replace("3600", '"3600"'))],
    ["no end", json(200, '{"access_token":"t0ken","token_type":"Bearer"}')],
    ["an end now", json(200, TOKEN.replace("3600", "0"))],
    ["an end that has passed", json(200, TOKEN.replace("3600", "-3600"))],
    ["an end in ages", json(200, TOKEN.replace("3600", "9".repeat(40)))],
    ["an end that is no time", json(200, TOKEN.replace("3600", '"never"'))],
    ["another scope than was asked for", json(200, TOKEN.replace("{", '{"scope":"other",'))],
    [
      "members that nobody knows",
      json(200, TOKEN.replace("{", '{"ext":{"a":[1]},"id_token":"x",')),
    ],
    ["a refresh token", json(200, TOKEN.replace("{", '{"refresh_token":"r",'))],
    ["a member given twice: the last", json(200, TOKEN.replace("{", '{"access_token":"first",'))],
    ["an error that is null", json(200, TOKEN.replace("{", '{"error":null,'))],
    ["60 KB of other members", json(200, TOKEN.replace("{", `{"x":"${"x".repeat(60_000)}",`))],
  ])("%s", async (_title, bytes) => {
    answerWith(bytes);
    expect(await fetched()).toMatchObject({ ok: true, token: "t0ken" });
  });
});

const NO_TOKEN = "the token endpoint's answer holds no usable access token";
const SECRET = "words of the endpoint";

describe("there is no token, and it is told why, in", () => {
  test.each([
    ["200 with an error", json(200, '{"error":"invalid_client"}'), "answered 200 (invalid_client)"],
    ["400 with an error", json(400, '{"error":"invalid_scope"}'), "answered 400 (invalid_scope)"],
    [
      "401 with an error in another case",
      json(401, '{"error":"Invalid_Client"}'),
      "answered 401 (invalid_client)",
    ],
    [
      "an error with its description",
      json(400, `{"error":"invalid_grant","error_description":"${SECRET}"}`),
      "answered 400 (invalid_grant)",
    ],
    ["an error of the endpoint's own", json(400, `{"error":"${SECRET}"}`), "answered 400"],
    [
      "an error beside a token",
      json(200, TOKEN.replace("{", '{"error":"access_denied",')),
      "answered 200 (access_denied)",
    ],
    ["500 with a token", json(500, TOKEN), "answered 500"],
    [
      "403 with HTML",
      httpResponse(403, `<html>${SECRET}`, ["content-type: text/html"]),
      "answered 403",
    ],
    ["429", json(429, "{}", "retry-after: 10"), "answered 429"],
    ["301", json(301, TOKEN, "location: /other"), "answered 301"],
    ["307", json(307, TOKEN, "location: http://127.0.0.1:1/"), "answered 307"],
    ["308 to itself", json(308, "", "location: /token"), "answered 308"],
  ])("%s", async (_title, bytes, message) => {
    answerWith(bytes);
    expect(await fetched()).toEqual({ ok: false, message: `the token endpoint ${message}` });
  });

  test.each([
    ["204", "HTTP/1.1 204 No Content\r\n\r\n", NO_TOKEN],
    ["nothing", json(200, ""), NO_TOKEN],
    ["HTML", withType("text/html", `<html>${SECRET}</html>`), NO_TOKEN],
    [
      "a form",
      withType("application/x-www-form-urlencoded", "access_token=t&token_type=bearer"),
      NO_TOKEN,
    ],
    ["a list", json(200, `[${TOKEN}]`), NO_TOKEN],
    ["half of the JSON", json(200, TOKEN.slice(0, 30)), NO_TOKEN],
    [
      "UTF-16",
      Buffer.concat([
        Buffer.from(`HTTP/1.1 200 OK\r\n${TYPE}\r\n\r\n`),
        Buffer.from(TOKEN, "utf16le"),
      ]),
      NO_TOKEN,
    ],
    ["a token with a line break", json(200, TOKEN.replace("t0ken", "a\\r\\nx: y")), NO_TOKEN],
    ["a number as token", json(200, TOKEN.replace('"t0ken"', "5")), NO_TOKEN],
    ["an empty token", json(200, TOKEN.replace("t0ken", "")), NO_TOKEN],
    [
      "a token of DPoP",
      json(200, TOKEN.replace("Bearer", "DPoP")),
      "the token endpoint gave a token of another type than Bearer",
    ],
    [
      "a type that is no text",
      json(200, TOKEN.replace('"Bearer"', "{}")),
      "the token endpoint gave a token of another type than Bearer",
    ],
    [
      "70 KB",
      json(200, TOKEN.replace("{", `{"x":"${"x".repeat(70_000)}",`)),
      "the token endpoint's answer is longer than 64 KB",
    ],
    [
      "a megabyte of blanks",
      json(200, " ".repeat(1_000_000) + TOKEN),
      "the token endpoint's answer is longer than 64 KB",
    ],
  ])("%s", async (_title, bytes, message) => {
    answerWith(bytes);
    const answer = await fetched();
    expect(answer).toEqual({ ok: false, message });
    expect(JSON.stringify(answer)).not.toContain(SECRET);
  });

  test.each([
    ["no HTTP", "SSH-2.0-OpenSSH\r\n", false],
    ["an end before all of it", "", false],
    ["silence", "", true],
    ["a head that never ends", "HTTP/1.1 200 OK\r\nx: y\r\n", true],
  ])("%s", async (_title, bytes, stays) => {
    answerWith(bytes, stays);
    expect(await fetched(300)).toMatchObject({
      ok: false,
      message: expect.stringMatching(/^the token endpoint cannot be reached: /u),
    });
  });
});

test("what oidc-provider answers is taken before and after all that", async () => {
  const answer = await fetched();
  expect(answer).toMatchObject({ ok: true, lifetimeSeconds: 3600 });
  expect(answer.ok && (await tokens.isGood(`Bearer ${answer.token}`))).toBe(true);
});
