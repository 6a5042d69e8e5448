import { readFileSync } from "node:fs";

import { RunFailed } from "../../local/session/run-failed.ts";
import { type ConfigApi, configApi } from "./config-api.ts";
import { importRows, type ImportRow, planRows } from "./import-rows.ts";
import { keyStoreFiles } from "./key-store-files.ts";
import { mapEndpoint } from "./map-endpoint.ts";
import { HELP, type ImportPlan, readImportOptions } from "./options.ts";
import { readExport } from "./read-export.ts";
import { makeReport, tellReport } from "./report.ts";
import { idText, rowToWebhook } from "./row-to-webhook.ts";
import { shownName } from "./safe-text.ts";

/** What the command has around it. */
export interface ImportContext {
  readonly args: readonly string[];
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly localApiUrl: () => string | undefined;
  readonly signal: AbortSignal;
  readonly print: (text: string) => void;
  readonly printError: (text: string) => void;
}

/** Bad options, or a file that cannot be read. */
const EXIT_UNUSABLE = 2;

/** Runs the command; returns its exit code. */
export async function runImport(context: ImportContext): Promise<number> {
  const { args, env, localApiUrl, signal, print, printError } = context;
  try {
    const options = readImportOptions(args, env, localApiUrl);
    if (options.help) {
      print(HELP);
      return 0;
    }
    const { plan } = options;
    const rows = readRows(plan);
    const imported =
      plan.target === undefined
        ? planRows(rows)
        : await importRows(rows, { apiFor: makeApiFor(plan.target, signal), signal });
    const report = makeReport(imported, plan.target === undefined);
    print(plan.json ? `${JSON.stringify(report, undefined, 2)}\n` : tellReport(report));
    return report.refused === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof RunFailed)) throw withoutMessage(error);
    printError(`\n✖ ${error.message}\n`);
    return EXIT_UNUSABLE;
  }
}

function readRows({ file, mappings, keyStoreFolder }: ImportPlan): readonly ImportRow[] {
  const context = {
    mapEndpoint: (url: string) => mapEndpoint(url, mappings),
    readStore: keyStoreFiles(keyStoreFolder),
  };
  return readExport(readBytes(file), file).map((row) => {
    const applicationId = idText(row.columns.get("application_id"));
    return {
      number: row.number,
      id: shownName(idText(row.columns.get("id"))),
      applicationId,
      name: shownName(row.columns.get("name")),
      converted: rowToWebhook(row, context),
    };
  });
}

function readBytes(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new RunFailed(`${file} cannot be read (${code ?? "unknown"})`);
  }
}

function makeApiFor(
  { apiUrl, keys }: NonNullable<ImportPlan["target"]>,
  signal: AbortSignal,
): (applicationId: string | undefined) => ConfigApi | undefined {
  const apis = new Map<string, ConfigApi>();
  return (applicationId) => {
    const key = keys.kind === "one" ? keys.key : keys.keys.get(applicationId ?? "");
    if (key === undefined) return undefined;
    const api = apis.get(key) ?? configApi(apiUrl, key, signal);
    apis.set(key, api);
    return api;
  };
}

/** An error that nobody thought of, and its place: its message could quote the file. */
function withoutMessage(error: unknown): Error {
  const { name, stack = "" } = error instanceof Error ? error : new Error("no error");
  const hidden = new Error(`the import ended with an unexpected ${name}`);
  const frames = stack.split("\n").filter((line) => /^ {4}at /u.test(line));
  hidden.stack = [hidden.message, ...frames].join("\n");
  return hidden;
}
