import { beforeEach, describe, expect, test } from "vitest";

import type { Tenant } from "../../../../lambdas/shared/domain/tenant.ts";
import { ACME, GLOBEX } from "../../../support/config-api-test-bed.ts";
import { deliveryOf } from "../../../support/delivery-of.ts";
import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import { allPages, webhookOf } from "../../../support/webhook-requests.ts";

const ACCEPTED_AT_MS = Date.parse("2026-01-31T11:00:00.000Z");
const ABSENT = `wh_${"0".repeat(22)}`;

const bed = freshTestBed();

/** Calls of the deliveries' reader. */
let calls: string[] = [];
let own = "";
let foreign = "";

beforeEach(async () => {
  calls = [];
  own = await webhookOf(bed, ACME);
  foreign = await webhookOf(bed, GLOBEX);
});

async function put(tenant: Tenant, webhookId: string, count: number, given = {}): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    const acceptedAtMs = ACCEPTED_AT_MS + number;
    const dropped = { acceptedAtMs, status: "dropped", attempts: 1, ...given } as const;
    await bed.history.putRecord(deliveryOf({ ...tenant, webhookId }, number, dropped));
  }
}

/** The API with a reader that notes what it is asked. */
async function ask(query: string, tenant = ACME) {
  const { reader } = bed.history;
  const deliveries: typeof reader = {
    ...reader,
    list(shard, range, pageSize) {
      calls.push("list");
      return reader.list(shard, range, pageSize);
    },
    record(key) {
      calls.push("record");
      return reader.record(key);
    },
  };
  const { admin } = bed.handlerWith({ deliveries });
  calls.length = 0;
  return admin("GET", `/deliveries?${query}`, undefined, {}, tenant);
}

describe("GET /deliveries of a webhook that is another tenant's", () => {
  test.each([
    "",
    "&status=undelivered",
    "&event_type=A",
    "&limit=1",
    "&since=2026-01-01T00:00:00Z",
  ])("answers and does as for one that there is not%s", async (filter) => {
    // So many that the list would end a page early, with a cursor to go on from.
    await put(GLOBEX, foreign, 1100);
    const there = await ask(`webhook_id=${foreign}${filter}`);
    const callsThere = calls;
    calls = [];
    const absent = await ask(`webhook_id=${ABSENT}${filter}`);
    expect(there).toEqual(absent);
    expect(absent.status).toBe(404);
    expect(absent.body.detail).toBe("There is no such webhook.");
    expect(absent.text).not.toContain("cursor");
    expect(callsThere).toEqual(calls);
  });

  test("also when that has been deleted, or is of the same application in another environment", async () => {
    const sandbox: Tenant = { application: ACME.application, environment: "sandbox" };
    const other = await webhookOf(bed, sandbox);
    await put(sandbox, other, 3);
    await put(GLOBEX, foreign, 3);
    await bed.admin("DELETE", `/webhooks/${foreign}`, undefined, undefined, GLOBEX);
    for (const id of [foreign, other]) {
      expect((await ask(`webhook_id=${id}`)).status).toBe(404);
    }
    expect((await ask(`webhook_id=${other}`, sandbox)).body.data).toHaveLength(3);
  });
});

describe("GET /deliveries of one's own webhook", () => {
  test("is empty, not absent, before the first delivery", async () => {
    expect((await ask(`webhook_id=${own}`)).body).toEqual({ data: [], next_cursor: null });
  });

  test("goes on after the webhook was deleted, page by page, as long as there are some", async () => {
    await put(ACME, own, 5, { expiresAtSeconds: bed.clock.nowMs / 1000 + 60 });
    await bed.admin("DELETE", `/webhooks/${own}`);
    const seen = await allPages((cursor) => ask(`webhook_id=${own}&limit=2${cursor}`));
    expect(new Set(seen.map(({ id }) => id)).size).toBe(5);
    expect((await ask(`webhook_id=${own}&event_type=OTHER`)).body.data).toEqual([]);
    bed.clock.nowMs += 60_000;
    expect((await ask(`webhook_id=${own}`)).status).toBe(404);
  });

  test("finds those of a deleted one though newer ones are past their time already", async () => {
    await put(ACME, own, 30, { expiresAtSeconds: bed.clock.nowMs / 1000 });
    await put(ACME, own, 10);
    await bed.admin("DELETE", `/webhooks/${own}`);
    expect((await ask(`webhook_id=${own}`)).body.data).toHaveLength(10);
  });
});
