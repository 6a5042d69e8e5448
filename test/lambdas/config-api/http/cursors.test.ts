import { beforeEach, describe, expect, test } from "vitest";

import type { Tenant } from "../../../../lambdas/shared/domain/tenant.ts";
import { makeVault } from "../../../../lambdas/shared/vault/vault.ts";
import { makeKeyVersions } from "../../../../lambdas/vault-key/key-versions.ts";
import { ACME, GLOBEX, OPERATOR_KEY } from "../../../support/config-api-test-bed.ts";
import { deliveryOf } from "../../../support/delivery-of.ts";
import { freshTestBed } from "../../../support/fresh-test-bed.ts";

const SANDBOX: Tenant = { application: ACME.application, environment: "sandbox" };
const LISTS = ["/webhooks", "/deliveries", "/api-keys", "/event-types"];
const OPERATORS_LISTS = ["/applications", "/api-keys?application=acme&environment=production"];

/** Long enough not to stand in random bytes by chance. */
const EVENT_TYPE = "ARRIVAL_OF_GOODS";

const bed = freshTestBed();
let webhookId = "";

beforeEach(async () => {
  for (const tenant of [ACME, GLOBEX, SANDBOX]) webhookId = await fill(tenant);
});

/** Two of everything that is listed. @returns the id of a webhook */
async function fill(tenant: Tenant): Promise<string> {
  for (const role of ["admin", "reader"] as const) await bed.keyOf(role, tenant);
  let id = "";
  for (let number = 0; number < 2; number += 1) {
    const webhook = { endpoint: "https://example.com/", events: [EVENT_TYPE] };
    ({ id } = (await bed.admin("POST", "/webhooks", webhook, undefined, tenant)).body);
  }
  for (let number = 0; number < 2; number += 1) {
    const given = { acceptedAtMs: number, eventType: EVENT_TYPE, status: "dropped" } as const;
    await bed.history.putRecord(deliveryOf({ ...tenant, webhookId: id }, number, given));
  }
  return id;
}

function withQuery(path: string, query: string): string {
  return `${path}${path.includes("?") ? "&" : "?"}${query}`;
}

async function cursorOf(path: string, key: string): Promise<string> {
  const { body } = await bed.ask("GET", withQuery(path, "limit=1"), { key });
  expect(body.next_cursor).toMatch(/^[\w-]{40,222}$/u);
  return body.next_cursor;
}

/** What a request with a cursor is answered with: its status, and the errors of a refusal. */
async function answerTo(path: string, cursor: string, key: string): Promise<readonly unknown[]> {
  const query = `cursor=${encodeURIComponent(cursor)}`;
  const { status, body } = await bed.ask("GET", withQuery(path, query), { key });
  return [status, body.errors];
}

const REFUSED = [
  422,
  [
    {
      field: "cursor",
      message: "is not a cursor of this list",
      hint: "use next_cursor of the page before, with the same API key and filters",
    },
  ],
];

describe.each([
  ...LISTS.map((path) => [path, "admin"]),
  ...OPERATORS_LISTS.map((path) => [path, "operator"]),
])("a cursor of GET %s with the key of %s", (path = "", who = "") => {
  let key = "";
  let cursor = "";

  beforeEach(async () => {
    key = who === "operator" ? OPERATOR_KEY : await bed.keyOf("admin");
    cursor = await cursorOf(path, key);
  });

  test("leads on, with another limit as well", async () => {
    const whole = (await bed.ask("GET", withQuery(path, "limit=200"), { key })).body.data;
    const rest = await bed.ask("GET", withQuery(path, `limit=200&cursor=${cursor}`), { key });
    expect(rest.body).toEqual({ data: whole.slice(1), next_cursor: null });
  });

  test("shows nothing of where it leads", async () => {
    const limit = path === "/event-types" ? 2 : 1; // EVENT_TYPE is behind one of a single letter
    const { body } = await bed.ask("GET", withQuery(path, `limit=${limit}`), { key });
    const { id, name } = body.data.at(-1);
    expect((id ?? name).length).toBeGreaterThan(3);
    const bytes = Buffer.from(body.next_cursor, "base64url").toString("latin1");
    expect(bytes).not.toContain((id ?? name).slice(-8));
    expect(bytes).not.toMatch(/wh_|evt_|key_|acme/u);
  });

  test("is refused by every other list", async () => {
    for (const other of [...LISTS, `/webhooks/${webhookId}/deliveries`].filter(
      (it) => it !== path,
    )) {
      const admin = other.includes(webhookId)
        ? await bed.keyOf("admin", SANDBOX)
        : await bed.keyOf("admin");
      expect(await answerTo(other, cursor, admin)).toEqual(REFUSED);
    }
    for (const other of OPERATORS_LISTS.filter((it) => it !== path)) {
      expect(await answerTo(other, cursor, OPERATOR_KEY)).toEqual(REFUSED);
    }
  });

  test("is refused changed, cut, in another spelling and in the form of before", async () => {
    const middle = cursor.length >> 1;
    const flipped = cursor[middle] === "A" ? "B" : "A";
    for (const other of [
      "x",
      "",
      "\u0000",
      cursor.slice(0, -1),
      cursor.slice(1),
      `${cursor}x`,
      `${cursor}=`,
      ` ${cursor}`,
      cursor.slice(0, middle) + flipped + cursor.slice(middle + 1),
      Buffer.from('["EQF1XylJ",1769857200080,"evt_510hqA6b2oK9bjWeDkLn6e"]').toString("base64url"),
      "A".repeat(300),
    ]) {
      expect(await answerTo(path, other, key)).toEqual(REFUSED);
    }
  });
});

