import type { ImportedRow, RowOutcome } from "./import-rows.ts";
import { suggestMapping } from "./map-endpoint.ts";
import type { NewWebhook } from "./new-webhook.ts";
import { shownName } from "./safe-text.ts";

/** One row of the report; what is unknown is left out. */
interface ReportRow {
  readonly row: number;
  readonly id?: string;
  readonly application_id?: string;
  readonly name?: string;
  readonly outcome: "created" | "there already" | "refused" | "would be created";
  readonly webhook_id?: string;
  /** What would be created, its secrets hidden. */
  readonly webhook?: NewWebhook;
  readonly message?: string;
  readonly hint?: string;
  /** An option that may mend it. */
  readonly suggestion?: string;
  readonly notes: readonly string[];
}

/** What the import did, row by row. */
export interface ImportReport {
  readonly dry_run: boolean;
  readonly rows: readonly ReportRow[];
  readonly created: number;
  readonly there_already: number;
  readonly refused: number;
  readonly would_be_created: number;
}

/** Puts together what the import did, or what a dry run found. */
export function makeReport(imported: readonly ImportedRow[], dryRun: boolean): ImportReport {
  const rows = imported.map(({ row, outcome }): ReportRow => {
    const { number, id, applicationId, name } = row;
    const application = shownName(applicationId);
    return {
      row: number,
      ...(id !== undefined && { id }),
      ...(application !== undefined && { application_id: application }),
      ...(name !== undefined && { name }),
      ...tell(outcome),
    };
  });
  const count = (wanted: ReportRow["outcome"]): number =>
    rows.filter(({ outcome }) => outcome === wanted).length;
  return {
    dry_run: dryRun,
    rows,
    created: count("created"),
    there_already: count("there already"),
    refused: count("refused"),
    would_be_created: count("would be created"),
  };
}

/** The report for people: a line a row, and the sums. */
export function tellReport(report: ImportReport): string {
  const done = report.dry_run
    ? `${report.would_be_created} would be created`
    : `${report.created} created, ${report.there_already} there already`;
  return [...report.rows.map(tellRow), `${done}, ${report.refused} refused`, ""].join("\n");
}

function tellRow(row: ReportRow): string {
  const what = [`row ${row.row}`, row.name ?? row.id, row.webhook_id].filter(Boolean).join("  ");
  const { webhook } = row;
  const reason = row.message === undefined ? [] : [`${row.message} (${row.hint})`];
  const details = [
    ...reason,
    ...(row.suggestion === undefined ? [] : [`try ${row.suggestion}`]),
    ...(webhook === undefined ? [] : [JSON.stringify(webhook)]),
    ...row.notes.map((note) => `note: ${note}`),
  ].join("; ");
  return `${row.outcome.padEnd(16)}  ${what}${details === "" ? "" : `  ${details}`}`;
}

function tell(outcome: RowOutcome): Omit<ReportRow, "row"> {
  switch (outcome.kind) {
    case "refused": {
      const { message, hint, url } = outcome;
      const suggestion = url === undefined ? undefined : suggestMapping(url);
      return { outcome: "refused", message, hint, ...(suggestion && { suggestion }), notes: [] };
    }
    case "planned":
      return { outcome: "would be created", webhook: outcome.webhook, notes: outcome.notes };
    case "created":
    case "there already":
      return { outcome: outcome.kind, webhook_id: outcome.webhookId, notes: outcome.notes };
  }
}
