import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  eventSliceBody,
  isEventSlice,
  parseEventSlice,
  SLICE_SIZE,
  slicesOf,
} from "../../../../lambdas/fan-out/domain/event-slice.ts";
import { forAll } from "../../../support/for-all.ts";

const acme = { application: "acme", environment: "production" } as const;

/** An event to so many webhooks. */
function eventTo(count: number) {
  return { ...acme, id: "evt_1", webhookIds: Array.from({ length: count }, (_, n) => `wh_${n}`) };
}

describe("the slices of an event", () => {
  test("hold each of its webhooks once, in their order", () => {
    forAll(fc.nat(300), fc.integer({ min: 1, max: 120 }), (count, size) => {
      const event = eventTo(count);
      const slices = slicesOf(event, size);
      expect(slices.flatMap(({ from, to }) => event.webhookIds.slice(from, to))).toEqual(
        event.webhookIds,
      );
      for (const { from, to } of slices)
        expect([1, size]).toSatisfy(
          ([least = 0, most = 0]: number[]) => to - from >= least && to - from <= most,
        );
    });
  });

  test("are twenty where a thousand webhooks want it", () => {
    const slices = slicesOf(eventTo(1000), SLICE_SIZE);
    expect(slices).toHaveLength(20);
    expect(slices.at(-1)).toEqual({ ...acme, eventId: "evt_1", from: 950, to: 1000 });
  });

  test("are read as they were written, and told from events of the bus", () => {
    const [slice] = slicesOf(eventTo(60), SLICE_SIZE);
    const body = eventSliceBody(slice!);
    expect(isEventSlice(body)).toBe(true);
    expect(parseEventSlice(body)).toEqual(slice);
    const event = '{"version":"0","id":"1","detail-type":"T","detail":{"slice":{}}}';
    expect(isEventSlice(event)).toBe(false);
  });

  test.each([
    "{",
    "null",
    '{"slice":null}',
    '{"slice":{}}',
    '{"slice":{"application":"acme","environment":"moon","eventId":"evt_1","from":0,"to":1}}',
    '{"slice":{"application":"acme","environment":"production","eventId":"evt_1","from":0}}',
    '{"slice":{"application":"acme","environment":"production","eventId":"evt_1","from":"0","to":1}}',
    '{"slice":{"application":"acme","environment":"production","eventId":1,"from":0,"to":1}}',
  ])("are none of %j", (body) => {
    expect(parseEventSlice(body)).toBeUndefined();
  });
});
