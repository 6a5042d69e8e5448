import { checkEndpointUrl } from "../../lambdas/shared/domain/destination-rules.ts";
import type { ConfigApi, PresentWebhook } from "./config-api.ts";
import type { NewWebhook } from "./new-webhook.ts";
import { refuse, type Refusal } from "./refusal.ts";
import type { ConvertedRow } from "./row-to-webhook.ts";
import { withoutSecrets } from "./safe-text.ts";

/** A row of the file: which one, whose, and what it became. */
export interface ImportRow {
  readonly number: number;
  readonly id: string | undefined;
  readonly applicationId: string | undefined;
  readonly name: string | undefined;
  readonly converted: ConvertedRow | Refusal;
}

/** What became of a row. */
export type RowOutcome =
  | Refusal
  | { readonly kind: "planned"; readonly notes: readonly string[]; readonly webhook: NewWebhook }
  | {
      readonly kind: "created" | "there already";
      readonly webhookId: string;
      readonly notes: readonly string[];
    };

/** A row, and what became of it. */
export interface ImportedRow {
  readonly row: ImportRow;
  readonly outcome: RowOutcome;
}

/** What rows are imported with. */
export interface ImportPorts {
  /** The API with this application's key: the same object per key; undefined without one. */
  readonly apiFor: (applicationId: string | undefined) => ConfigApi | undefined;
  /** Once it is aborted, no further row is begun. */
  readonly signal: AbortSignal;
}

/** What a key has, less what rows of this run stand for. */
interface Stock {
  readonly ids: ReadonlySet<string>;
  /** Two rows may be alike: each takes one away. */
  readonly unclaimed: PresentWebhook[];
}

/** For every row after the first of an id. */
const REPEATED = refuse("an earlier row has the same id", "export rows once");

const NO_KEY = refuse(
  "there is no API key for the application of this row",
  'add it: RINGBACK_API_KEYS="<application_id>=<key>,…"',
);

const DELETED = refuse(
  "its webhook was created within the last 24 hours, and has been deleted since",
  "run it again a day after that, or create it by hand",
);

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

/** Creates the rows' missing webhooks one after the other; a refused row holds up no other. */
export async function importRows(
  rows: readonly ImportRow[],
  { apiFor, signal }: ImportPorts,
): Promise<ImportedRow[]> {
  const stocks = new Map<ConfigApi, Stock | Refusal>();
  const seen = new Set<string>();
  const imported: ImportedRow[] = [];
  for (const row of rows) imported.push({ row, outcome: await importRow(row) });
  return imported;

  async function importRow({ converted, applicationId }: ImportRow): Promise<RowOutcome> {
    if (converted.kind === "refused") return converted;
    if (signal.aborted) return refuse("the import was stopped before this row", "run it again");
    if (seen.has(converted.id)) return REPEATED;
    seen.add(converted.id);
    const api = apiFor(applicationId);
    if (api === undefined) return NO_KEY;
    const stock = stocks.get(api) ?? (await takeStock(api));
    stocks.set(api, stock);
    return "kind" in stock ? stock : createOnce(api, stock, converted);
  }
}

async function takeStock(api: ConfigApi): Promise<Stock | Refusal> {
  const listed = await api.list();
  if (listed.kind === "refused") return listed;
  return { ids: new Set(listed.value.map(({ id }) => id)), unclaimed: [...listed.value] };
}

async function createOnce(api: ConfigApi, stock: Stock, row: ConvertedRow): Promise<RowOutcome> {
  const { webhook, disabled, notes } = row;
  const index = stock.unclaimed.findIndex((present) => isSame(present, webhook));
  const [present] = index < 0 ? [] : stock.unclaimed.splice(index, 1);
  if (present !== undefined) {
    const differs = disabled && present.status === "enabled";
    const note = "it is enabled here, the row is not: POST /webhooks/{id}/disable pauses it";
    return { kind: "there already", webhookId: present.id, notes: differs ? [note] : [] };
  }
  const created = await api.create(webhook, `powerauth-${row.id}`);
  if (created.kind === "refused") return created;
  const { id } = created.value;
  if (stock.ids.has(id)) {
    const note = "it has been changed here since it was imported, and stays as it is";
    return { kind: "there already", webhookId: id, notes: [note] };
  }
  // The API answers a POST of the last 24 hours as it did then, whatever became of the webhook
  // since.
  const answer = disabled ? await api.disable(id) : await api.read(id);
  if (answer.kind === "refused" && answer.status === 404) return DELETED;
  if (!disabled) return { kind: "created", webhookId: id, notes };
  if (answer.kind === "refused") {
    const message = `${id} was created, but not disabled: ${answer.message}`;
    return refuse(message, `disable it: POST /webhooks/${id}/disable`);
  }
  return { kind: "created", webhookId: id, notes: ["disabled, as the row is", ...notes] };
}

function isSame({ name, endpoint, events }: PresentWebhook, webhook: NewWebhook): boolean {
  const [event] = webhook.events;
  const sameEvents = events.length === 1 && events[0] === event;
  return sameEvents && name === webhook.name && endpoint === webhook.endpoint;
}
