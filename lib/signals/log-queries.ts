import { readFileSync } from "node:fs";

import { POOLS } from "../deliver/delivery-pools.ts";
import { functionLog } from "./named-metrics.ts";
import type { Watched } from "./watched.ts";

/**
 * A question to the logs, in the language of CloudWatch Logs Insights.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */
export interface LogQuery {
  /** Its heading in docs/runbook.md. */
  readonly name: string;
  /** The log groups that it reads, for the prefix `ringback`; `<function>` is each of them. */
  readonly logs: readonly string[];
  readonly text: string;
}

/** Of all pools; read where the page names none. */
const USUAL_LOG = "/aws/lambda/ringback-deliver";
const OF_ANY_FUNCTION = "/aws/lambda/ringback-<function>";

/** The questions that are asked again and again: the queries of docs/runbook.md. */
export const LOG_QUERIES = queriesOf(
  readFileSync(new URL("../../docs/runbook.md", import.meta.url), "utf8"),
);

/** The questions below "Queries": each a heading, the log groups, and a block of text. */
function queriesOf(page: string): readonly LogQuery[] {
  const section = page.split(/^## /mu).find((part) => part.startsWith("Queries\n")) ?? "";
  return section
    .split(/^### /mu)
    .slice(1)
    .flatMap((entry) => {
      const [said = "", block] = entry.split("```text\n");
      if (block === undefined) return [];
      const logs = [...said.matchAll(/`(\/[^`]+)`/gu)].map(([, log = ""]) => log);
      return {
        name: said.slice(0, said.indexOf("\n")),
        logs: logs.length === 0 ? [USUAL_LOG] : logs,
        text: block.slice(0, block.indexOf("\n```")),
      };
    });
}

/** The question of this name. */
export function logQuery(name: string): LogQuery {
  const query = LOG_QUERIES.find((one) => one.name === name);
  if (query === undefined) throw new Error(`docs/runbook.md has no query "${name}"`);
  return query;
}

/** Names of the log groups that a query reads in an installation. */
export function logGroupsOf({ settings, functions }: Watched, { logs }: LogQuery): string[] {
  const { namePrefix } = settings;
  return logs.flatMap((log) => {
    if (log === OF_ANY_FUNCTION) return functions.map(({ room }) => functionLog(settings, room));
    if (log === USUAL_LOG)
      return Object.values(POOLS).map(({ room }) => functionLog(settings, room));
    return log.replace(/ringback(?=-)/u, namePrefix);
  });
}
