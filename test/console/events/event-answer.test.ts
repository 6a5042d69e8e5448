import { expect, test } from "vitest";

import { readEvent, readWanted } from "../../../console/events/event-answer.ts";
import { openDeliveryStory } from "../../support/delivery-story.ts";

test("the payload is shown letter by letter as it was published", async () => {
  const { client, put } = await openDeliveryStory();
  const payload = '{"amount":5.00,"id":12345678901234567890,"payload":"<b>","2":1,"1":2}';
  const delivery = await put(1, { acceptedAtMs: Date.parse("2026-01-31T11:00:00Z"), payload });
  const wanted = readWanted(delivery);
  if (wanted.kind !== "event") throw new Error("a delivery names its event");
  const params = { path: { id: wanted.id } };
  const { data } = await client.GET("/events/{id}", { params, parseAs: "text" });
  const event = readEvent(data ?? "");
  expect(event).toMatchObject({ id: wanted.id, type: "A", payload });
  expect(event.deliveries.map(({ id }) => id)).toEqual([delivery]);
});

const ID = "0123456789abcdefghijAB";

test.each([
  [`evt_${ID}`, `evt_${ID}`],
  [`  evt_${ID}\n`, `evt_${ID}`],
  [`dlv_${ID}_${ID.toLowerCase()}`, `evt_${ID}`],
])("%j names an event", (text, id) => {
  expect(readWanted(text)).toEqual({ kind: "event", id });
});

test.each(["", "evt_1", `wh_${ID}`, `dlv_${ID}`, `evt_${ID}/../x`, `evt_${ID}_${ID}`])(
  "%j names none, and the hint says what would",
  (text) => {
    expect(readWanted(text)).toEqual({ kind: "nothing", hint: expect.stringContaining("evt_") });
  },
);
