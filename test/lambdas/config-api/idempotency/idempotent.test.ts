import { beforeEach, describe, expect, test, vi } from "vitest";

import type { Caller } from "../../../../lambdas/config-api/access/caller.ts";
import { problem } from "../../../../lambdas/config-api/http/problem.ts";
import { jsonResponse, type Reply } from "../../../../lambdas/config-api/http/reply.ts";
import { makeIdempotent } from "../../../../lambdas/config-api/idempotency/idempotent.ts";
import { makeVault } from "../../../../lambdas/shared/vault/vault.ts";
import { makeFakeSecretsManager } from "../../../support/fakes/fake-secrets-manager.ts";
import { openVirtualConfiguration } from "../../../support/virtual-stores.ts";

const caller: Caller = {
  kind: "api-key",
  keyId: "key_1",
  name: "ci",
  role: "admin",
  tenant: { application: "acme", environment: "production" },
};
type Run = (idBytes: (count: number) => Uint8Array) => Promise<Reply>;

let nowMs = 0;
let stores = openVirtualConfiguration();
let idempotent = makeIdempotent({ ...newPorts(), now: () => nowMs });

function newPorts() {
  stores = openVirtualConfiguration();
  const secretsManager = makeFakeSecretsManager({ vault: "key" }).client;
  const vault = makeVault({ secretsManager, keyId: "vault", now: () => nowMs });
  return { store: stores.idempotency, vault };
}

beforeEach(() => {
  nowMs = 1_700_000_000_000;
  idempotent = makeIdempotent({ ...newPorts(), now: () => nowMs });
});

function ask(
  run: Run,
  given: { key?: string; body?: string; path?: string; caller?: Caller } = {},
) {
  return idempotent({
    idempotencyKey: given.key ?? "once",
    caller: given.caller ?? caller,
    method: "POST",
    path: given.path ?? "/webhooks",
    body: Buffer.from(given.body ?? "{}"),
    run,
  });
}

