import { expect, test } from "vitest";

import { LOG_QUERIES, logQuery } from "../../../lib/signals/log-queries.ts";
import {
  fieldsOfAccessLog,
  fieldsOfChanges,
  fieldsOfLines,
  fieldsOfQuery,
} from "../../support/log-fields.ts";
import { resourcesOf, synthesizeRingback } from "../../support/template.ts";

const acme = synthesizeRingback({ namePrefix: "acme-test", savedQueries: "true" });

function savedBy({ signals }: ReturnType<typeof synthesizeRingback>) {
  return [...resourcesOf(signals, "AWS::Logs::QueryDefinition").values()].map(
    ({ Properties }) => Properties,
  );
}

test.each(LOG_QUERIES)("$name asks for fields that the lines hold", ({ text, logs }) => {
  const fields = fieldsOfQuery(text);
  expect(fields.length).toBeGreaterThan(1);
  const held = new Set(
    logs.flatMap((log) => {
      if (log.startsWith("/ringback/")) return fieldsOfChanges();
      return log.startsWith("/aws/vendedlogs/") ? fieldsOfAccessLog(acme) : fieldsOfLines(text);
    }),
  );
  expect(fields.filter((field) => !held.has(field))).toEqual([]);
});

test("the logs that are read are those of the stacks", () => {
  const { storage, pipeline, api } = acme;
  const groups = new Set(
    [storage, pipeline, api].flatMap((template) =>
      [...resourcesOf(template, "AWS::Logs::LogGroup").values()].map(
        ({ Properties }) => Properties["LogGroupName"],
      ),
    ),
  );
  const read = savedBy(acme).flatMap(({ LogGroupNames: names }) => names as string[]);
  expect(new Set(read)).toEqual(groups);
});

test("those of the runbook are saved under the name of the installation, if the setting says so", () => {
  expect(savedBy(synthesizeRingback())).toEqual([]);
  const saved = savedBy(acme);
  expect(saved.length).toBeGreaterThan(10);
  expect(saved.map(({ Name }) => Name)).toEqual(LOG_QUERIES.map(({ name }) => `acme-test/${name}`));
  expect(saved).toContainEqual({
    Name: "acme-test/Whom the gateway throttled",
    LogGroupNames: ["/aws/vendedlogs/acme-test-api-access"],
    QueryString:
      'filter status = "429"\n| stats count() as requests, latest(time) as last_seen by ip, method, path\n| sort requests desc\n| limit 20',
  });
});

test("a question that the runbook does not have stops the synthesis", () => {
  expect(() => logQuery("Who is happy")).toThrow('docs/runbook.md has no query "Who is happy"');
});
