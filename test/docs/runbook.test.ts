import { globSync, readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { alarmsOf, runbookEntryOf } from "../support/alarms.ts";
import { functionNames } from "../support/template-policies.ts";
import { resourcesOf, synthesizeRingback } from "../support/template.ts";

const root = new URL("../../", import.meta.url);
const page = readFileSync(new URL("docs/runbook.md", root), "utf8");
const ringback = synthesizeRingback({ alarms: "all", accountConcurrency: 1000 });

/** Headings of the page, as links name them. */
const headings = new Set(
  [...page.matchAll(/^##+ (.+)$/gmu)].map(([, text = ""]) => anchorOf(text)),
);

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

test("links lead to headings of the page", () => {
  const links = [...page.matchAll(/\]\(#([\w-]+)\)/gu)].map(([, anchor = ""]) => anchor);
  expect(links.length).toBeGreaterThan(20);
  expect(links.filter((anchor) => !headings.has(anchor))).toEqual([]);
});

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
  const names = [...page.matchAll(/(?<![\w/])ringback-[a-z]+(?:-[a-z]+)*/gu)].map(([name]) => name);
  expect(names.filter((name) => !existing.has(name))).toEqual([]);
  const groups = [...page.matchAll(/`(\/aws\/[\w/-]+)`/gu)].map(([, group]) => group);
  const known = named("LogGroupName", "AWS::Logs::LogGroup");
  expect(groups.filter((group) => !known.includes(group ?? ""))).toEqual([]);
  const asked = [...page.matchAll(/queue ([a-z-]+)\)"/gu)].map(([, queue]) => `ringback-${queue}`);
  expect(asked.filter((queue) => !queues.includes(queue))).toEqual([]);
});
