import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import type { Role } from "../../../lambdas/config-api/api-keys/domain/api-key.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { plainRow } from "./exported-rows.ts";
import { runCommand } from "./run-command.ts";
import { type Fault, serveConfigApi } from "./served-config-api.ts";

const PASSWORD = 'pass "word" of the row';

const ROWS = [1, 2, 3].map((id) =>
  plainRow({
    id,
    name: `row ${id}`,
    authentication: { httpBasic: { enabled: true, username: "user", password: PASSWORD } },
  }),
);

async function importWith(fault: Fault, key?: string, role: Role = "admin") {
  const api = await serveConfigApi();
  api.faults.push(fault);
  const file = join(temporaryFolder(), "export.json");
  writeFileSync(file, JSON.stringify(ROWS));
  const used = key ?? (await api.keyOf(role));
  const env = { RINGBACK_API_URL: api.url, RINGBACK_API_KEY: used };
  const result = await runCommand([file], env);
  const said = `${result.output}${result.errors}`;
  expect(said).not.toContain(used);
  expect(said).not.toContain(PASSWORD);
  expect(said).not.toContain(JSON.stringify(PASSWORD).slice(1, -1));
  return { ...result, api, again: () => runCommand([file], env) };
}

/** A fault that strikes the creation of the second row. */
function strikesSecondRow(answer: ReturnType<Fault>): Fault {
  return ({ headers }) => (headers["idempotency-key"] === "powerauth-2" ? answer : undefined);
}

test.each([
  [
    "500",
    { status: 500, body: '{"title": "Internal error", "detail": "Sorry."}' },
    /answered 500: Sorry\./u,
  ],
  ["500 without a word", { status: 500, body: "" }, /answered 500: nothing it explains/u],
  ["429", { status: 429, body: '{"message": "Too Many Requests"}' }, /answered 429/u],
  ["no answer at all", "hang up", /cannot be reached \(UND_ERR_SOCKET\)/u],
  ["200 that is not Ringback's", { status: 200, body: "<html>" }, /not that of Ringback/u],
] as const)(
  "%s for one row holds up no other, and a second run makes up for it",
  async (_, fault, message) => {
    const { code, output, api, again } = await importWith(strikesSecondRow(fault));
    expect(code).toBe(1);
    expect(output).toMatch(message);
    expect(output).toContain("2 created, 0 there already, 1 refused");
    api.faults.length = 0;
    expect((await again()).output).toContain("1 created, 2 there already, 0 refused");
  },
);

test("an answer that was lost after the webhook was created is made up for without a second one", async () => {
  const api = await serveConfigApi();
  const key = await api.keyOf("admin");
  const file = join(temporaryFolder(), "export.json");
  writeFileSync(file, JSON.stringify(ROWS.slice(0, 1)));
  const body = JSON.stringify({
    name: "row 1",
    endpoint: ROWS[0]?.["callback_url"],
    events: ["REGISTRATION_STATUS_CHANGE"],
  });
  await api.ask("POST", "/webhooks", {
    key,
    body,
    headers: { "content-type": "application/json" },
  });
  const env = { RINGBACK_API_URL: api.url, RINGBACK_API_KEY: key };
  expect((await runCommand([file], env)).output).toContain("0 created, 1 there already");
});

test("an unknown key is refused row by row, after one request", async () => {
  const key = `rbk_acme_production_abcdefabcdef_${"x".repeat(32)}`;
  const { code, output, api } = await importWith(() => undefined, key);
  expect(code).toBe(1);
  expect(output.match(/refused.*answered 401/gu)).toHaveLength(3);
  expect(output).toContain("check the key for this row in RINGBACK_API_KEY");
  expect(api.requests).toHaveLength(1);
});

test("a key of a role that may not create is told which role may", async () => {
  const { code, output } = await importWith(() => undefined, undefined, "reader");
  expect(code).toBe(1);
  expect(output.match(/answered 403: .*\(use a key with role admin or manager\)/gu)).toHaveLength(
    3,
  );
});

test("an API that is not there is told once a row", async () => {
  const file = join(temporaryFolder(), "export.json");
  writeFileSync(file, JSON.stringify(ROWS));
  const env = { RINGBACK_API_URL: "http://127.0.0.1:1", RINGBACK_API_KEY: "rbk_x" };
  const { code, output } = await runCommand([file], env);
  expect(code).toBe(1);
  expect(output).toMatch(/cannot be reached/u);
  expect(output).toContain("3 refused");
});

test("a redirect is not followed: the request holds secrets", async () => {
  const elsewhere = await serveConfigApi();
  const { output } = await importWith(({ method, path }) =>
    method === "POST"
      ? { status: 307, body: "", headers: { location: `${elsewhere.url}${path}` } }
      : undefined,
  );
  expect(output).toMatch(/answered 307/u);
  expect(elsewhere.requests).toEqual([]);
});

test("an API that repeats key and password is not quoted with them", async () => {
  const { output } = await importWith(({ method, headers, body }) => {
    const errors = [{ field: "endpoint", message: `${body} ${headers.authorization}`, hint: body }];
    return method === "POST"
      ? { status: 422, body: JSON.stringify({ errors, detail: body }) }
      : undefined;
  });
  expect(output).toContain("***");
});

test.each([
  ["no list", "{}"],
  ["no webhooks", '{"data": [{"id": "../applications"}], "next_cursor": null}'],
  ["a list without an end", '{"data": [], "next_cursor": "again"}'],
])("a list that is %s ends the import of its rows", async (_, body) => {
  const { output, api } = await importWith(({ method }) =>
    method === "GET" ? { status: 200, body } : undefined,
  );
  expect(output.match(/not that of Ringback's config API/gu)).toHaveLength(3);
  expect(api.requests.every(({ method }) => method === "GET")).toBe(true);
});

test("once it is stopped it begins no further row, and reports what it did", async () => {
  const api = await serveConfigApi();
  const stop = new AbortController();
  api.faults.push(({ headers }) => {
    if (headers["idempotency-key"] === "powerauth-2") stop.abort();
    return undefined;
  });
  const file = join(temporaryFolder(), "export.json");
  writeFileSync(file, JSON.stringify(ROWS));
  const env = { RINGBACK_API_URL: api.url, RINGBACK_API_KEY: await api.keyOf("admin") };
  const { code, output } = await runCommand([file], env, stop.signal);
  expect(code).toBe(1);
  expect(output).toContain("1 created, 0 there already, 2 refused");
  expect(output).toContain("the import was stopped before this row");
  expect(api.requests.some(({ headers }) => headers["idempotency-key"] === "powerauth-3")).toBe(
    false,
  );
});
