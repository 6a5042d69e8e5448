import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { chooseWebhooks, type Subscriber } from "../../../lambdas/fan-out/choose-webhooks.ts";
import {
  compileFilter,
  type EventFilter,
  UNREAD_FILTER,
} from "../../../lambdas/shared/domain/event-filter.ts";
import { stepBudget } from "../../../lambdas/shared/domain/step-budget.ts";
import { forAll } from "../../support/for-all.ts";

const acme = { application: "acme", environment: "production" } as const;
const payloadValue = { kind: "b", list: Array.from({ length: 1000 }, () => "x") };

/** Takes some 100,000 steps, and refuses the payload. */
const COSTLY: EventFilter = {
  list: Array.from({ length: 100 }, (_, index) => ({ prefix: `y${index}` })),
};
/** Takes four steps. */
const MATCHING: EventFilter = { kind: ["b"] };
const REFUSING: EventFilter = { kind: ["a"] };

function subscribers(filters: readonly (EventFilter | undefined)[]): Subscriber[] {
  return filters.map((filter, index) => ({
    id: `wh_${index}`,
    version: 1,
    events: ["*"],
    status: "enabled",
    ...(filter !== undefined && { filter: compileFilter(filter) }),
  }));
}

function choose(filters: readonly (EventFilter | undefined)[], steps: number) {
  const budget = stepBudget(steps);
  const choice = chooseWebhooks({ type: "T", payloadValue }, acme, subscribers(filters), budget);
  const chosen = choice?.chosen.map(({ id }) => Number(id.slice(3)));
  const unfiltered = choice?.unfiltered.map((id) => Number(id.slice(3)));
  return { chosen, unfiltered, taken: steps - budget.left };
}

describe("the webhooks of an event", () => {
  test("are those without a filter, and those whose filter matches, in their order", () => {
    const { chosen, unfiltered } = choose([undefined, REFUSING, MATCHING, COSTLY, undefined], 1e6);
    expect([chosen, unfiltered]).toEqual([[0, 2, 4], []]);
  });

  test("cost nothing where none has a filter", () => {
    expect(choose([undefined, undefined], 0)).toEqual({ chosen: [0, 1], unfiltered: [], taken: 0 });
  });

  test("include one whose filter takes more steps than there are, and no sibling is starved by it", () => {
    for (const filters of [
      [COSTLY, REFUSING, MATCHING],
      [REFUSING, MATCHING, COSTLY],
    ]) {
      const { chosen, unfiltered, taken } = choose(filters, 10_000);
      const costly = filters.indexOf(COSTLY);
      expect(unfiltered).toEqual([costly]);
      expect(chosen).toEqual([costly, filters.indexOf(MATCHING)].toSorted());
      expect(taken).toBeLessThanOrEqual(10_000);
    }
  });

  test("are told apart by a costly filter, too, with what the others leave", () => {
    const others = Array.from({ length: 100 }, () => REFUSING);
    expect(choose([COSTLY, ...others], 150_000)).toMatchObject({ chosen: [], unfiltered: [] });
    // Of two only one round's part is there for each: neither is a match for certain, so both get
    // it.
    expect(choose([COSTLY, COSTLY], 150_000)).toMatchObject({ chosen: [0, 1], unfiltered: [0, 1] });
  });

  test("are never fewer for want of steps, whatever the filters, and the steps are kept", () => {
    const filters = fc.array(fc.constantFrom(undefined, COSTLY, MATCHING, REFUSING), {
      maxLength: 12,
    });
    forAll(filters, fc.nat(300_000), (all, steps) => {
      const few = choose(all, steps);
      const enough = choose(all, 1e9);
      expect(enough.unfiltered).toEqual([]);
      const sure = few.chosen?.filter((index) => !few.unfiltered?.includes(index));
      expect(new Set([...(sure ?? []), ...(few.unfiltered ?? [])])).toEqual(new Set(few.chosen));
      expect(enough.chosen?.every((index) => few.chosen?.includes(index))).toBe(true);
      expect(sure?.every((index) => enough.chosen?.includes(index))).toBe(true);
      expect(few.taken).toBeLessThanOrEqual(steps);
    });
  });
});

test("a webhook whose filter was not made ready gets the event, and takes no steps from the others", () => {
  const [costly, refusing] = subscribers([COSTLY, REFUSING]);
  const unread = { ...subscribers([MATCHING])[0]!, id: "wh_unread", filter: UNREAD_FILTER };
  const budget = stepBudget(1_000_000);
  const all = [costly!, unread, refusing!];
  const choice = chooseWebhooks({ type: "T", payloadValue }, acme, all, budget);
  expect(choice).toEqual({ chosen: [unread], unfiltered: ["wh_unread"] });
});
