import { describe, expect, test } from "vitest";

import type { EventHead } from "../../../lambdas/shared/domain/accepted-event.ts";
import {
  blankRecord,
  type DeliveryRecord,
} from "../../../lambdas/shared/domain/delivery-record.ts";
import type { Item } from "../../../lambdas/shared/dynamodb/attributes.ts";
import {
  writeAttemptItem,
  writeDeliveryItem,
} from "../../../lambdas/shared/dynamodb/delivery-item.ts";
import { writeEventItem } from "../../../lambdas/shared/dynamodb/dynamo-events.ts";
import { makeDynamoLaneItems } from "../../../lambdas/shared/dynamodb/dynamo-lane-items.ts";
import { makeDeliveriesScan, type ScannedPage } from "../../../tools/repair/deliveries-scan.ts";
import { openVirtualTable } from "../../support/virtual-table.ts";

const WEBHOOK_ID = `wh_${"w".repeat(22)}`;
const SEGMENTS = 4;
const TENANT = { application: "acme", environment: "production" } as const;

/** An event, and what the scan finds of it. */
function eventOf(letter: string, application = "acme") {
  const id = `evt_${letter.repeat(22)}`;
  const webhookIds = [WEBHOOK_ID];
  const found: EventHead = { ...TENANT, application, id, type: "A", acceptedAtMs: 1, webhookIds };
  const item = writeEventItem({ ...found, payload: "{}", payloadHash: "hash" });
  const { id: eventId, webhookIds: _webhookIds, type: eventType, ...rest } = found;
  const record = blankRecord({ ...rest, eventId, webhookId: WEBHOOK_ID, eventType });
  return { found, item, record };
}

/** What the scan finds in a table of these items, each segment from its first page to its last. */
async function scanAll(items: readonly Item[], application?: string) {
  const { table, ...client } = openVirtualTable();
  for (const item of items) table.put(item);
  await makeDynamoLaneItems(client).note({ ...TENANT, webhookId: WEBHOOK_ID }, 1);
  const scan = makeDeliveriesScan({ ...client, segments: SEGMENTS, application });
  const found = { events: [] as EventHead[], records: [] as DeliveryRecord[] };
  let [unreadable, pages] = [0, 0];
  for (let segment = 0; segment < SEGMENTS; segment += 1) {
    let after: Item | undefined;
    do {
      const page: ScannedPage = await scan(segment, after);
      found.events.push(...page.events);
      found.records.push(...page.records);
      unreadable += page.unreadable;
      pages += 1;
      after = page.next;
    } while (after !== undefined);
  }
  return { ...found, unreadable, pages };
}

const byId = (one: { id: string }, other: { id: string }) => one.id.localeCompare(other.id);

describe("the segments hold", () => {
  test("all events and records once, without what people sent or answered, and nothing else", async () => {
    const events = "abcdefgh".split("").map((letter) => eventOf(letter));
    const [{ item, record }] = events as [(typeof events)[number]];
    const answered = { ...writeDeliveryItem(record), lastOutcome: { S: "503" } };
    const attempt = { number: 1, startedAtMs: 1, durationMs: 1, verdict: "retry" } as const;
    const result = await scanAll([
      item,
      answered,
      writeAttemptItem(record, attempt),
      ...events.map((event) => event.item),
    ]);
    expect(result.events.toSorted(byId)).toEqual(events.map(({ found }) => found));
    expect(result).toMatchObject({ records: [record], unreadable: 0, pages: SEGMENTS });
  });

  test("what is behind the first page of a megabyte", async () => {
    const events = "abcdefghijklmnopqrst".split("").map((letter) => eventOf(letter));
    const payload = { S: "x".repeat(300_000) };
    const result = await scanAll(events.map(({ item }) => ({ ...item, payload })));
    expect(result.events.toSorted(byId)).toEqual(events.map(({ found }) => found));
    expect(result.pages).toBeGreaterThan(SEGMENTS);
  });
});

test("one application is scanned for alone", async () => {
  const [mine, other] = [eventOf("a"), eventOf("b", "other")];
  const items = [mine.item, other.item, writeDeliveryItem(other.record)];
  expect(await scanAll(items, "acme")).toMatchObject({ events: [mine.found], records: [] });
});

test("an item that nobody could have written is counted, and keeps no other back", async () => {
  const { record } = eventOf("a");
  const broken = { pk: { S: "evt_1" }, sk: { S: "event" }, webhooks: { L: [] } };
  const result = await scanAll([broken, writeDeliveryItem(record)]);
  expect(result).toMatchObject({ records: [record], unreadable: 1 });
});
