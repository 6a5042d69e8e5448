import { expect, test } from "vitest";

import { laneKeyOf, laneKeysOf } from "../../../../lambdas/shared/domain/lane-keys.ts";
import { forAll } from "../../../support/for-all.ts";
import { eventIdArbitrary, webhookIdArbitrary } from "../../../support/id-arbitrary.ts";

test("a delivery waits under one of the keys of its lane, and by default under the webhook's id", () => {
  forAll(eventIdArbitrary, webhookIdArbitrary, (eventId, webhookId) => {
    const keys = laneKeysOf(webhookId);
    expect(new Set(keys).size).toBe(5);
    expect(laneKeyOf({ eventId, webhookId }, false)).toBe(keys[0]);
    expect(keys.slice(1)).toContain(laneKeyOf({ eventId, webhookId }, true));
  });
});
