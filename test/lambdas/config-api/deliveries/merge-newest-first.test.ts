import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  compareNewestFirst,
  type DeliveryPages,
  type ListedDelivery,
  mergeNewestFirst,
} from "../../../../lambdas/config-api/deliveries/merge-newest-first.ts";
import { forAllAsync } from "../../../support/for-all.ts";

/** Few times and ids, so that many deliveries share a millisecond. */
const deliveryArbitrary = fc.record({
  acceptedAtMs: fc.nat({ max: 6 }),
  eventId: fc.constantFrom("evt_a", "evt_b", "evt_c", "evt_d", "evt_e"),
  webhookId: fc.constantFrom("wh_a", "wh_b", "wh_c"),
});

const nameOf = ({ acceptedAtMs, eventId, webhookId }: ListedDelivery) =>
  `${acceptedAtMs} ${eventId} ${webhookId}`;

/** Up to 40 deliveries, no two alike, each in one of 4 lists. */
const listsArbitrary = fc
  .uniqueArray(deliveryArbitrary, { selector: nameOf, maxLength: 40 })
  .chain((all) =>
    fc
      .array(fc.nat({ max: 3 }), { minLength: all.length, maxLength: all.length })
      .map((homes) => [0, 1, 2, 3].map((list) => all.filter((_, index) => homes[index] === list))),
  );

/** As an index gives them: newest first, those of one millisecond in any order, in pages. */
async function* inPages(list: readonly ListedDelivery[], pageSize: number): DeliveryPages {
  const sorted = list.toSorted((one, other) => other.acceptedAtMs - one.acceptedAtMs);
  for (let start = 0; start < sorted.length; start += pageSize) {
    yield sorted.slice(start, start + pageSize);
  }
  yield [];
}

async function take(
  source: AsyncIterable<ListedDelivery>,
  count: number,
): Promise<ListedDelivery[]> {
  const taken: ListedDelivery[] = [];
  for await (const delivery of source) {
    taken.push(delivery);
    if (taken.length === count) break;
  }
  return taken;
}

// oxlint-disable-next-line require-yield
async function* failing(): DeliveryPages {
  throw new Error("throttled");
}

describe("mergeNewestFirst", () => {
  test("gives every delivery of every list once, newest first", async () => {
    await forAllAsync(listsArbitrary, fc.integer({ min: 1, max: 7 }), async (lists, pageSize) => {
      const merged = mergeNewestFirst(lists.map((list) => inPages(list, pageSize)));
      expect(await take(merged, Infinity)).toEqual(lists.flat().toSorted(compareNewestFirst));
    });
  });

  test("goes on behind any delivery, also one that is gone: page by page nothing is skipped or repeated", async () => {
    await forAllAsync(
      listsArbitrary,
      fc.integer({ min: 1, max: 7 }),
      fc.integer({ min: 1, max: 7 }),
      async (lists, pageSize, count) => {
        const found: ListedDelivery[] = [];
        let rest = lists;
        for (;;) {
          const pages = rest.map((list) => inPages(list, pageSize));
          const page = await take(mergeNewestFirst(pages, found.at(-1)), count);
          if (page.length === 0) break;
          found.push(...page);
          const last = found.at(-1);
          // The last of a page is delivered meanwhile, and leaves the list.
          rest = rest.map((list) => list.filter((delivery) => delivery !== last));
        }
        expect(found).toEqual(lists.flat().toSorted(compareNewestFirst));
      },
    );
  });

  test("reads no more pages than it needs", async () => {
    let read = 0;
    async function* counted(): DeliveryPages {
      for (let acceptedAtMs = 1000; acceptedAtMs > 0; acceptedAtMs -= 1) {
        read += 1;
        yield [{ acceptedAtMs, eventId: "evt_a", webhookId: "wh_a" }];
      }
    }
    const newest = await take(mergeNewestFirst([counted(), inPages([], 1)]), 3);
    expect(newest.map(({ acceptedAtMs }) => acceptedAtMs)).toEqual([1000, 999, 998]);
    expect(read).toBeLessThan(7);
  });

  test("merges hundreds of lists", async () => {
    const lists = Array.from({ length: 300 }, (_, index) =>
      inPages([{ acceptedAtMs: index, eventId: "evt_a", webhookId: "wh_a" }], 1),
    );
    expect(await take(mergeNewestFirst(lists), Infinity)).toHaveLength(300);
  });

  test("fails when a list fails", async () => {
    await expect(take(mergeNewestFirst([failing()]), 1)).rejects.toThrow("throttled");
  });
});
