import { chooseWebhooks, type Subscriber } from "../../lambdas/fan-out/choose-webhooks.ts";
import { entryBudgets } from "../../lambdas/fan-out/fan-out-one.ts";
import { compileFilter, type EventFilter } from "../../lambdas/shared/domain/event-filter.ts";
import { times, type WorstCase, listOf } from "./worst-case.ts";

const TENANT = { application: "acme", environment: "production" } as const;

/** Filters as the only ones of a tenant, each on one webhook. */
function row(title: string, filters: readonly EventFilter[], payloadText: string): WorstCase {
  const subscribers: Subscriber[] = filters.map((filter, index) => ({
    id: `wh_${index}`,
    version: 1,
    events: ["*"],
    status: "enabled",
    filter: compileFilter(filter),
  }));
  const payloadValue = JSON.parse(payloadText) as Record<string, unknown>;
  const work = () =>
    entryBudgets(1).filters.share((budget) =>
      chooseWebhooks({ type: "T", payloadValue }, TENANT, subscribers, budget),
    );
  return { title, payloadText, work };
}

const texts = listOf('"x"');
const prefixes = (count: number) => times(count, (index) => ({ prefix: `y${index}` }));
const stored = times(35, () => ({
  "anything-but": { prefix: [...times(48, (index) => `y${index}`), "x"] },
}));
const absent = Object.fromEntries(times(20, (index) => [`a.b${index}`, [{ exists: false }]]));

/** The worst filters. */
export const filterRows: readonly WorstCase[] = [
  row("a filter of 100 prefixes", [{ a: prefixes(100) }], texts),
  row(
    "a filter of 100 numeric ranges",
    [{ a: times(100, (i) => ({ numeric: [">", i + 1, "<", i + 2] })) }],
    listOf("1"),
  ),
  row("a filter of 20 paths into objects", [absent], listOf("{}")),
  row("a filter of 20 levels", [{ [`a${".b".repeat(19)}`]: [1] }], listOf("{}")),
  row("old: a filter of 35 × 49 excluded prefixes", [{ a: stored }], texts),
  row(
    "old: 36 of them",
    times(36, () => ({ a: stored })),
    texts,
  ),
  row(
    "1,000 webhooks with 100 prefixes each, 38 texts",
    times(1000, () => ({ a: prefixes(100) })),
    listOf('"x"', 38),
  ),
  row(
    "old: 1,000 webhooks with 120 levels each, 32 objects",
    times(1000, () => ({ [`a${".b".repeat(120)}`]: [1] })),
    listOf("{}", 32),
  ),
  row(
    "1,000 webhooks with a value each, 1,900 numbers",
    times(1000, () => ({ a: [2] })),
    listOf("1", 1900),
  ),
];
