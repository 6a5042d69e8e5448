import { globSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { LOG_LINES } from "../../lambdas/shared/runtime/log-lines.ts";
import { METRIC_UNITS } from "../../lambdas/shared/runtime/metrics.ts";

const root = new URL("../../", import.meta.url);
const page = readFileSync(new URL("docs/operations.md", root), "utf8");
const [metricsPart = "", linesPart = "", fieldsPart = ""] = page
  .split(/^## (?:Metrics|Log lines)$|^### Fields$/mu)
  .slice(1);

/** The functions' sources, by path. */
const sources = new Map(
  globSync("lambdas/**/*.ts", { cwd: root.pathname })
    .filter((path) => !path.endsWith("log-lines.ts"))
    .map((path) => [path, readFileSync(new URL(path, root), "utf8")] as const),
);

/** Names in backticks. */
function namesIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/gu)].map(([, name = ""]) => name);
}

/** Elements of a list, each as one line. */
function listed(text: string): string[] {
  return text
    .split(/^(?=- |#)/mu)
    .filter((element) => element.startsWith("- "))
    .map((element) => element.slice("- ".length).replaceAll(/\s+/gu, " ").trim());
}

describe("docs/operations.md", () => {
  test("lists every metric with its unit, the two that others make, and no more", () => {
    const rows = [...metricsPart.matchAll(/^\| `(\w+)` +\| (\w+) +\| ([^|]+)\|/gmu)].map(
      ([, name, unit]) => [name, unit],
    );
    const others = [
      ["ColdStart", "Count"],
      ["throttledRequests", "Count"],
    ];
    expect(rows.toSorted()).toEqual([...Object.entries(METRIC_UNITS), ...others].toSorted());
  });

  test("names the functions that write each metric", () => {
    const wrong = [...metricsPart.matchAll(/^\| `(\w+)` +\| \w+ +\| ([a-z -]+?) +\|/gmu)]
      .filter(([, name = ""]) => Object.hasOwn(METRIC_UNITS, name))
      .filter(([, name = "", rooms = ""]) => {
        const writers = [...sources]
          .filter(([, text]) => new RegExp(`\\.(?:add|countBy)\\("${name}"`, "u").test(text))
          .map(([path]) => path.split("/")[1]);
        return [...new Set(writers)].toSorted().join(" ") !== rooms.split(" ").toSorted().join(" ");
      });
    expect(wrong.map(([row]) => row)).toEqual([]);
  });

  test("lists every log line with its level and its fields, and no more", () => {
    const lines = listed(linesPart).map((text) => {
      const [, message = "", level] = /^`([^`]+)` \((\w+)\): /u.exec(text) ?? [];
      return [message, { level, fields: namesIn(text.split("Fields: ")[1] ?? "") }];
    });
    expect(Object.fromEntries(lines)).toEqual(LOG_LINES);
  });

  test("says what each field means", () => {
    const said = listed(fieldsPart).flatMap((text) => namesIn(text.split(": ")[0] ?? ""));
    const known = new Set<string>(Object.values(LOG_LINES).flatMap(({ fields }) => fields));
    const ofErrors = /^(?:error|cause)_/u;
    expect(said.filter((name) => !ofErrors.test(name)).toSorted()).toEqual([...known].toSorted());
  });

  test("every log line is one that some function writes", () => {
    const all = [...sources.values()].join("\n");
    const unwritten = Object.entries(LOG_LINES).filter(
      ([message, { level }]) => !new RegExp(`\\.${level}\\(\\s*"${message}"`, "u").test(all),
    );
    expect(unwritten.map(([message]) => message)).toEqual([]);
  });
});
