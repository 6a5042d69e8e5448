import { expect, test } from "vitest";

import { collectMatching } from "../../../console/deliveries/collect-matching.ts";
import { fillPage, type ListPart } from "../../../console/deliveries/fill-page.ts";
import type { Filters } from "../../../console/deliveries/filters.ts";
import { openDeliveryStory } from "../../support/delivery-story.ts";

const AT_MS = Date.parse("2026-01-31T11:00:00.000Z");

/** A bed with so many deliveries, every tenth of type B, and how its list is asked. */
async function openLists(count: number) {
  const { client, put, ...bed } = await openDeliveryStory();
  for (let number = 0; number < count; number += 1) {
    const eventType = number % 10 === 0 ? "B" : "A";
    await put(number, { acceptedAtMs: AT_MS + number, status: "dropped", eventType });
  }
  const asked: number[] = [];
  const listOf =
    (filters: Filters): ListPart<{ readonly id: string }> =>
    (cursor, limit) => {
      asked.push(limit);
      const query = { ...filters, limit, ...(cursor !== undefined && { cursor }) };
      return client.GET("/deliveries", { params: { query } });
    };
  return { ...bed, client, put, asked, listOf };
}

test("pages are full, and hold every delivery once, newest first", async () => {
  const { listOf } = await openLists(120);
  const ids: string[] = [];
  const sizes: number[] = [];
  let cursor: string | undefined;
  do {
    const { data } = await fillPage(listOf({}), cursor);
    sizes.push(data?.data.length ?? 0);
    ids.push(...(data?.data.map(({ id }) => id) ?? []));
    cursor = data?.next_cursor ?? undefined;
  } while (cursor !== undefined);
  expect(sizes).toEqual([50, 50, 20]);
  expect(new Set(ids).size).toBe(120);
});

test("a filter that lets few pass is asked on until the page is full", async () => {
  const { listOf, asked } = await openLists(1400);
  const { data } = await fillPage(listOf({ event_type: "B", status: "dropped" }), undefined, 120);
  expect(data?.data).toHaveLength(120);
  expect(asked).toEqual([120, 20]);
});

test("a page ends after five requests, and the next goes on there", async () => {
  let requests = 0;
  const never: ListPart<string> = async () => {
    requests += 1;
    return { data: { data: [], next_cursor: `c${requests}` }, response: new Response() };
  };
  expect((await fillPage(never, undefined)).data).toEqual({ data: [], next_cursor: "c5" });
});

test("a refusal is handed on", async () => {
  const { listOf } = await openLists(1);
  const webhook = `wh_${"9".repeat(22)}`;
  const { error, data } = await fillPage(listOf({ webhook_id: webhook }), undefined);
  expect([data, error?.status]).toEqual([undefined, 404]);
});

test("all that match are collected, up to the bound", async () => {
  const { listOf } = await openLists(450);
  const signal = new AbortController().signal;
  const counts: number[] = [];
  const found = (count: number) => void counts.push(count);
  const whole = await collectMatching(listOf({ status: "dropped" }), { most: 1000, signal, found });
  expect([whole.ended, new Set(whole.ids).size, counts]).toEqual(["end", 450, [200, 400, 450]]);
  const part = await collectMatching(listOf({ status: "dropped" }), { most: 250, signal, found });
  expect([part.ended, part.ids.length]).toEqual(["bound", 250]);
  expect(part.ids).toEqual(whole.ids.slice(0, 250));
});

test("collecting is stopped, and keeps what it has", async () => {
  const { listOf } = await openLists(450);
  const stop = new AbortController();
  const found = () => stop.abort();
  const most = 1000;
  const { ended, ids } = await collectMatching(listOf({}), { most, signal: stop.signal, found });
  expect([ended, ids.length]).toEqual(["stopped", 200]);
});

test("collecting says why it could not go on", async () => {
  const { listOf } = await openLists(1);
  const signal = new AbortController().signal;
  const list = listOf({ webhook_id: `wh_${"9".repeat(22)}` });
  const { ended, problem } = await collectMatching(list, { most: 9, signal, found: () => {} });
  expect([ended, problem?.status]).toEqual(["problem", 404]);
});
