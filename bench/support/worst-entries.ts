import { checkJson } from "../../lambdas/config-api/http/json-syntax.ts";
import { chooseWebhooks } from "../../lambdas/fan-out/choose-webhooks.ts";
import { entryBudgets } from "../../lambdas/fan-out/fan-out-one.ts";
import { readEventEntry } from "../../lambdas/shared/domain/event-entry.ts";
import { compileFilter } from "../../lambdas/shared/domain/event-filter.ts";
import { ownPayloadChecker } from "../../lambdas/shared/dynamodb/event-type-item.ts";
import { listOf, times, type WorstCase } from "./worst-case.ts";

function row(title: string, payloadText: string): WorstCase {
  const detail = `{"application":"acme","payload":${payloadText}}`;
  const text = `{"id":"1","detail-type":"T","source":"s","detail":${detail}}`;
  return { title, payloadText, work: () => readEventEntry(text) };
}

const names = (of: (index: number) => string, count: number) =>
  `{${times(count, (index) => `"${of(index)}":1`).join(",")}}`;

/** Ten such entries in a batch must end before the function does, after 60 s at 0.29 of a core. */
const TENTH_OF_A_BATCH_MS = 1700;

/** One entry for 50 applications, each with a schema and filters that use up all steps they get. */
function manyApplications(payloadText: string): WorstCase {
  const payloadValue = JSON.parse(payloadText) as Record<string, unknown>;
  const items = { allOf: times(97, () => ({ minimum: 0 })) };
  const schema = { type: "object", properties: { a: { items } } };
  const attributes = { mandatory: [], selectable: [], default: "*" } as const;
  const check = ownPayloadChecker({ schema, attributes });
  const filter = compileFilter({ a: times(100, (index) => ({ numeric: [">", index + 1] })) });
  const subscriber = { id: "wh_1", version: 1, events: ["*"], status: "enabled", filter } as const;
  const tenant = { application: "acme", environment: "production" } as const;
  return {
    title: "one entry for 50 applications that use up their steps",
    payloadText,
    budgetMs: TENTH_OF_A_BATCH_MS,
    work() {
      const { checks, filters } = entryBudgets(50);
      for (let count = 0; count < 50; count += 1) {
        checks.share((budget) => check(payloadValue, budget));
        filters.share((budget) =>
          chooseWebhooks({ type: "T", payloadValue }, tenant, [subscriber], budget),
        );
      }
    },
  };
}

/** The worst entries of the bus, and bodies of the API. */
export const entryRows: readonly WorstCase[] = [
  manyApplications(listOf("1")),
  row("reading an entry of 131,000 numbers", listOf("1")),
  row(
    "reading an entry of 24,000 names",
    names((index) => `n${index}`, 24_000),
  ),
  row(
    "reading an entry whose last name stands twice",
    names((index) => `n${index % 23_999}`, 24_000),
  ),
  row("reading an entry of 120,000 levels", `{"a":${"[".repeat(120_000)}${"]".repeat(120_000)}}`),
  row("reading an entry of 1 MB of white space", `{"a":[${"1 , ".repeat(260_000)}1]}`),
  row("reading an entry of escapes", `{"a":"${'\\\\\\"'.repeat(65_000)}"}`),
  {
    title: "reading a body of 1 MB",
    payloadText: names((index) => `n${index}`, 90_000),
    work: () => checkJson(names((index) => `n${index}`, 90_000)),
  },
];