describe.each(LISTS)("a cursor of GET %s", (path) => {
  test("is refused to every other key: of the tenant, of another, and the operator's", async () => {
    const cursor = await cursorOf(path, await bed.keyOf("admin"));
    const input = { name: "another", role: "admin" };
    const another = (await bed.admin("POST", "/api-keys", input)).body.key;
    for (const key of [
      another,
      await bed.keyOf("admin", GLOBEX),
      await bed.keyOf("admin", SANDBOX),
    ]) {
      expect(await answerTo(path, cursor, key)).toEqual(REFUSED);
    }
    const list = "/api-keys?application=acme&environment=production";
    expect(await answerTo(list, cursor, OPERATOR_KEY)).toEqual(REFUSED);
  });
});

test.each([
  ["/webhooks", `event=${EVENT_TYPE}`],
  ["/webhooks", "status=enabled"],
  ["/deliveries", "status=dropped"],
  ["/deliveries", `event_type=${EVENT_TYPE}`],
  ["/deliveries", "since=1970-01-01T00:00:00Z"],
  ["/deliveries", "until=2026-01-01T00:00:00Z"],
])("a cursor of GET %s belongs to its filters: %s", async (path, filter) => {
  const key = await bed.keyOf("admin");
  const [plain, filtered] = [path, withQuery(path, filter)];
  expect(await answerTo(filtered, await cursorOf(plain, key), key)).toEqual(REFUSED);
  expect(await answerTo(plain, await cursorOf(filtered, key), key)).toEqual(REFUSED);
  const query = `limit=1&cursor=${await cursorOf(filtered, key)}`;
  expect((await bed.ask("GET", withQuery(filtered, query), { key })).status).toBe(200);
});

test("the order of the query does not matter", async () => {
  const key = await bed.keyOf("admin");
  const cursor = await cursorOf(`/webhooks?event=${EVENT_TYPE}&status=enabled`, key);
  const path = `/webhooks?status=enabled&cursor=${cursor}&event=${EVENT_TYPE}`;
  expect((await bed.ask("GET", path, { key })).status).toBe(200);
});

test("the operator's cursor belongs to the application and environment it was given for", async () => {
  const [one = "", other = ""] = ["production", "sandbox"].map(
    (environment) => `/api-keys?application=acme&environment=${environment}`,
  );
  expect(await answerTo(other, await cursorOf(one, OPERATOR_KEY), OPERATOR_KEY)).toEqual(REFUSED);
});

test("a cursor of one webhook's deliveries is refused by another's, and by the whole list", async () => {
  const key = await bed.keyOf("admin", SANDBOX);
  const cursor = await cursorOf(`/webhooks/${webhookId}/deliveries`, key);
  const { body } = await bed.admin("GET", "/webhooks", undefined, undefined, SANDBOX);
  const other = body.data.find(({ id }: { id: string }) => id !== webhookId).id;
  expect(await answerTo(`/webhooks/${other}/deliveries`, cursor, key)).toEqual(REFUSED);
  expect(await answerTo("/deliveries", cursor, key)).toEqual(REFUSED);
  expect(await answerTo(`/deliveries?webhook_id=${webhookId}`, cursor, key)).toEqual(REFUSED);
});

test("503, not 422, when no key can be read to open it", async () => {
  const key = await bed.keyOf("admin");
  const cursor = await cursorOf("/webhooks", key);
  bed.clock.nowMs += 15 * 60_000;
  bed.secrets.failNext(new Error("throttled"));
  expect((await bed.ask("GET", `/webhooks?cursor=${cursor}`, { key })).status).toBe(503);
  expect((await bed.ask("GET", `/webhooks?cursor=${cursor}`, { key })).status).toBe(200);
});

/** Rotates the vault key. @returns a cursor that a function gave which knows the new one */
async function cursorAfterRotation(path: string, key: string): Promise<string> {
  const { client: secretsManager } = bed.secrets;
  const versions = makeKeyVersions({ secretsManager, keyId: "vault" });
  await versions.succeed(await versions.current());
  const vault = makeVault({ secretsManager, keyId: "vault", now: () => bed.clock.nowMs });
  const { body } = await bed.handlerWith({ vault }).ask("GET", withQuery(path, "limit=1"), { key });
  return body.next_cursor;
}

test("a cursor leads on at once in a function that does not know its key yet, whatever forged ones came", async () => {
  const key = await bed.keyOf("admin");
  await cursorOf("/webhooks", key);
  expect(await answerTo("/webhooks", "A".repeat(100), key)).toEqual(REFUSED);
  const cursor = await cursorAfterRotation("/webhooks", key);
  expect(await answerTo("/webhooks", "B".repeat(100), key)).toEqual(REFUSED);
  const { status, body } = await bed.ask("GET", `/webhooks?cursor=${cursor}`, { key });
  expect([status, body.data.length, body.next_cursor]).toEqual([200, 1, null]);
});

test("503 with retry-after, not 422, while the key of a cursor cannot be read; lists go on meanwhile", async () => {
  const key = await bed.keyOf("admin");
  await cursorOf("/webhooks", key);
  const cursor = await cursorAfterRotation("/webhooks", key);
  const ask = (query: string) => bed.ask("GET", `/webhooks?${query}`, { key });
  bed.secrets.failNext(new Error("throttled"));
  const refused = await ask(`cursor=${cursor}`);
  expect([refused.status, refused.headers["retry-after"]]).toEqual([503, "1"]);
  bed.secrets.failNext(new Error("throttled"));
  const goesOn = await ask("limit=1");
  expect(goesOn.status).toBe(200);
  expect((await ask(`cursor=${goesOn.body.next_cursor}`)).status).toBe(200);
  expect((await ask(`cursor=${cursor}`)).status).toBe(503);
  expect((await ask(`cursor=${cursor}`)).status).toBe(200);
});
