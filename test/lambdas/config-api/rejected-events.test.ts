import { describe, expect, test } from "vitest";

import {
  rejectedEventOf,
  type RejectedOwner,
} from "../../../lambdas/shared/domain/rejected-event.ts";
import type { RejectReason } from "../../../lambdas/shared/domain/rejection.ts";
import { ACME, type Answered, GLOBEX } from "../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../support/fresh-test-bed.ts";
import { allPages } from "../../support/webhook-requests.ts";

const bed = freshTestBed();

/** Puts a rejected event that came so many minutes ago. */
async function put(
  owner: RejectedOwner,
  minutesAgo: number,
  reason: RejectReason = "invalid_payload",
): Promise<void> {
  const tenant = owner === "operator" ? undefined : owner;
  const detail = { application: tenant?.application, id: `order-${minutesAgo}` };
  const text = JSON.stringify({
    id: "7bf73129",
    source: "com.acme.cards",
    "detail-type": "ORDER",
    detail,
  });
  const errors = [{ field: "detail.payload.amount", message: "expected a number, got a string" }];
  const receivedAtMs = bed.clock.nowMs - minutesAgo * 60_000;
  const event = rejectedEventOf(text, { reason, errors }, tenant, receivedAtMs);
  await bed.rejectedEvents.put(owner, event);
}

function idsOf({ body }: Answered): string[] {
  return body.data.map(({ producer_id: id }: { producer_id: string }) => id);
}

describe("GET /rejected-events", () => {
  test("shows reason, places, origin and time", async () => {
    await put(ACME, 1);
    const { status, body } = await bed.admin("GET", "/rejected-events");
    expect(status).toBe(200);
    expect(body).toEqual({
      data: [
        {
          id: expect.stringMatching(/^rej_/u),
          reason: "invalid_payload",
          errors: [{ field: "detail.payload.amount", message: "expected a number, got a string" }],
          ...ACME,
          source: "com.acme.cards",
          type: "ORDER",
          producer_id: "order-1",
          bus_id: "7bf73129",
          received_at: "2026-01-31T11:59:00.000Z",
        },
      ],
      next_cursor: null,
    });
  });

  test("shows an API key those of its application and environment, newest first", async () => {
    await put(ACME, 2);
    await put(ACME, 1);
    await put({ ...ACME, environment: "sandbox" }, 3);
    await put(GLOBEX, 4);
    await put("operator", 5);
    expect(idsOf(await bed.admin("GET", "/rejected-events"))).toEqual(["order-1", "order-2"]);
  });

  test.each(["manager", "publisher", "reader"] as const)("is for a %s, too", async (role) => {
    await put(ACME, 1);
    const answer = await bed.as(role, "GET", "/rejected-events");
    expect(idsOf(answer)).toEqual(["order-1"]);
  });

  test("shows the operator key those of no application, and no tenant's", async () => {
    await put(ACME, 1);
    await put("operator", 2, "not_json");
    const answer = await bed.operator("GET", "/rejected-events");
    expect(answer.body.data).toMatchObject([{ reason: "not_json", producer_id: "order-2" }]);
    expect(Object.keys(answer.body.data[0])).not.toContain("application");
  });

  test("goes on from page to page, each event once", async () => {
    for (const minutesAgo of [1, 2, 3, 4, 5]) await put(ACME, minutesAgo);
    const found = await allPages((cursor) => bed.admin("GET", `/rejected-events?limit=2${cursor}`));
    expect(found.map(({ producer_id: id }) => id)).toEqual(
      [1, 2, 3, 4, 5].map((number) => `order-${number}`),
    );
  });

  test("can be narrowed to a time and a reason", async () => {
    await put(ACME, 1);
    await put(ACME, 2, "malformed");
    await put(ACME, 3);
    const found = async (query: string) =>
      idsOf(await bed.admin("GET", `/rejected-events?${query}`));
    expect(await found("since=2026-01-31T11:58:00Z")).toEqual(["order-1", "order-2"]);
    expect(await found("until=2026-01-31T11:58:00Z")).toEqual(["order-3"]);
    expect(await found("reason=malformed")).toEqual(["order-2"]);
  });

  test.each([
    ["until", "since=2026-01-31T12:00:00Z&until=2026-01-31T12:00:00Z"],
    ["since", "since=yesterday"],
    ["reason", "reason=bad"],
    ["limit", "limit=0"],
    ["cursor", "cursor=x"],
    ["application", "application=acme"],
  ])("refuses a wrong %s by its name", async (field, query) => {
    const { status, body } = await bed.admin("GET", `/rejected-events?${query}`);
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ field }]);
  });

  test("is answered a hundred times at once to a tenant, whatever the number of its keys", async () => {
    const path = "/rejected-events";
    const other = await bed.keyOf("reader");
    for (let number = 0; number < 50; number += 1) {
      expect((await bed.admin("GET", path)).status).toBe(200);
      expect((await bed.ask("GET", path, { key: other })).status).toBe(200);
    }
    expect((await bed.admin("GET", path)).status).toBe(429);
    expect((await bed.admin("GET", path, undefined, {}, GLOBEX)).status).toBe(200);
  });

  test("forgets an event 14 days after it came", async () => {
    await put(ACME, 14 * 24 * 60);
    expect(idsOf(await bed.admin("GET", "/rejected-events"))).toHaveLength(1);
    bed.clock.nowMs += 1;
    expect(idsOf(await bed.admin("GET", "/rejected-events"))).toEqual([]);
  });
});
