import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** One call of the config API, as it went over the wire. */
export interface RecordedCall {
  readonly method: string;
  readonly path: string;
  readonly idempotencyKey?: string;
  /** Text of the request's body; empty without one. */
  readonly sent: string;
  readonly status: number;
  /** Headers and body of the answer. */
  readonly answered: string;
}

/** A secret that a test uses, and that its calls of the config API do not tell. */
export interface RecordedSecret {
  readonly kind: string;
  readonly text: string;
}

/** Everything that the end-to-end tests of this run did, as far as secrets go. */
export interface ApiRecord {
  readonly calls: readonly RecordedCall[];
  readonly secrets: readonly RecordedSecret[];
}

/** The folder of the run that `npm test` is; undefined when tests run by themselves. */
export function runFolderOfTests(): string | undefined {
  const file = process.env["RINGBACK_TEST_CLOUD"];
  return file === undefined ? undefined : dirname(file);
}

/** Notes a call: test/e2e/afterwards/secrets.test.ts looks through the answers of all. */
export function recordCall(call: RecordedCall): void {
  append({ call });
}

/**
 * Notes a secret that no call of the config API tells: an access token, say. Passwords, header
 * values, client secrets, private keys, signature secrets and API keys that go through `ApiCaller`
 * are found there.
 *
 * @param kind what it is, to be told when it is found where it does not belong
 * @returns the secret
 */
export function useSecret(kind: string, text: string): string {
  append({ secret: { kind, text } });
  return text;
}

/**
 * Everything that was noted in this run.
 *
 * @throws {Error} when nothing notes it, as with the cloud of `npm start`
 */
export function readApiRecord(): ApiRecord {
  const folder = runFolderOfTests();
  const file = folder === undefined ? undefined : fileIn(folder);
  if (file === undefined || !existsSync(file)) {
    throw new Error('what the end-to-end tests do is recorded by "npm test" only: run that');
  }
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  const entries = lines.map(
    (line) => JSON.parse(line) as { call?: RecordedCall; secret?: RecordedSecret },
  );
  return {
    calls: entries.flatMap(({ call }) => call ?? []),
    secrets: entries.flatMap(({ secret }) => secret ?? []),
  };
}

function append(entry: object): void {
  const folder = runFolderOfTests();
  // One write of a whole line, so that workers do not mix theirs. Its owner only: it is full of
  // secrets.
  if (folder !== undefined) {
    appendFileSync(fileIn(folder), `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  }
}

function fileIn(folder: string): string {
  return join(folder, "api-record.jsonl");
}
