import type { ApiRecord, RecordedCall, RecordedSecret } from "./api-record.ts";

/** A secret that was used in a run. */
export interface UsedSecret extends RecordedSecret {
  /** The one request whose answer may show it, since it was made there. */
  readonly shownBy?: string;
}

/** Fields of requests that are secrets, and what they are called. */
const SECRET_FIELDS: Readonly<Record<string, string>> = {
  basic_auth_password: "Basic password",
  header_value: "value of a custom header",
  client_secret: "OAuth client secret",
  private_key: "client's private key",
  passphrase: "passphrase",
  keystore: "key store",
  keystore_password: "password of a key store",
  truststore_password: "password of a trust store",
  secret: "given signature secret",
  production: "legacy secret",
  sandbox: "legacy secret",
};

/** Answers that may show a secret, and where in them. */
const MADE: readonly (readonly [
  request: RegExp,
  kind: string,
  // oxlint-disable-next-line typescript/no-explicit-any -- any answer of the API
  secretOf: (body: any) => unknown,
])[] = [
  // What is before its last underscore names the key, and is shown: its prefix.
  [/^POST \/api-keys$/u, "API key", (body) => body?.key?.split("_").at(-1)],
  [/^POST \/portal-links$/u, "code of a portal link", (body) => body?.url?.split("#").at(-1)],
  ...[0, 1].map(
    (place) =>
      [
        /^POST \/portal-links\/[\w-]+\/exchange$/u,
        "session of the portal",
        (body: any) => body?.sessions?.[place]?.token?.split("_").at(-1),
      ] as const,
  ),
  [/^POST \/webhooks$/u, "made signature secret", (body) => body?.config?.signature?.secret],
  [/^PATCH \/webhooks\/\w+$/u, "made signature secret", (body) => body?.config?.signature?.secret],
  [/^POST \/webhooks\/\w+\/secret\/rotate$/u, "made signature secret", (body) => body?.secret],
];

/**
 * Shorter secrets, and those of fewer different characters, are words that stand elsewhere too:
 * `password`. Tests that are to show something about secrets use longer ones.
 */
const LEAST_LENGTH = 12;
const LEAST_CHARACTERS = 8;

/**
 * An API key or session that a header carries is looked for as what it is, which the answer that
 * made it may show.
 */
const API_KEY = /rb[kp]_[\w-]+_[0-9A-Za-z]{32}$/u;

/** The secrets of a run that are long enough to be looked for, each once. */
export function usedSecrets({ calls, secrets }: ApiRecord): UsedSecret[] {
  const found = new Map<string, UsedSecret>();
  const add = (secret: UsedSecret): void => {
    if (isDistinct(secret.text) && !found.has(secret.text)) found.set(secret.text, secret);
  };
  secrets.forEach(add);
  for (const call of calls) sentSecrets(call).forEach(add);
  for (const [index, call] of calls.entries()) madeSecrets(call, nameOf(call, index)).forEach(add);
  return [...found.values()];
}

/** What a request is called in `shownBy`: repeats under the same idempotency key are the same. */
export function nameOf(call: RecordedCall, index: number): string {
  const { method, path, idempotencyKey } = call;
  return `${method} ${path} ${idempotencyKey ?? `number ${index}`}`;
}

function isDistinct(text: string): boolean {
  return text.length >= LEAST_LENGTH && new Set(text).size >= LEAST_CHARACTERS;
}

function sentSecrets({ sent }: RecordedCall): UsedSecret[] {
  const found: UsedSecret[] = [];
  const collect = (value: unknown, kind?: string): void => {
    if (typeof value === "string") {
      if (kind !== undefined && !API_KEY.test(value)) found.push({ kind, text: value });
    } else if (typeof value === "object" && value !== null) {
      for (const [name, inner] of Object.entries(value))
        collect(inner, SECRET_FIELDS[name] ?? kind);
    }
  };
  collect(parsed(sent));
  return found;
}

function madeSecrets(call: RecordedCall, shownBy: string): UsedSecret[] {
  const { method, path, status, answered } = call;
  if (status >= 300) return [];
  const body = parsed(answered.slice(answered.indexOf("\n\n") + 2));
  return MADE.flatMap(([request, kind, secretOf]) => {
    const text = request.test(`${method} ${path}`) ? secretOf(body) : undefined;
    return typeof text === "string" ? [{ kind, text, shownBy }] : [];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
