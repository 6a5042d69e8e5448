import { describe, expect, test, vi } from "vitest";

import { ACME } from "../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../support/fresh-test-bed.ts";
import { fieldErrorsOf, NOTIFICATION } from "../../support/webhook-requests.ts";

const bed = freshTestBed();

const ANOTHER = { id: "acme", name: "Another" };

/** Deletes the application, and waits until its id can be used again. */
async function deleteAndWait(): Promise<void> {
  expect((await bed.operator("DELETE", "/applications/acme")).status).toBe(204);
  bed.clock.nowMs += 60 * 86_400_000;
}

describe("/applications", () => {
  test("are created, read, renamed and deleted", async () => {
    const created = await bed.operator("POST", "/applications", { id: "acme", name: "Acme Ltd." });
    expect(created.status).toBe(201);
    expect(created.body).toEqual({
      id: "acme",
      name: "Acme Ltd.",
      created_at: "2026-01-31T12:00:00.000Z",
      modified_at: "2026-01-31T12:00:00.000Z",
    });
    expect((await bed.operator("GET", "/applications/acme")).body).toEqual(created.body);

    bed.clock.nowMs += 1000;
    const renamed = await bed.operator("PATCH", "/applications/acme", { name: "Acme" });
    expect(renamed.body).toEqual({
      ...created.body,
      name: "Acme",
      modified_at: "2026-01-31T12:00:01.000Z",
    });
    expect((await bed.operator("PATCH", "/applications/acme", {})).body).toEqual(renamed.body);

    expect((await bed.operator("DELETE", "/applications/acme")).status).toBe(204);
    for (const method of ["GET", "PATCH", "DELETE"]) {
      expect((await bed.operator(method, "/applications/acme", {})).status).toBe(404);
    }
  });

  test("have their ids once", async () => {
    await bed.operator("POST", "/applications", { id: "acme", name: "Acme" });
    expect(
      await bed.operator("POST", "/applications", { id: "acme", name: "Other" }),
    ).toMatchObject({
      status: 409,
      body: { title: "Conflict", errors: [], request_id: "request-1" },
    });
    expect((await bed.operator("GET", "/applications/acme")).body.name).toBe("Acme");
  });

  test("are listed page by page", async () => {
    for (const id of ["c", "a", "b"]) await bed.operator("POST", "/applications", { id, name: id });
    const first = await bed.operator("GET", "/applications?limit=2");
    expect(first.body.data.map(({ id }: { id: string }) => id)).toEqual(["a", "b"]);
    const next = `/applications?limit=2&cursor=${first.body.next_cursor}`;
    expect((await bed.operator("GET", next)).body).toMatchObject({
      data: [{ id: "c" }],
      next_cursor: null,
    });
  });

  test("stay while one of their environments has webhooks", async () => {
    const sandbox = { ...ACME, environment: "sandbox" } as const;
    const webhook = { endpoint: "https://example.com/", events: ["*"] };
    const { body } = await bed.admin("POST", "/webhooks", webhook, undefined, sandbox);
    expect((await bed.operator("DELETE", "/applications/acme")).status).toBe(409);
    await bed.admin("DELETE", `/webhooks/${body.id}`, undefined, undefined, sandbox);
    expect((await bed.operator("DELETE", "/applications/acme")).status).toBe(204);
  });

  test("take their keys along, also when another of the same id comes", async () => {
    await bed.keyOf("admin");
    await deleteAndWait();
    expect((await bed.operator("POST", "/applications", ANOTHER)).status).toBe(201);
    expect((await bed.admin("GET", "/webhooks")).status).toBe(401);
  });

  test("take their event types along", async () => {
    await bed.keyOf("admin");
    await bed.admin("PUT", "/event-types/ORDER", { schema: { type: "object" } });
    await deleteAndWait();
    expect((await bed.operator("POST", "/applications", ANOTHER)).status).toBe(201);
    expect(await bed.stores.eventTypes.list(ACME)).toEqual([]);
  });

  test("leave their id to nobody while what they left is kept, and say until when", async () => {
    await bed.keyOf("admin");
    bed.clock.nowMs += 1;
    expect((await bed.operator("DELETE", "/applications/acme")).status).toBe(204);
    // 60 days on, in whole seconds, as events end.
    const free = Date.parse("2026-04-01T12:00:01.000Z");
    for (const nowMs of [bed.clock.nowMs, free - 1]) {
      bed.clock.nowMs = nowMs;
      expect(await bed.operator("POST", "/applications", ANOTHER)).toMatchObject({
        status: 409,
        body: {
          type: "urn:ringback:problem:conflict",
          detail:
            "An application acme was deleted, and what it left is kept for a while: its id can be used again from 2026-04-01T12:00:01.000Z on.",
        },
      });
      expect((await bed.operator("GET", "/applications/acme")).status).toBe(404);
      expect((await bed.operator("GET", "/applications")).body.data).toEqual([]);
    }
    expect((await bed.operator("POST", "/applications", { id: "acme2", name: "x" })).status).toBe(
      201,
    );
    bed.clock.nowMs = free;
    expect((await bed.operator("POST", "/applications", ANOTHER)).status).toBe(201);
    expect((await bed.operator("POST", "/applications", ANOTHER)).body.detail).toBe(
      "There is an application acme already.",
    );
  });

  test("of two that come at once with one id one is created, also with that of a deleted one", async () => {
    const both = async () => {
      const asked = [1, 2].map(() => bed.operator("POST", "/applications", ANOTHER));
      return (await Promise.all(asked)).map(({ status }) => status).toSorted();
    };
    expect(await both()).toEqual([201, 409]);
    await bed.operator("DELETE", "/applications/acme");
    expect(await both()).toEqual([409, 409]);
  });

  test("take along with the next DELETE what a deletion that died left", async () => {
    await bed.keyOf("admin");
    const dying = { ...bed.ports.apiKeys, removeAll: () => Promise.reject(new Error("killed")) };
    const { operator } = bed.handlerWith({ apiKeys: dying });
    expect((await operator("DELETE", "/applications/acme")).status).toBe(500);
    const removeAll = vi.spyOn(bed.stores.apiKeys, "removeAll");
    expect((await bed.operator("DELETE", "/applications/acme")).status).toBe(404);
    expect(removeAll).toHaveBeenCalledWith(ACME);
    // Of one that never was nothing is touched: it may be created this very moment.
    removeAll.mockClear();
    expect((await bed.operator("DELETE", "/applications/nobody")).status).toBe(404);
    expect(removeAll).not.toHaveBeenCalled();
    bed.clock.nowMs += 30_000;
    expect((await bed.admin("GET", "/webhooks")).status).toBe(401);
  });

  test("read no notification of one before them that had their id", async () => {
    const body = { ...NOTIFICATION, expires_in: 2_592_000 };
    const { body: old } = await bed.admin("POST", "/notifications", body);
    await deleteAndWait();
    await bed.operator("POST", "/applications", ANOTHER);
    const asked = { name: "k", role: "admin", application: "acme", environment: "production" };
    const { key } = (await bed.operator("POST", "/api-keys", asked)).body;
    const path = `/notifications/${old.notification_uuid}`;
    expect(await bed.ports.notifications.read(ACME, old.notification_uuid)).toBeDefined();
    expect((await bed.ask("GET", path, { key })).status).toBe(404);
    const response = { key, body: { action_response: "Approved" } };
    expect((await bed.ask("POST", `${path}/response`, response)).status).toBe(404);
    const { body: own } = await bed.ask("POST", "/notifications", { key, body });
    expect((await bed.ask("GET", `/notifications/${own.notification_uuid}`, { key })).status).toBe(
      200,
    );
  });

  test("a webhook cannot be created with the remembered key of a deleted one", async () => {
    await bed.admin("GET", "/webhooks");
    await bed.operator("DELETE", "/applications/acme");
    const webhook = { endpoint: "https://example.com/", events: ["*"] };
    expect((await bed.admin("POST", "/webhooks", webhook)).status).toBe(404);
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
    const answer = await bed.operator("POST", "/applications", body);
    expect(fieldErrorsOf(answer)).toContain(`${field} ${message}`);
  });

  test("are for the operator only", async () => {
    for (const role of ["admin", "manager", "publisher", "reader"] as const) {
      for (const method of ["GET", "POST"]) {
        expect((await bed.as(role, method, "/applications", {})).status).toBe(403);
      }
      expect((await bed.as(role, "GET", "/applications/acme")).status).toBe(403);
    }
  });
});
