import fc from "fast-check";
import { expect, test } from "vitest";

import { eventIdsOf } from "../../../console/webhooks/why/event-id.ts";
import { eventIdOf } from "../../../lambdas/shared/domain/identifiers.ts";

const TENANT = { application: "acme", environment: "sandbox" } as const;

test("derives the ids that an event has by its producer's id, or by the bus's", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1, unit: "binary" }), async (id) => {
      const asked = id.toWellFormed();
      fc.pre(!/^(?:evt|dlv)_/u.test(asked));
      expect(await eventIdsOf(TENANT, asked)).toEqual([
        eventIdOf(TENANT, "producer", asked),
        eventIdOf(TENANT, "bus", asked),
      ]);
    }),
    { numRuns: 30 },
  );
});

test("takes an event's id as it is, and that of a delivery apart", async () => {
  const event = "evt_0123456789abcdefghijkl";
  expect(await eventIdsOf(TENANT, event)).toEqual([event]);
  const delivery = "dlv_0123456789abcdefghijkl_zzzzzzzzzzzzzzzzzzzzzz";
  expect(await eventIdsOf(TENANT, delivery)).toEqual([event]);
});