describe("makeIdempotent", () => {
  test("does a request once and answers its repeats alike", async () => {
    const run = vi.fn<Run>(async () => jsonResponse(201, { id: 1, key: "a secret" }));
    const first = await ask(run);
    expect(await ask(run)).toEqual(first);
    expect(run).toHaveBeenCalledTimes(1);
  });

  test("keeps no answer in the clear", async () => {
    const finish = vi.spyOn(stores.idempotency, "finish");
    await ask(async () => jsonResponse(201, { key: "a secret" }));
    expect(finish.mock.calls[0]?.[1]).toMatch(/^eyJ/u);
    expect(JSON.stringify(finish.mock.calls)).not.toContain("a secret");
  });

  test.each([{ body: '{"a":1}' }, { path: "/events" }])(
    "refuses the same key with another request: %j",
    async (other) => {
      await ask(async () => jsonResponse(201, {}));
      expect(await ask(async () => jsonResponse(201, {}), other)).toMatchObject({
        status: 422,
        code: "idempotency-key-reused",
      });
    },
  );

  test("keeps keys apart by API key", async () => {
    await ask(async () => jsonResponse(201, { of: 1 }));
    const other = { ...caller, keyId: "key_2" };
    expect(await ask(async () => jsonResponse(201, { of: 2 }), { caller: other })).toMatchObject({
      body: '{"of":2}',
    });
    const operator = { kind: "operator" } as const;
    const byOperator = () => ask(async () => jsonResponse(201, { of: 3 }), { caller: operator });
    expect(await byOperator()).toEqual(await byOperator());
  });

  test("keeps of an answer that is too large what it was, and does the request no second time", async () => {
    const finish = vi.spyOn(stores.idempotency, "finish");
    const run = vi.fn<Run>(async () => jsonResponse(200, { body: '"\\'.repeat(100_000) }));
    expect(await ask(run)).toMatchObject({
      status: 200,
      body: expect.stringMatching(/^.{400000}/u),
    });
    const repeat = await ask(run);
    expect(repeat).toMatchObject({ kind: "problem", code: "answer-not-kept", status: 409 });
    expect(repeat).toHaveProperty(
      "detail",
      expect.stringMatching(/status 200 and 400011 bytes \(SHA-256 [0-9a-f]{64}\)/u),
    );
    expect(run).toHaveBeenCalledTimes(1);
    expect(finish.mock.calls[0]?.[1].length).toBeLessThan(1000);
  });

  test("keeps an answer as large as an item can hold", async () => {
    const finish = vi.spyOn(stores.idempotency, "finish");
    const run = vi.fn<Run>(async () => jsonResponse(200, { body: "x".repeat(262_000) }));
    const first = await ask(run);
    expect(await ask(run)).toEqual(first);
    expect(finish.mock.calls[0]?.[1].length).toBeLessThan(400_000);
  });

  test("answers 409 while the first request runs", async () => {
    const { promise, resolve: end } = Promise.withResolvers<Reply>();
    const first = ask(() => promise);
    await vi.waitFor(async () => {
      expect(await ask(async () => jsonResponse(201, {}))).toMatchObject({
        status: 409,
        headers: { "retry-after": "1" },
      });
    });
    end(jsonResponse(201, {}));
    expect(await first).toMatchObject({ status: 201 });
  });

  test("lets a refused request be mended under the same key", async () => {
    expect(await ask(async () => problem("invalid-fields", "no"))).toMatchObject({ status: 422 });
    expect(await ask(async () => jsonResponse(201, {}), { body: '{"mended":1}' })).toMatchObject({
      status: 201,
    });
  });

  test("lets a failed request be repeated at once, with the same bytes for ids", async () => {
    const bytes: string[] = [];
    const noting: Run = async (idBytes) => {
      bytes.push(Buffer.concat([idBytes(16), idBytes(40)]).toString("hex"));
      if (bytes.length === 1) throw new Error("throttled");
      return bytes.length === 2 ? problem("unavailable", "no") : jsonResponse(201, {});
    };
    await expect(ask(noting)).rejects.toThrow("throttled");
    nowMs += 1;
    expect(await ask(noting)).toMatchObject({ status: 503 });
    nowMs += 1;
    expect(await ask(noting)).toMatchObject({ status: 201 });
    expect(new Set(bytes).size).toBe(1);
    expect(bytes[0]).toHaveLength(2 * (16 + 40));
  });

  test("gives each request other bytes for ids, each time it asks for some", async () => {
    const bytes: string[] = [];
    const noting: Run = async (idBytes) => {
      bytes.push(
        Buffer.from(idBytes(16)).toString("hex"),
        Buffer.from(idBytes(16)).toString("hex"),
      );
      return jsonResponse(201, {});
    };
    await ask(noting);
    await ask(noting, { key: "twice" });
    nowMs += 24 * 60 * 60 * 1000;
    await ask(noting);
    expect(new Set(bytes).size).toBe(6);
  });

  test("takes the place of a request that died, after 30 seconds", async () => {
    void ask(() => new Promise<Reply>(() => {}));
    await vi.waitFor(async () => {
      expect(await ask(async () => jsonResponse(201, {}))).toMatchObject({ status: 409 });
    });
    nowMs += 30_000;
    const repeats = await Promise.all([1, 2].map(() => ask(async () => jsonResponse(201, {}))));
    expect(repeats.map(({ status }) => String(status)).toSorted()).toEqual(["201", "409"]);
  });

  test("forgets after 24 hours", async () => {
    const run = vi.fn<Run>(async () => jsonResponse(201, {}));
    await ask(run);
    nowMs += 24 * 60 * 60 * 1000 - 1;
    await ask(run);
    expect(run).toHaveBeenCalledTimes(1);
    nowMs += 1;
    await ask(run, { body: "another" });
    expect(run).toHaveBeenCalledTimes(2);
  });

  test.each(["", " ", "a b", "ä", "x".repeat(256), "a\nb"])("refuses the key %j", async (key) => {
    expect(await ask(async () => jsonResponse(201, {}), { key })).toMatchObject({
      status: 422,
      errors: [{ field: "idempotency-key" }],
    });
  });
});
