import { describe, expect, test } from "vitest";

import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import { MINIMAL, createWebhook, allPages } from "../../../support/webhook-requests.ts";

const bed = freshTestBed();

describe("GET /webhooks", () => {
  test("lists page by page, filtered by event and status", async () => {
    const { id: first } = await createWebhook(bed, { ...MINIMAL, events: ["A"] });
    const { id: second } = await createWebhook(bed, { ...MINIMAL, events: ["B"] });
    const { id: all } = await createWebhook(bed, { ...MINIMAL, events: ["*"] });
    await bed.admin("POST", `/webhooks/${second}/disable`);
    const ids = async (query: string) => {
      const answer = await bed.admin("GET", `/webhooks?${query}`);
      return answer.body.data.map(({ id }: { id: string }) => id);
    };
    expect(await ids("")).toEqual([first, second, all].toSorted());
    expect(await ids("event=A")).toEqual([first, all].toSorted());
    expect(await ids("event=A&status=disabled")).toEqual([]);
    expect(await ids("status=disabled")).toEqual([second]);

    const found = await allPages((cursor) => bed.admin("GET", `/webhooks?limit=1${cursor}`));
    expect(found.map(({ id }) => id)).toEqual([first, second, all].toSorted());
  });

  test("knows its own cursors only", async () => {
    await createWebhook(bed);
    await createWebhook(bed);
    const { body } = await bed.admin("GET", "/webhooks?limit=1");
    const cursor = body.next_cursor;
    for (const query of [
      "cursor=x",
      "cursor=",
      "cursor=%00",
      `cursor=${cursor}&event=A`,
      `cursor=${cursor}x`,
      `cursor=${"x".repeat(301)}`,
    ]) {
      const answer = await bed.admin("GET", `/webhooks?${query}`);
      expect([query, answer.status, answer.body.errors?.[0]?.field]).toEqual([
        query,
        422,
        "cursor",
      ]);
    }
    expect((await bed.admin("GET", `/deliveries?cursor=${cursor}`)).status).toBe(422);
  });

  test.each([
    ["limit=0", "limit"],
    ["limit=201", "limit"],
    ["limit=-1", "limit"],
    ["limit=1e2", "limit"],
    ["limit=", "limit"],
    ["status=on", "status"],
    ["event=a%20b", "event"],
    ["evnet=A", "evnet"],
    ["limit=1&limit=2", "limit"],
    ["__proto__=1", "__proto__"],
  ])("refuses ?%s", async (query, field) => {
    const answer = await bed.admin("GET", `/webhooks?${query}`);
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].field).toBe(field);
  });
});
