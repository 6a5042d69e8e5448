import { describe, expect, test, vi } from "vitest";

import {
  callbackConfigIdOf,
  callbackWebhookIdOf,
  MAX_CALLBACK_ORIGINS_PER_TENANT,
} from "../../../../lambdas/shared/domain/callback-webhook.ts";
import type { Webhook } from "../../../../lambdas/shared/domain/webhook.ts";
import { ACME } from "../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import { createWebhook, MINIMAL, NOTIFICATION } from "../../../support/webhook-requests.ts";

const bed = freshTestBed();
const ORIGIN = "https://example.com";
const ID = callbackWebhookIdOf(ACME, ORIGIN);
const MS_PER_DAY = 86_400_000;
/**
 * The longest life of a notification, what is kept behind it, and the day that spares a write for
 * each.
 */
const LIFE_DAYS = 30 + 60 + 1;

function notify(origin = ORIGIN) {
  return bed.admin("POST", "/notifications", {
    ...NOTIFICATION,
    callback_url: `${origin}/callback`,
  });
}

async function stored(id = ID): Promise<Webhook> {
  return (await bed.stores.webhooks.read(ACME, id)) as Webhook;
}

async function idsOf(query: string): Promise<string[]> {
  const { body } = await bed.admin("GET", `/webhooks?${query}`);
  return body.data.map(({ id }: { readonly id: string }) => id);
}

/** As many origins as there is room for. */
async function fill(): Promise<void> {
  for (let n = 0; n < MAX_CALLBACK_ORIGINS_PER_TENANT; n += 1) {
    expect((await notify(`https://${n}.example.com`)).status).toBe(201);
  }
}

describe("the hidden webhook of a callback", () => {
  test("is made once for an origin, and has nothing but that and its end", async () => {
    await notify();
    await notify("https://example.com:443");
    expect(await bed.stores.webhooks.list(ACME, undefined, 10)).toEqual([
      {
        ...ACME,
        id: ID,
        version: 1,
        endpoint: ORIGIN,
        events: [],
        profile: "relid",
        hidden: true,
        quota: "callbacks",
        endsAtMs: bed.clock.nowMs + LIFE_DAYS * MS_PER_DAY,
        status: "enabled",
        config: { customHeaderNames: [] },
        sealed: {},
        createdAtMs: bed.clock.nowMs,
        modifiedAtMs: bed.clock.nowMs,
      },
    ]);
    await notify("https://example.com:8443");
    expect(await bed.stores.webhooks.list(ACME, undefined, 10)).toHaveLength(2);
  });

  test("is enabled again when it was gone, but stays paused", async () => {
    await notify();
    const gone = { ...(await stored()), version: 2, status: "gone", statusReason: "410" } as const;
    await bed.stores.webhooks.replace(gone, 1);
    await notify();
    expect(await stored()).toMatchObject({ status: "enabled", hidden: true, version: 3 });
    expect(await stored()).not.toHaveProperty("statusReason");
    await bed.admin("POST", `/webhooks/${ID}/disable`);
    bed.clock.nowMs += 2 * MS_PER_DAY;
    await notify();
    const paused = { status: "disabled", statusReason: "disabled through the API" };
    expect(await stored()).toMatchObject({
      ...paused,
      endsAtMs: bed.clock.nowMs + LIFE_DAYS * MS_PER_DAY,
    });
  });

  test("has its end put off once a day at most, however many notifications come", async () => {
    await notify();
    const replace = vi.spyOn(bed.stores.webhooks, "replace");
    const { endsAtMs } = await stored();
    bed.clock.nowMs += MS_PER_DAY;
    for (let n = 0; n < 5; n += 1) await notify();
    expect(replace).not.toHaveBeenCalled();
    bed.clock.nowMs += 1;
    for (let n = 0; n < 5; n += 1) await notify();
    expect(replace).toHaveBeenCalledTimes(1);
    expect(await stored()).toMatchObject({ version: 2, endsAtMs: endsAtMs! + MS_PER_DAY + 1 });
  });

  test("of an earlier version gets an end when it is used, and counts where it did", async () => {
    await notify();
    const { quota: _, endsAtMs, ...before } = await stored();
    await bed.stores.webhooks.replace({ ...before, version: 2 }, 1);
    await notify();
    expect(await stored()).toEqual({ ...before, version: 3, endsAtMs });
  });

  test("that is deleted while a notification puts its end off is made anew", async () => {
    await notify();
    bed.clock.nowMs += 2 * MS_PER_DAY;
    const { replace } = bed.stores.webhooks;
    vi.spyOn(bed.stores.webhooks, "replace").mockImplementationOnce(async (webhook, seen) => {
      await bed.stores.webhooks.remove(ACME, ID);
      return replace(webhook, seen);
    });
    expect((await notify()).status).toBe(201);
    expect(await stored()).toMatchObject({ version: 1, createdAtMs: bed.clock.nowMs });
  });

  test.each([
    ["limit_reached", 409, "urn:ringback:problem:limit-reached"],
    ["no_tenant", 404, "urn:ringback:problem:not-found"],
  ] as const)(
    "refuses the notification when it cannot be made: %s",
    async (creation, status, type) => {
      const webhooks = { ...bed.ports.webhooks, create: async () => creation };
      const { admin } = bed.handlerWith({ webhooks });
      const answer = await admin("POST", "/notifications", {
        ...NOTIFICATION,
        callback_url: ORIGIN,
      });
      expect(answer).toMatchObject({ status, body: { type } });
      expect(bed.wakes).toEqual([]);
    },
  );

  test("refuses the notification while others keep changing it", async () => {
    await notify();
    bed.clock.nowMs += 2 * MS_PER_DAY;
    vi.spyOn(bed.stores.webhooks, "replace").mockResolvedValue(false);
    expect((await notify()).status).toBe(409);
  });
});

