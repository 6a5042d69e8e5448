import { globSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { alarmsOf, runbookEntryOf } from "../support/alarms.ts";
import { makeConfigApiTestBed } from "../support/config-api-test-bed.ts";
import {
  fieldsOfAccessLog,
  fieldsOfChanges,
  fieldsOfLines,
  fieldsOfQuery,
} from "../support/log-fields.ts";
import { functionNames } from "../support/template-policies.ts";
import { resourcesOf, synthesizeRingback } from "../support/template.ts";
import { routesOf } from "../support/tenant-matrix.ts";

const root = new URL("../../", import.meta.url);
const page = readFileSync(new URL("docs/runbook.md", root), "utf8");
const ringback = synthesizeRingback({ alarms: "all", accountConcurrency: 1000 });

/** Headings of a page, as links name them. */
function headingsOf(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/^##+ (.+)$/gmu)].map(([, heading = ""]) => anchorOf(heading)));
}

/** The entries: headings of the third order below "Alarms: …". */
const entries = page
  .split(/^## /mu)
  .filter((part) => part.startsWith("Alarms:"))
  .flatMap((part) => part.split(/^### /mu).slice(1))
  .map((entry) => ({ name: entry.slice(0, entry.indexOf("\n")), text: entry }));

/** https://docs.github.com/en/get-started/writing-on-github (section links). */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}

test("every alarm has its entry, and every entry its alarm", () => {
  const wanted = new Set(alarmsOf(ringback.signals).map(runbookEntryOf));
  expect(entries.map(({ name }) => name).toSorted()).toEqual([...wanted].toSorted());
});

describe.each(entries)("$name", ({ text }) => {
  test("says what it means, who feels it, how to look, how to mend, and when it is mended", () => {
    const parts = [...text.matchAll(/^- \*\*([\w ]+)\.\*\*/gmu)].map(([, part]) => part);
    expect(parts).toEqual(["Means", "Users feel", "Look", "Mend", "Mended when"]);
  });
});

test("links lead to headings of the page, and of the pages beside it", () => {
  const links = [...page.matchAll(/\]\(([\w-]+\.md)?#([\w-]+)\)/gu)];
  expect(links.length).toBeGreaterThan(20);
  const lost = links.filter(
    ([, name = "runbook.md", anchor = ""]) =>
      !headingsOf(readFileSync(new URL(`docs/${name}`, root), "utf8")).has(anchor),
  );
  expect(lost.map(([link]) => link)).toEqual([]);
});

/** Queries of the page: blocks of text, and what begins with `filter` in a line. */
const queries = [
  ...[...page.matchAll(/```text\n(.*?)```/gsu)].map(([, query = ""]) => query),
  ...[...page.matchAll(/`(filter [^`]+)`/gu)].map(([, query = ""]) => query),
];

/** The fields that a query may ask for: those of the line that it looks for, or of any. */
function heldFor(query: string): ReadonlySet<string> {
  if (query.includes('message = "changed"')) return new Set(fieldsOfChanges());
  const others = query.includes("message = ")
    ? []
    : [...fieldsOfChanges(), ...fieldsOfAccessLog(ringback)];
  return new Set([...fieldsOfLines(query), ...others]);
}

test("queries ask for fields that the lines hold", () => {
  expect(queries.length).toBeGreaterThan(20);
  const unknown = queries.flatMap((query) => {
    const held = heldFor(query);
    return fieldsOfQuery(query)
      .filter((field) => !held.has(field))
      .map((field) => `${field} in ${query}`);
  });
  expect(unknown).toEqual([]);
});

test("a field that has the name of a command stands in backticks", () => {
  expect(queries.filter((query) => /(?<!^\s*|\|\s*)\bfields\b(?!`)/mu.test(query))).toEqual([]);
});

test("the outputs that commands ask for are parameters", () => {
  const { pipeline, api, signals } = ringback;
  const parameters = new Set(
    [pipeline, api, signals].flatMap((template) =>
      [...resourcesOf(template, "AWS::SSM::Parameter").values()].map(({ Properties }) =>
        String(Properties["Name"]),
      ),
    ),
  );
  const asked = [...page.matchAll(/\(output ([a-z-]+)\)/gu)].map(
    ([, name]) => `/ringback/ringback/${name}`,
  );
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((name) => !parameters.has(name))).toEqual([]);
});

test("the API has the requests that steps name", async () => {
  const { body: document } = await makeConfigApiTestBed().ask("GET", "/openapi.json");
  const routes = new Set(routesOf(document).map(({ method, path }) => `${method} ${bare(path)}`));
  const named = [
    ...page.matchAll(/\b(GET|POST|PUT|PATCH|DELETE) '?(\/(?:<[^>]*>|[^\s'?`<])*)/gu),
  ].map(([, method, path = ""]) => `${method} ${bare(path)}`);
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((request) => !routes.has(request))).toEqual([]);
});

/** A path without the names of its parameters. */
function bare(path: string): string {
  return path.replaceAll(/<[^>]*>|\{\w+\}/gu, "…");
}

test("every log line that a query looks for is written somewhere", () => {
  const sources = globSync("lambdas/**/*.ts", { cwd: root.pathname }).map((file) =>
    readFileSync(new URL(file, root), "utf8"),
  );
  const lines = [...page.matchAll(/message = "([^"]+)"/gu)].map(([, line = ""]) => line);
  expect(lines.length).toBeGreaterThan(10);
  const unknown = lines.filter((line) => !sources.some((text) => text.includes(`"${line}"`)));
  expect(unknown).toEqual([]);
});

test("the functions, queues, tables and log groups that commands name are there", () => {
  const { storage, pipeline, api } = ringback;
  const named = (property: string, type: string): string[] =>
    [storage, pipeline, api].flatMap((template) =>
      [...resourcesOf(template, type).values()].map(({ Properties }) =>
        String(Properties[property]),
      ),
    );
  const queues = named("QueueName", "AWS::SQS::Queue");
  const existing = new Set([
    ...functionNames(ringback),
    ...queues,
    ...named("TableName", "AWS::DynamoDB::GlobalTable"),
    ...named("StateMachineName", "AWS::StepFunctions::StateMachine"),
    ...alarmsOf(ringback.signals).map(({ name }) => name),
  ]);
  const names = [...page.matchAll(/(?<![\w/-])ringback-[a-z]+(?:-[a-z]+)*/gu)].map(
    ([name]) => name,
  );
  expect(names.filter((name) => !existing.has(name))).toEqual([]);
  const groups = [...page.matchAll(/`(\/(?:aws|ringback)\/[\w/-]+)`/gu)].map(([, group]) => group);
  const known = named("LogGroupName", "AWS::Logs::LogGroup");
  expect(groups.filter((group) => !known.includes(group ?? ""))).toEqual([]);
  const asked = [...page.matchAll(/queue ([a-z-]+)\)"/gu)].map(([, queue]) => `ringback-${queue}`);
  expect(asked.filter((queue) => !queues.includes(queue))).toEqual([]);
});
