import { changeLine } from "../../lambdas/config-api/changes/tell-changes.ts";
import { LOG_LINES } from "../../lambdas/shared/runtime/log-lines.ts";
import { resourcesOf, type SynthesizedRingback } from "./template.ts";

/**
 * Words of the query language that our queries use.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
const LANGUAGE = new Set([
  ..."filter fields stats sort limit by as and or like asc desc".split(" "),
  ..."count count_distinct latest earliest pct max bin".split(" "),
]);

/** What every line of the functions may hold. */
const ALWAYS = [
  ..."level message timestamp service function_request_id cold_start".split(" "),
  ..."error_name error_code error_message".split(" "),
];

/** Names of fields in a query: its words without texts, the language, and names of its own. */
export function fieldsOfQuery(text: string): readonly string[] {
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

/**
 * The fields that a query may ask the functions' logs for.
 * @param text those of the line whose message it looks for; of all lines where it looks for none
 */
export function fieldsOfLines(text: string): readonly string[] {
  const message = /message = "(?<message>[^"]+)"/u.exec(text)?.groups?.["message"];
  const lines = Object.entries(LOG_LINES).filter(
    ([name]) => message === undefined || name === message,
  );
  return lines.length === 0 ? [] : [...ALWAYS, ...lines.flatMap(([, line]) => line.fields)];
}

/** What a line of the change log may hold. */
export function fieldsOfChanges(): readonly string[] {
  const change = {
    action: "changed",
    what: "webhook",
    id: "wh_1",
    application: "acme",
    environment: "production",
    fields: Array.from({ length: 100 }, (_, number) => ({ field: `field${number}`, to: number })),
  } as const;
  const by = { keyId: "key_1", role: "admin", requestId: "r", operation: "changeWebhook" };
  return Object.keys(JSON.parse(changeLine(change, by, 0)) as object);
}

/** What the gateway writes for each request. */
export function fieldsOfAccessLog({ api }: Pick<SynthesizedRingback, "api">): readonly string[] {
  const [stage] = resourcesOf(api, "AWS::ApiGatewayV2::Stage").values();
  const { Format } = stage!.Properties["AccessLogSettings"] as { Format: string };
  return Object.keys(JSON.parse(Format) as object);
}