describe("hidden webhooks", () => {
  test("are listed when they are asked for, with their end, and in no other list", async () => {
    await notify();
    await notify("https://b.example");
    const config = { callback_config: { timeout_seconds: 3 } };
    await bed.operator("PATCH", "/applications/acme", config);
    const { id: own } = await createWebhook(bed);
    expect(await idsOf("")).toEqual([own]);
    expect(await idsOf("hidden=false")).toEqual([own]);
    expect((await bed.admin("GET", "/webhooks?limit=1")).body.next_cursor).toBeNull();
    const both = [ID, callbackWebhookIdOf(ACME, "https://b.example")].toSorted();
    expect(await idsOf("hidden=true")).toEqual(both);
    expect(await idsOf("hidden=true&status=disabled")).toEqual([]);
    const { body } = await bed.admin("GET", "/webhooks?hidden=true&limit=1");
    expect(body.data).toMatchObject([{ hidden: true, ends_at: "2026-05-02T12:00:00.000Z" }]);
    const next = `cursor=${body.next_cursor}&limit=1`;
    expect(await idsOf(`hidden=true&${next}`)).toEqual([both[1]]);
    expect((await bed.admin("GET", `/webhooks?${next}`)).status).toBe(422);
    expect((await bed.admin("GET", "/webhooks?hidden=yes")).status).toBe(422);
  });

  test("can be read, paused, tested and deleted, and not be configured", async () => {
    await notify();
    expect(await bed.admin("GET", `/webhooks/${ID}`)).toMatchObject({
      status: 200,
      body: { id: ID, endpoint: ORIGIN, profile: "relid", hidden: true },
    });
    for (const [method, path, body] of [
      ["PATCH", `/webhooks/${ID}`, { name: "x" }],
      ["POST", `/webhooks/${ID}/secret/rotate`, {}],
    ] as const) {
      const answer = await bed.admin(method, path, body);
      expect(answer).toMatchObject({ status: 404, body: { detail: "There is no such webhook." } });
    }
    expect((await bed.admin("POST", `/webhooks/${ID}/disable`)).body.status).toBe("disabled");
    expect((await bed.admin("POST", `/webhooks/${ID}/enable`)).body.status).toBe("enabled");
    expect((await bed.admin("POST", `/webhooks/${ID}/test`)).body.attempt.status).toBe(204);
    for (const role of ["reader", "publisher"] as const) {
      expect((await bed.as(role, "DELETE", `/webhooks/${ID}`)).status).toBe(403);
    }
    expect((await bed.as("manager", "DELETE", `/webhooks/${ID}`)).status).toBe(204);
    expect((await bed.admin("GET", `/webhooks/${ID}`)).status).toBe(404);
    expect((await bed.admin("DELETE", `/webhooks/${ID}`)).status).toBe(404);
    expect((await notify()).status).toBe(201);
    expect(await stored()).toMatchObject({ version: 1 });
  });

  test("that hold a callback_config are the operator's: nothing of them is a webhook", async () => {
    await bed.keyOf("admin");
    const body = { callback_config: { timeout_seconds: 3 } };
    await bed.operator("PATCH", "/applications/acme", body);
    const path = `/webhooks/${callbackConfigIdOf(ACME)}`;
    const before = await stored(callbackConfigIdOf(ACME));
    for (const [method, end, sent] of [
      ["GET", ""],
      ["PATCH", "", { name: "x" }],
      ["DELETE", ""],
      ["POST", "/enable"],
      ["POST", "/disable"],
      ["POST", "/test"],
      ["POST", "/secret/rotate", {}],
      ["GET", "/deliveries"],
    ] as const) {
      expect([method, end, (await bed.admin(method, `${path}${end}`, sent)).status]).toEqual([
        method,
        end,
        404,
      ]);
    }
    const listed = await bed.admin("GET", `/deliveries?webhook_id=${callbackConfigIdOf(ACME)}`);
    expect(listed.status).toBe(404);
    expect(bed.requests).toEqual([]);
    expect(await stored(callbackConfigIdOf(ACME))).toEqual(before);
    expect(before).toMatchObject({ hidden: true });
  });
});

