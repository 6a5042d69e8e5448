import { checkJson } from "../../lambdas/config-api/http/json-syntax.ts";
import { readEventEntry } from "../../lambdas/shared/domain/event-entry.ts";
import { listOf, times, type WorstCase } from "./worst-case.ts";

function row(title: string, payloadText: string): WorstCase {
  const detail = `{"application":"acme","payload":${payloadText}}`;
  const text = `{"id":"1","detail-type":"T","source":"s","detail":${detail}}`;
  return { title, payloadText, work: () => readEventEntry(text) };
}

const names = (of: (index: number) => string, count: number) =>
  `{${times(count, (index) => `"${of(index)}":1`).join(",")}}`;

/** The worst entries of the bus, and bodies of the API. */
export const entryRows: readonly WorstCase[] = [
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
