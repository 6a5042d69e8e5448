import { describe, expect, test } from "vitest";

import { checkBuiltIn } from "../../../lambdas/shared/catalogue/check-built-in.ts";
import { validators } from "../../../lambdas/shared/catalogue/compiled/validators.js";
import { stepBudget } from "../../../lambdas/shared/domain/step-budget.ts";
import type { Tally } from "../../../lambdas/shared/domain/tally.ts";
import { isOperationalType } from "../../../lambdas/shared/profiles/operational-types.ts";
import { tallyEvent } from "../../../lambdas/tally/tally-event.ts";

const check = checkBuiltIn(validators);
const tenant = { application: "acme", environment: "production" } as const;
const tally: Omit<Tally, "owner"> = {
  startMs: Date.parse("2026-01-31T12:00:00Z"),
  isTold: true,
  reasons: { gone: 2, expired: 1 },
  ids: ["1", "2", "3"],
  places: ["detail.id"],
};

describe("the event of a tally", () => {
  test("of drops names the webhook", () => {
    const owner = { kind: "dropped", ...tenant, webhookId: "wh_1" } as const;
    expect(tallyEvent({ ...tally, owner }, 60_000)).toEqual({
      type: "delivery.dropped",
      id: expect.stringMatching(/^delivery\.dropped:wh_1:2026-01-31T12:00:00\.000Z:[\w-]{12}$/u),
      payload: {
        webhook_id: "wh_1",
        since: "2026-01-31T12:00:00.000Z",
        until: "2026-01-31T12:01:00.000Z",
        count: 3,
        reasons: { gone: 2, expired: 1 },
        delivery_ids: ["1", "2", "3"],
      },
    });
  });

  test("is the same one each time, in whatever order the store gives the reasons", () => {
    const owner = { kind: "dropped", ...tenant, webhookId: "wh_1" } as const;
    const first = tallyEvent({ ...tally, owner }, 60_000);
    const again = tallyEvent({ ...tally, owner, reasons: { expired: 1, gone: 2 } }, 60_000);
    expect(JSON.stringify(again)).toBe(JSON.stringify(first));
  });

  test("is another one where more came after it was told: the same id would be refused", () => {
    const owner = { kind: "dropped", ...tenant, webhookId: "wh_1" } as const;
    const first = tallyEvent({ ...tally, owner }, 60_000);
    const late = { ...tally, owner, reasons: { gone: 1 }, ids: ["4"] };
    expect(tallyEvent(late, 60_000).id).not.toBe(first.id);
    const more = { ...tally, owner, reasons: { gone: 3, expired: 1 } };
    expect(tallyEvent(more, 60_000).id).not.toBe(first.id);
  });

  test.each([{ kind: "rejected", ...tenant } as const, { kind: "unaddressed" } as const])(
    "of rejections ($kind) names events and places",
    (owner) => {
      expect(tallyEvent({ ...tally, owner }, 2000)).toEqual({
        type: "event.rejected",
        id: expect.stringMatching(/^event\.rejected:2026-01-31T12:00:00\.000Z:[\w-]{12}$/u),
        payload: {
          since: "2026-01-31T12:00:00.000Z",
          until: "2026-01-31T12:00:02.000Z",
          count: 3,
          reasons: { gone: 2, expired: 1 },
          event_ids: ["1", "2", "3"],
          places: ["detail.id"],
        },
      });
    },
  );

  test.each([
    { kind: "dropped", ...tenant, webhookId: "wh_1" } as const,
    { kind: "rejected", ...tenant } as const,
  ])("of $kind is an operational one that fits its type in the catalogue", (owner) => {
    const { type, payload } = tallyEvent({ ...tally, owner }, 60_000);
    expect(isOperationalType(type)).toBe(true);
    expect(check(type)?.(payload, stepBudget(1000))).toEqual([]);
    expect(check(type)?.({ ...payload, count: -1 }, stepBudget(1000))).not.toEqual([]);
  });
});
