import type { NewWebhook } from "./new-webhook.ts";

/** Shorter ones are not looked for: what is left after hiding them would only tell them. */
const SHORTEST_HIDDEN = 4;
/** Longest text of others in a line of the report. */
const LONGEST_SHOWN = 300;
const HIDDEN = "***";

/** The secrets of a webhook, each as text. */
export function secretsOf({ config }: NewWebhook): readonly string[] {
  const { oauth2, mtls } = config ?? {};
  return [
    config?.basic_auth_password,
    oauth2?.client_secret,
    mtls?.keystore,
    mtls?.keystore_password,
    mtls?.truststore,
    mtls?.truststore_password,
  ].filter((secret) => secret !== undefined);
}

/** The webhook to show: each secret as ***, URLs and names only as far as surely no secret. */
export function withoutSecrets(webhook: NewWebhook): NewWebhook {
  return JSON.parse(JSON.stringify(webhook, shownMember)) as NewWebhook;
}

/** What another system said: on one line, at most a report line long, and without secrets. */
export function saidText(text: string, secrets: readonly string[]): string {
  const longestFirst = secrets
    .filter(({ length }) => length >= SHORTEST_HIDDEN)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)])
    .toSorted((one, other) => other.length - one.length);
  let hidden = text;
  for (const secret of longestFirst) hidden = hidden.replaceAll(secret, HIDDEN);
  const line = hidden.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ").trim();
  return line.length > LONGEST_SHOWN ? `${line.slice(0, LONGEST_SHOWN)}…` : line;
}

/** A row's name or id if it looks like one; else it may be a secret in the wrong column. */
export function shownName(text: unknown): string | undefined {
  return typeof text === "string" && /^[\p{L}\p{N}][\p{L}\p{N} ._:/()+-]{0,99}$/u.test(text)
    ? text
    : undefined;
}

/** A URL without user name, password, query and fragment, where tokens may be. */
function shownUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/u.test(url.protocol)) return "(not a URL)";
  const base = `${url.protocol}//${url.host}`;
  if (!/^[\w./~:+-]{1,300}$/u.test(url.pathname)) return `${base}/…`;
  return `${base}${url.pathname}${url.search === "" ? "" : "?…"}`;
}

function shownMember(name: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (/^(?:basic_auth_password|client_secret|(?:key|trust)store)/u.test(name)) return HIDDEN;
  if (name === "endpoint" || name === "token_url") return shownUrl(value);
  return shownName(value) ?? HIDDEN;
}
