import { API_KEY_START } from "../../lambdas/config-api/access/api-key-text.ts";
import { readOptions } from "../../local/session/read-options.ts";
import { RunFailed } from "../../local/session/run-failed.ts";
import { type EndpointMapping, readMapping } from "./map-endpoint.ts";

/** What the command can do. */
export const HELP = `npm run import:powerauth -- <file> [options]

Creates a webhook for each row of an export of PowerAuth's table pa_application_callback: JSON or CSV with a header
line (docs/powerauth-import.md). Run it as often as you like: nothing is created twice.

  --endpoint <old>=<new>  puts new in place of old where a URL is old, or goes on behind it with / or ?; repeatable
  --keystores <folder>    where the key stores and trust stores of the rows are; where the rows say unless given
  --api <url>             the config API; RINGBACK_API_URL, else that of the local cloud, unless given
  --dry-run               only shows what would be created, without asking the API
  --json                  prints the report as JSON
  --help                  shows this

Keys are taken from the environment, of role admin or manager:
  RINGBACK_API_KEY        for all rows, or
  RINGBACK_API_KEYS       "1=rbk_…,2=rbk_…": by the rows' application_id

Exit code: 0 when nothing was refused, 1 otherwise, 2 for bad options or an unreadable file.
`;

/** Which key is for which rows: one for all, or by application id. */
export type ImportKeys =
  | { readonly kind: "one"; readonly key: string }
  | { readonly kind: "by application"; readonly keys: ReadonlyMap<string, string> };

/** An import that was asked for. */
export interface ImportPlan {
  readonly file: string;
  readonly mappings: readonly EndpointMapping[];
  readonly keyStoreFolder: string | undefined;
  readonly json: boolean;
  /** Undefined: it is a dry run. */
  readonly target: { readonly apiUrl: string; readonly keys: ImportKeys } | undefined;
}

/** What the command was asked for. */
export type ImportOptions =
  | { readonly help: true }
  | { readonly help: false; readonly plan: ImportPlan };

/**
 * Reads the arguments and the environment of the command.
 * @param localApiUrl the config API of the local cloud, if there is one
 * @throws RunFailed that shows what is wrong and what was expected, and no key
 */
export function readImportOptions(
  args: readonly string[],
  env: Readonly<NodeJS.ProcessEnv>,
  localApiUrl: () => string | undefined,
): ImportOptions {
  const { values, positionals } = readOptions({
    args: [...args],
    allowPositionals: true,
    options: {
      endpoint: { type: "string", multiple: true, default: [] },
      keystores: { type: "string" },
      api: { type: "string" },
      "dry-run": { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return { help: true };
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) {
    throw new RunFailed("give the export as one file (--help shows all options)");
  }
  const apiUrl = (): string => readApiUrl(values.api ?? (env["RINGBACK_API_URL"] || localApiUrl()));
  return {
    help: false,
    plan: {
      file,
      mappings: values.endpoint.map(mappingOption),
      keyStoreFolder: values.keystores,
      json: values.json,
      target: values["dry-run"] ? undefined : { apiUrl: apiUrl(), keys: readKeys(env) },
    },
  };
}

function mappingOption(text: string): EndpointMapping {
  const mapping = readMapping(text);
  if (mapping !== undefined) return mapping;
  throw new RunFailed(
    "--endpoint is not <old>=<new> with two URLs: --endpoint http://localhost:8080=https://example.com",
  );
}

function readApiUrl(text: string | undefined): string {
  if (text === undefined) {
    throw new RunFailed(
      "give the config API as --api <url> or RINGBACK_API_URL (or use --dry-run)",
    );
  }
  const url = URL.parse(text);
  const isLocal = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/u.test(url?.hostname ?? "");
  const isSafe = url?.protocol === "https:" || (url?.protocol === "http:" && isLocal);
  if (url === null || !isSafe || `${url.username}${url.password}${url.search}${url.hash}` !== "") {
    throw new RunFailed(
      "the config API's URL is https:// and host and path alone, or http:// on this machine: keys go there",
    );
  }
  return text.replace(/\/+$/u, "");
}

/** Keys are not quoted in errors. */
function readKeys(env: Readonly<NodeJS.ProcessEnv>): ImportKeys {
  const key = env["RINGBACK_API_KEY"] ?? "";
  const list = env["RINGBACK_API_KEYS"] ?? "";
  if ((key === "") === (list === "")) {
    throw new RunFailed("set either RINGBACK_API_KEY or RINGBACK_API_KEYS (--help shows how)");
  }
  if (list === "") return { kind: "one", key: readKey("RINGBACK_API_KEY", key) };
  const keys = list.split(",").map((entry): [string, string] => {
    const [id = "", ...rest] = entry.split("=");
    return [id.trim(), readKey("RINGBACK_API_KEYS", rest.join("="))];
  });
  return { kind: "by application", keys: new Map(keys) };
}

function readKey(name: string, text: string): string {
  const key = text.trim();
  if (key.startsWith(API_KEY_START) && /^[\w-]+$/u.test(key)) return key;
  const expected = name.endsWith("S") ? '"<application_id>=rbk_…,<application_id>=rbk_…"' : "rbk_…";
  throw new RunFailed(`${name} is malformed, expected ${expected}`);
}
