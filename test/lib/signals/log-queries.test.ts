import { expect, test } from "vitest";

import { readSettings } from "../../../lib/settings/read-settings.ts";
import { LOG_QUERIES, logGroupsOf, queryText } from "../../../lib/signals/log-queries.ts";
import {
  fieldsOfAccessLog,
  fieldsOfChanges,
  fieldsOfLines,
  fieldsOfQuery,
} from "../../support/log-fields.ts";
import { resourcesOf, synthesizeRingback } from "../../support/template.ts";

const settings = readSettings({ namePrefix: "acme-test" });
const acme = synthesizeRingback({ namePrefix: "acme-test" });

test.each(Object.entries(LOG_QUERIES))("%s asks for fields that the lines hold", (_, query) => {
  const text = queryText(query);
  const fields = fieldsOfQuery(text);
  expect(fields.length).toBeGreaterThan(1);
  const held = new Set(
    query.logs.flatMap((log) => {
      if (log === "changes") return fieldsOfChanges();
      return log === "api-access" ? fieldsOfAccessLog(acme) : fieldsOfLines(text);
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
  const read = Object.values(LOG_QUERIES).flatMap((query) => logGroupsOf(settings, query));
  expect([...new Set(read)].filter((name) => !groups.has(name))).toEqual([]);
});

test("each is saved under the name of the installation, if the setting says so", () => {
  const saved = ({ signals }: ReturnType<typeof synthesizeRingback>) =>
    [...resourcesOf(signals, "AWS::Logs::QueryDefinition").values()].map(
      ({ Properties }) => Properties,
    );
  const queries = saved(synthesizeRingback({ namePrefix: "acme-test", savedQueries: "true" }));
  expect(saved(acme)).toEqual([]);
  expect(queries.map(({ Name }) => Name)).toEqual(
    Object.values(LOG_QUERIES).map(({ name }) => `acme-test/${name}`),
  );
  expect(queries).toContainEqual({
    Name: "acme-test/whom the gateway throttled",
    LogGroupNames: ["/aws/vendedlogs/acme-test-api-access"],
    QueryString:
      'filter status = "429"\n| stats count(*) as requests, latest(time) as last_seen by ip, method, path\n| sort requests desc\n| limit 50',
  });
});
