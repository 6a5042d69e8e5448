import { describe, expect, test } from "vitest";

import {
  countedEnds,
  type DayTallies,
  type DayTally,
} from "../../../../lambdas/config-api/operations/counted-ends.ts";
import { ownerKey } from "../../../../lambdas/shared/domain/tally.ts";

const DAY = "2026-01-31";

function dropped(webhookId: string, count: number, reason = "gone"): DayTally {
  const tenant = { application: "acme", environment: "production" } as const;
  return { owner: { kind: "dropped", ...tenant, webhookId }, reasons: { [reason]: count } };
}

const rejected: DayTally = {
  owner: { kind: "rejected", application: "acme", environment: "production" },
  reasons: { malformed: 1 },
};

/** Tallies of a day, some of which are still open. */
function tallies(counted: readonly DayTally[], open: readonly DayTally[]): DayTallies {
  return {
    async page(_day, kind, limit, after = "") {
      const found = counted
        .filter(({ owner }) => owner.kind === kind && ownerKey(owner) > after)
        .toSorted((one, other) => (ownerKey(one.owner) < ownerKey(other.owner) ? -1 : 1));
      const shown = found.slice(0, limit);
      const last = shown.at(-1);
      return {
        tallies: shown,
        ...(found.length > limit && last !== undefined && { next: ownerKey(last.owner) }),
      };
    },
    open: async () => open,
  };
}

/** All pages, and how many there were. */
async function walk(source: DayTallies, limit: number) {
  const pages: (readonly DayTally[])[] = [];
  let after: string | undefined;
  do {
    const { tallies: found, next } = await countedEnds(source, "dropped", DAY, limit, after);
    expect(found.length).toBeLessThanOrEqual(limit);
    pages.push(found);
    after = next;
  } while (after !== undefined);
  return pages.flat();
}

describe("what was dropped in a day", () => {
  test("is counted with the last minutes, reason by reason", async () => {
    const source = tallies([dropped("wh_1", 2)], [dropped("wh_1", 1), rejected]);
    expect(await walk(source, 10)).toEqual([dropped("wh_1", 3)]);
    const other = tallies([dropped("wh_1", 2)], [dropped("wh_1", 1, "expired")]);
    expect((await walk(other, 10))[0]?.reasons).toEqual({ gone: 2, expired: 1 });
  });

  test("has every webhook once, on pages of any size, wherever it was counted", async () => {
    const counted = ["wh_2", "wh_4", "wh_6"].map((id) => dropped(id, 1));
    const open = ["wh_1", "wh_2", "wh_5", "wh_6", "wh_7", "wh_8"].map((id) => dropped(id, 1));
    for (const limit of [1, 2, 3, 10]) {
      const found = await walk(tallies(counted, open), limit);
      expect(found).toEqual(
        ["wh_1", "wh_2", "wh_4", "wh_5", "wh_6", "wh_7", "wh_8"].map((id) =>
          dropped(id, id === "wh_2" || id === "wh_6" ? 2 : 1),
        ),
      );
    }
  });

  test("is nothing when nothing was", async () => {
    expect(await countedEnds(tallies([], [rejected]), "dropped", DAY, 10, undefined)).toEqual({
      tallies: [],
    });
  });
});
