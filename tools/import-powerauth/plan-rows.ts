import { checkEndpointUrl } from "../../lambdas/shared/domain/destination-rules.ts";
import { type ImportedRow, type ImportRow, REPEATED, type RowOutcome } from "./import-rows.ts";
import { withoutSecrets } from "./safe-text.ts";

/** What a deployment allows unless its settings say more. */
const DEFAULT_RULES = { allowHttp: false, allowedCidrs: [] };

/**
 * What would become of rows, told without asking the API: what a deployment allows by default is
 * taken for allowed.
 */
export function planRows(rows: readonly ImportRow[]): ImportedRow[] {
  const seen = new Set<string>();
  return rows.map((row) => ({ row, outcome: planRow(row, seen) }));
}

function planRow({ converted }: ImportRow, seen: Set<string>): RowOutcome {
  if (converted.kind === "refused") return converted;
  const { id, webhook, disabled, notes } = converted;
  if (seen.has(id)) return REPEATED;
  seen.add(id);
  const urls = {
    endpoint: webhook.endpoint,
    "config.oauth2.token_url": webhook.config?.oauth2?.token_url,
  };
  for (const [field, url] of Object.entries(urls)) {
    const check = url === undefined ? undefined : checkEndpointUrl(url, DEFAULT_RULES);
    if (url !== undefined && check?.ok === false) {
      return { kind: "refused", message: `${field}: ${check.message}`, hint: check.hint, url };
    }
  }
  const more = disabled ? ["disabled, as the row is"] : [];
  return { kind: "planned", notes: [...more, ...notes], webhook: withoutSecrets(webhook) };
}
