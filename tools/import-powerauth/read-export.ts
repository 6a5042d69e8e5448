import { CsvError, parse } from "csv-parse/sync";

import { RunFailed } from "../../local/session/run-failed.ts";

/** A row of pa_application_callback: values by lower-case column name, nulls left out. */
export interface ExportRow {
  /** 1 is the first. */
  readonly number: number;
  readonly columns: ReadonlyMap<string, unknown>;
}

/** Without these there is nothing to import: it is another table, or no table. */
const NEEDED_COLUMNS = ["id", "type", "callback_url"];

/** What databases write for null into CSV, besides nothing. */
const CSV_NULLS: ReadonlySet<unknown> = new Set(["", "NULL", String.raw`\N`]);

/**
 * Reads an export of the table, JSON or CSV.
 * @param fileName its extension says which; otherwise the first character
 * @throws RunFailed that says what is wrong with the file, without quoting it: it holds passwords
 */
export function readExport(bytes: Uint8Array, fileName: string): readonly ExportRow[] {
  const text = decode(bytes);
  const extension = /\.(?<name>json|csv)$/iu.exec(fileName)?.groups?.["name"]?.toLowerCase();
  const isJson = extension === undefined ? /^\s*[[{]/u.test(text) : extension === "json";
  return (isJson ? jsonRows(text) : csvRows(text)).map((row, index) => ({
    number: index + 1,
    columns: columnsOf(row),
  }));
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes); // drops a byte order mark, too
  } catch {
    throw new RunFailed("the file is not UTF-8 text; export it as UTF-8");
  }
}

function jsonRows(text: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the text.
    throw new RunFailed("the file is not JSON; export it as docs/powerauth-import.md shows");
  }
  const { rows, data } = Object(value) as { rows?: unknown; data?: unknown };
  const list = [value, rows, data].find((one) => Array.isArray(one));
  if (list === undefined) {
    throw new RunFailed(
      'the file holds no rows, expected [...], {"rows": [...]} or {"data": [...]}',
    );
  }
  return list as unknown[];
}

function csvRows(text: string): readonly unknown[] {
  const [header = ""] = text.split(/[\r\n]/u, 1);
  let names: readonly string[] = [];
  let rows: Record<string, string>[];
  try {
    rows = parse(text, {
      columns: (found: readonly string[]) => {
        names = found.map((name) => name.trim().toLowerCase());
        return [...names];
      },
      delimiter: [",", ";", "\t"].find((one) => header.includes(one)) ?? ",",
      skip_empty_lines: true,
    });
  } catch (error) {
    // The parser's message quotes the text, too.
    const where =
      error instanceof CsvError ? ` (${error.code}, line ${String(error["lines"])})` : "";
    throw new RunFailed(`the file is not CSV${where}; export it as docs/powerauth-import.md shows`);
  }
  const missing = NEEDED_COLUMNS.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new RunFailed(
      `the file's first line lacks ${missing.join(", ")}; export it with a header line (CSV HEADER)`,
    );
  }
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([, cell]) => !CSV_NULLS.has(cell))),
  );
}

function columnsOf(row: unknown): ReadonlyMap<string, unknown> {
  if (typeof row !== "object" || row === null || Array.isArray(row)) return new Map();
  const cells = Object.entries(row).filter(([, cell]) => cell !== null && cell !== undefined);
  return new Map(cells.map(([name, cell]) => [name.trim().toLowerCase(), cell]));
}
