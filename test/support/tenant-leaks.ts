import type { Answered } from "./config-api-test-bed.ts";

/**
 * Headers of the connection, which are there over HTTP, and of the request: they say nothing of
 * what was asked for.
 */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  "apigw-requestid",
  "connection",
  "content-length",
  "date",
  "keep-alive",
  "transfer-encoding",
]);

/** Names a request in a refusal, which has no reason to tell any other id, or a time. */
const REQUEST_ID = /(?<="request_id":")[^"]*/gu;

/**
 * What differs between two answers to the same request: ids that were made, times, secrets that are
 * shown once.
 */
const MADE_ANEW: readonly RegExp[] = [
  /\b(?:wh|evt|key)_[0-9A-Za-z]{12,22}\b/gu,
  /\bdlv_[0-9A-Za-z]{22}_[0-9A-Za-z]{22}\b/gu,
  /\brb[kp]_[\w-]+/gu,
  /\bplk_[\w-]+(?:#\w+)?/gu,
  /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gu,
  /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/gu,
  /(?<="(?:secret|request_id|next_cursor|header_value|body)":")(?:[^"\\]|\\.)*/gu,
];

/** An answer, and what the request named, which the answer may repeat. */
export interface Given {
  readonly named: readonly string[];
  readonly answer: Pick<Answered, "status" | "headers" | "text">;
}

/**
 * What tells an answer about another tenant's thing from that about one that there is not.
 * @param absent the answers before and after it: where the request did something, they may differ
 */
export function differences(foreign: Given, absent: readonly Given[]): string[] {
  const shown = comparable(foreign);
  const others = absent.map(comparable);
  return others.includes(shown) ? [] : [`${shown} is not ${others.join(", nor ")}`];
}

/** Whatever of another tenant's an answer shows, which the request itself did not name. */
export function shownOf(canaries: readonly string[], { named, answer }: Given): string[] {
  const { text, headers } = answer;
  const whole = withoutNamed(`${text}\n${JSON.stringify(headers)}`, named);
  const decoded = [...whole.matchAll(/[\w-]{16,}/gu)].map(([word]) =>
    Buffer.from(word, "base64url").toString("latin1"),
  );
  return canaries.filter((canary) => [whole, ...decoded].some((part) => part.includes(canary)));
}

function comparable({ named, answer }: Given): string {
  const { status, headers, text } = answer;
  const compared = Object.entries(headers)
    .map(([name, value]) => `${name.toLowerCase()}: ${withoutNamed(value, named)}`)
    .filter((line) => !OWN_HEADERS.has(line.replace(/:.*$/su, "")))
    .toSorted()
    .join("; ");
  const madeAnew = status < 400 ? MADE_ANEW : [REQUEST_ID];
  const body = madeAnew.reduce(
    (rest, made) => rest.replaceAll(made, "…"),
    withoutNamed(text, named),
  );
  return `${status} (${compared}) ${body}`;
}

function withoutNamed(text: string, named: readonly string[]): string {
  return named.reduce((rest, name) => rest.replaceAll(name, "(named)"), text);
}
