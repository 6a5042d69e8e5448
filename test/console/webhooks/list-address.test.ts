import fc from "fast-check";
import { expect, test } from "vitest";

import {
  isWhole,
  listPath,
  type ListView,
  ORDERS,
  readListView,
} from "../../../console/webhooks/list/list-address.ts";
import { WHOLE_LIST } from "../../../console/webhooks/list/list-model.ts";

const views: fc.Arbitrary<ListView> = fc.record({
  filter: fc.record({
    text: fc.string({ unit: "grapheme" }).map((text) => text.toWellFormed()),
    event: fc.constantFrom("", "A", "CARD_STATUS_CHANGE"),
    status: fc.constantFrom("", "enabled", "gone"),
    health: fc.constantFrom("", "up", "down"),
  }),
  order: fc.constantFrom(...ORDERS),
  isHidden: fc.boolean(),
  page: fc.integer({ min: 1, max: 50 }),
});

test("an address holds a view, and gives it back", () => {
  fc.assert(
    fc.property(views, (view) => {
      const [, search = ""] = listPath(view).split("?");
      expect(readListView(search)).toEqual(view);
    }),
  );
});

test("what no list could have is passed over", () => {
  const view = readListView("status=well&health=odd&order=random&page=-1&hidden=1");
  expect(view).toEqual({ filter: WHOLE_LIST, order: "name", isHidden: false, page: 1 });
  expect(isWhole(view)).toBe(true);
  expect(listPath(view)).toBe("/webhooks");
  expect(isWhole(readListView("text=x"))).toBe(false);
});
