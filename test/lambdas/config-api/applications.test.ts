import { beforeEach, describe, expect, test } from "vitest";

import { ACME, makeConfigApiTestBed, OPERATOR_KEY } from "../../support/config-api-test-bed.ts";

let bed = makeConfigApiTestBed();

beforeEach(() => {
  bed = makeConfigApiTestBed();
});

function operator(method: string, path: string, body?: unknown) {
  return bed.ask(method, path, { key: OPERATOR_KEY, body });
}

describe("/applications", () => {
  test("are created, read, renamed and deleted", async () => {
    const created = await operator("POST", "/applications", { id: "acme", name: "Acme Ltd." });
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      id: "acme",
      name: "Acme Ltd.",
      created_at: "2026-01-31T12:00:00.000Z",
      modified_at: "2026-01-31T12:00:00.000Z",
    });
    expect((await operator("GET", "/applications/acme")).body).toEqual(created.body);

    bed.clock.nowMs += 1000;
    const renamed = await operator("PATCH", "/applications/acme", { name: "Acme" });
    expect(renamed.body).toEqual({
      ...created.body,
      name: "Acme",
      modified_at: "2026-01-31T12:00:01.000Z",
    });
    expect((await operator("PATCH", "/applications/acme", {})).body).toEqual(renamed.body);

    expect((await operator("DELETE", "/applications/acme")).status).toBe(204);
    for (const method of ["GET", "PATCH", "DELETE"]) {
      expect((await operator(method, "/applications/acme", {})).status).toBe(404);
    }
  });

  test("have their ids once", async () => {
    await operator("POST", "/applications", { id: "acme", name: "Acme" });
    expect(await operator("POST", "/applications", { id: "acme", name: "Other" })).toMatchObject({
      status: 409,
      body: { title: "Conflict", errors: [], request_id: "request-1" },
    });
    expect((await operator("GET", "/applications/acme")).body.name).toBe("Acme");
  });

  test("are listed page by page", async () => {
    for (const id of ["c", "a", "b"]) await operator("POST", "/applications", { id, name: id });
    const first = await operator("GET", "/applications?limit=2");
    expect(first.body.data.map(({ id }: { id: string }) => id)).toEqual(["a", "b"]);
    const next = `/applications?limit=2&cursor=${first.body.next_cursor}`;
    expect((await operator("GET", next)).body).toMatchObject({
      data: [{ id: "c" }],
      next_cursor: null,
    });
  });

  test("stay while one of their environments has webhooks", async () => {
    const sandbox = { ...ACME, environment: "sandbox" } as const;
    const webhook = { endpoint: "https://example.com/", events: ["*"] };
    const { body } = await bed.admin("POST", "/webhooks", webhook, undefined, sandbox);
    expect((await operator("DELETE", "/applications/acme")).status).toBe(409);
    await bed.admin("DELETE", `/webhooks/${body.id}`, undefined, undefined, sandbox);
    expect((await operator("DELETE", "/applications/acme")).status).toBe(204);
  });

  test("take their keys along, also when another of the same id comes", async () => {
    const key = await bed.keyOf("admin");
    await operator("DELETE", "/applications/acme");
    await operator("POST", "/applications", { id: "acme", name: "Another" });
    bed.clock.nowMs += 30_000;
    expect((await bed.ask("GET", "/webhooks", { key })).status).toBe(401);
  });

  test("take their event types along", async () => {
    await bed.keyOf("admin");
    await bed.admin("PUT", "/event-types/ORDER", { schema: { type: "object" } });
    await operator("DELETE", "/applications/acme");
    await operator("POST", "/applications", { id: "acme", name: "Another" });
    expect(await bed.stores.eventTypes.list(ACME)).toEqual([]);
  });

  test("a webhook cannot be created with the remembered key of a deleted one", async () => {
    const key = await bed.keyOf("admin");
    await bed.ask("GET", "/webhooks", { key });
    await operator("DELETE", "/applications/acme");
    const webhook = { endpoint: "https://example.com/", events: ["*"] };
    expect((await bed.ask("POST", "/webhooks", { key, body: webhook })).status).toBe(404);
  });

  test.each([
    [{ name: "x" }, "id", "is missing"],
    [{ id: "acme" }, "name", "is missing"],
    [{ id: "", name: "x" }, "id", "is malformed"],
    [{ id: "a b", name: "x" }, "id", "is malformed"],
    [{ id: "a#b", name: "x" }, "id", "is malformed"],
    [{ id: "_a", name: "x" }, "id", "is malformed"],
    [{ id: "a".repeat(64), name: "x" }, "id", "is malformed"],
    [{ id: 7, name: "x" }, "id", "expected text, got a number"],
    [{ id: "acme", name: "" }, "name", "is empty"],
    [{ id: "acme", name: "  " }, "name", "is malformed"],
    [{ id: "acme", name: "a\nb" }, "name", "is malformed"],
    [{ id: "acme", name: "x".repeat(201) }, "name", "is too long"],
    [{ id: "acme", name: null }, "name", "expected text, got null"],
    [{ id: "acme", name: "x", nmae: "y" }, "nmae", "is not a known field"],
  ])("refuse %j", async (body, field, message) => {
    const answer = await operator("POST", "/applications", body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toContainEqual({
      field,
      message,
      hint: expect.stringMatching(/./u),
    });
  });

  test("are for the operator only", async () => {
    for (const role of ["admin", "manager", "publisher", "reader"] as const) {
      const key = await bed.keyOf(role);
      for (const method of ["GET", "POST"]) {
        expect((await bed.ask(method, "/applications", { key, body: {} })).status).toBe(403);
      }
      expect((await bed.ask("GET", "/applications/acme", { key })).status).toBe(403);
    }
  });
});
