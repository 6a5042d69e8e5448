import { expect, test } from "vitest";

import { changeLine } from "../../../lambdas/config-api/changes/change-line.ts";
import { LOG_LINES } from "../../../lambdas/shared/runtime/log-lines.ts";
import { readSettings } from "../../../lib/settings/read-settings.ts";
import { LOG_QUERIES, logGroupsOf, queryText } from "../../../lib/signals/log-queries.ts";
import { resourcesOf, synthesizeRingback } from "../../support/template.ts";

const settings = readSettings({ namePrefix: "acme-test" });
const acme = synthesizeRingback({ namePrefix: "acme-test" });

/** Words of the query language that the queries use. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html */
const LANGUAGE = new Set(
  "filter fields stats sort limit by as and or like asc desc count count_distinct latest earliest pct max".split(
    " ",
  ),
);

/** What every line of the functions holds. */
const ALWAYS = [
  ..."level message timestamp service function_request_id cold_start".split(" "),
  ..."error_name error_code error_message".split(" "),
];

/** The names of fields in a query: its words but for texts, numbers, the language, and names that it gives itself. */
function fieldsOf(text: string): readonly string[] {
  const bare = text
    .replaceAll(/"[^"]*"|\/(?:[^/\\]|\\.)+\//gu, " ")
    .replaceAll(/`(\w+)`/gu, "field:$1");
  const given = new Set(
    [...bare.matchAll(/ as (?<name>\w+)/gu)].map(({ groups }) => groups!["name"]),
  );
  const words = [...bare.matchAll(/(?<![\w@])(?:field:)?[a-z_]\w*/gu)].map(([word]) => word);
  return words
    .filter((word) => !LANGUAGE.has(word) && !given.has(word))
    .map((word) => word.replace("field:", ""));
}

test.each(Object.entries(LOG_QUERIES))("%s asks for fields that the lines hold", (_, query) => {
  const text = queryText(query);
  const fields = fieldsOf(text);
  expect(fields.length).toBeGreaterThan(1);
  const isOfChanges = query.logs.some((log) => log === "changes");
  const message = isOfChanges
    ? undefined
    : /message = "(?<message>[^"]+)"/u.exec(text)?.groups?.["message"];
  const lines = Object.entries(LOG_LINES).filter(
    ([name]) => message === undefined || name === message,
  );
  expect(lines.length).toBeGreaterThan(0);
  const held = new Set<string>([
    ...ALWAYS,
    ...(isOfChanges ? changeFields() : []),
    ...(query.logs.some((log) => log === "api-access")
      ? accessLogFields()
      : lines.flatMap(([, line]) => [...line.fields])),
  ]);
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

/** What a line of the change log holds. */
function changeFields(): readonly string[] {
  const tenant = { application: "acme", environment: "production" } as const;
  const change = { action: "changed", what: "webhook", id: "wh_1", ...tenant, fields: [] } as const;
  const by = { keyId: "key_1", role: "admin", requestId: "r", operation: "changeWebhook" };
  return Object.keys(JSON.parse(changeLine(change, by, 0)) as object);
}

/** What the gateway writes for each request. */
function accessLogFields(): readonly string[] {
  const [stage] = resourcesOf(acme.api, "AWS::ApiGatewayV2::Stage").values();
  const { Format } = stage!.Properties["AccessLogSettings"] as { Format: string };
  return Object.keys(JSON.parse(Format) as object);
}