describe("the quota of callback origins", () => {
  test("is their own: three hundred origins leave the room of webhooks alone, and what they took can be given back", async () => {
    const statuses = new Map<number, number>();
    for (let n = 0; n < 300; n += 1) {
      const { status } = await notify(`https://${n}.example.com`);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect([...statuses]).toEqual([
      [201, MAX_CALLBACK_ORIGINS_PER_TENANT],
      [409, 300 - MAX_CALLBACK_ORIGINS_PER_TENANT],
    ]);
    expect(bed.wakes).toHaveLength(MAX_CALLBACK_ORIGINS_PER_TENANT);
    expect((await bed.admin("POST", "/webhooks", MINIMAL)).status).toBe(201);
    expect(await notify("https://another.example")).toMatchObject({
      status: 409,
      body: {
        type: "urn:ringback:problem:limit-reached",
        detail: expect.stringMatching(/200 origins.*GET \/webhooks\?hidden=true, DELETE/u),
      },
    });
    const [first] = await idsOf("hidden=true");
    expect((await bed.admin("DELETE", `/webhooks/${first}`)).status).toBe(204);
    expect((await notify("https://another.example")).status).toBe(201);
    expect((await notify("https://one.more.example")).status).toBe(409);
  });

  test("makes room by itself once origins have ended, a few at a time", async () => {
    await fill();
    const { endsAtMs = 0 } = await stored(callbackWebhookIdOf(ACME, "https://0.example.com"));
    bed.clock.nowMs = endsAtMs - 1;
    expect((await notify()).status).toBe(409);
    // Used just before its end: it stays.
    expect((await notify("https://7.example.com")).status).toBe(201);
    bed.clock.nowMs = endsAtMs;
    expect((await notify()).status).toBe(201);
    const left = await bed.stores.webhooks.list(ACME, undefined, 1000);
    expect(left).toHaveLength(MAX_CALLBACK_ORIGINS_PER_TENANT - 10 + 1);
    expect(left.map(({ endpoint }) => endpoint)).toEqual(
      expect.arrayContaining([ORIGIN, "https://7.example.com"]),
    );
  });

  test("never removes one whose end was put off in between", async () => {
    await fill();
    const { endsAtMs = 0 } = await stored(callbackWebhookIdOf(ACME, "https://0.example.com"));
    bed.clock.nowMs = endsAtMs;
    const { list } = bed.stores.webhooks;
    vi.spyOn(bed.stores.webhooks, "list").mockImplementationOnce(async (...args) => {
      const seen = await list(...args);
      for (let n = 0; n < MAX_CALLBACK_ORIGINS_PER_TENANT; n += 1) {
        expect((await notify(`https://${n}.example.com`)).status).toBe(201);
      }
      return seen;
    });
    expect((await notify()).status).toBe(409);
    expect(await list(ACME, undefined, 1000)).toHaveLength(MAX_CALLBACK_ORIGINS_PER_TENANT);
  });

  test("says in the refusal of a webhook where the room may have gone", async () => {
    const webhooks = { ...bed.ports.webhooks, create: async () => "limit_reached" as const };
    const { admin } = bed.handlerWith({ webhooks });
    expect((await admin("POST", "/webhooks", MINIMAL)).body.detail).toMatch(
      /1000 webhooks: delete one first.*GET \/webhooks\?hidden=true/u,
    );
  });
});

test("deleting an application takes all of its hidden webhooks along", async () => {
  await fill();
  expect((await bed.operator("DELETE", "/applications/acme")).status).toBe(204);
});

test("an application that gets a webhook while it is deleted stays, and its hidden ones with it", async () => {
  await notify();
  const body = { callback_config: { timeout_seconds: 3 } };
  await bed.operator("PATCH", "/applications/acme", body);
  const before = await stored(callbackConfigIdOf(ACME));
  const { remove } = bed.stores.webhooks;
  vi.spyOn(bed.stores.webhooks, "remove").mockImplementationOnce(async (...args) => {
    await createWebhook(bed, MINIMAL);
    return remove(...args);
  });
  expect((await bed.operator("DELETE", "/applications/acme")).status).toBe(409);
  expect(await stored(callbackConfigIdOf(ACME))).toEqual(before);
  expect(await stored()).toMatchObject({ endpoint: ORIGIN });
});
