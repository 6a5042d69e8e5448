import type { Delivery } from "../../client/client.ts";

/** How a word is coloured; never without the word. */
export type Tone = "good" | "bad" | "warn" | "quiet";

/** A status in a word, and how it is coloured. */
export const STATUS_WORDS: Readonly<Record<Delivery["status"], { word: string; tone: Tone }>> = {
  pending: { word: "Pending", tone: "quiet" },
  waiting: { word: "Waiting", tone: "warn" },
  delivered: { word: "Delivered", tone: "good" },
  dropped: { word: "Dropped", tone: "bad" },
  cancelled: { word: "Cancelled", tone: "quiet" },
};

/** Why a delivery was given up: docs/words.md, "Why a delivery was dropped". */
const DROP_REASONS: Readonly<Record<string, string>> = {
  attempts_spent: "All attempts of its schedule failed.",
  receiver_down: "Its schedule was over while the receiver was down.",
  gone: "The receiver answered 410: it wants nothing any more.",
  webhook_deleted: "Its webhook was deleted.",
  expired: "It waited for 28 days, the longest that a delivery is kept waiting.",
  cancelled: "Somebody cancelled it.",
  unprocessable: "Its message could not be worked off, again and again.",
  rejected: "The receiver answered a status after which this webhook does not try again.",
};

/** A sentence on why a delivery was given up; the name itself where nothing is known of it. */
export function dropReasonText(reason: string): string {
  return wordOf(DROP_REASONS, reason) ?? reason;
}

/** What kept an attempt from being answered: docs/words.md, "Outcomes of an attempt". */
const FAILURES: Readonly<Record<string, string>> = {
  timeout: "no whole answer in time",
  dns: "the host name has no address",
  connect: "no connection",
  tls: "no trusted TLS connection",
  connection_lost: "the connection ended before the answer did",
  refused_destination: "Ringback does not send to this address",
  bad_response: "what came back is not HTTP",
  token: "the token endpoint gave no access token",
  bad_configuration: "the request could not be built",
};

/** What to look at first after each: docs/nothing-arrived.md, "Attempts failed". */
const HINTS: Readonly<Record<string, string>> = {
  timeout: "Answer first and work afterwards: the time counts to the last byte of the answer.",
  dns: "Check the host name in the webhook's address.",
  connect: "Check the port and the firewall: requests come from addresses that are not fixed.",
  tls: "The certificate has expired, is for another name, or lacks its intermediate certificates.",
  connection_lost: "The receiver may have seen the request.",
  refused_destination: "Private and local addresses, and Ringback's own API, are refused.",
  bad_response: "Check that a web server listens on this port.",
  token: "Check token_url, client_id and client_secret of the webhook.",
  bad_configuration: "Give the webhook its secrets again: one of them cannot be read.",
  "401": "Compare the webhook's authentication with what the receiver expects.",
  "403": "Compare the webhook's authentication and signature with what the receiver expects.",
  "404": "Check the path of the webhook's address.",
  "405": "The receiver takes no POST at this address.",
  "410": "Nothing is sent to this webhook until somebody enables it again.",
  "413": "The receiver has a limit for bodies.",
  "415": "The receiver does not take this content type.",
  "429": "It is tried again, and retry-after is kept to. A rate_limit of the webhook avoids it.",
};

/** Names of statuses that receivers answer with (RFC 9110). */
const STATUS_NAMES: Readonly<Record<string, string>> = {
  "200": "OK",
  "201": "Created",
  "202": "Accepted",
  "204": "No Content",
  "301": "Moved Permanently",
  "302": "Found",
  "303": "See Other",
  "304": "Not Modified",
  "307": "Temporary Redirect",
  "308": "Permanent Redirect",
  "400": "Bad Request",
  "401": "Unauthorized",
  "403": "Forbidden",
  "404": "Not Found",
  "405": "Method Not Allowed",
  "408": "Request Timeout",
  "409": "Conflict",
  "410": "Gone",
  "413": "Content Too Large",
  "415": "Unsupported Media Type",
  "422": "Unprocessable Content",
  "429": "Too Many Requests",
  "500": "Internal Server Error",
  "501": "Not Implemented",
  "502": "Bad Gateway",
  "503": "Service Unavailable",
  "504": "Gateway Timeout",
};

/** An HTTP status with its name: `503 Service Unavailable`. */
export function httpStatusText(status: number | string): string {
  const name = wordOf(STATUS_NAMES, String(status));
  return name === undefined ? String(status) : `${status} ${name}`;
}

/** Why there was no usable answer, as part of a sentence; the name where it is unknown. */
export function failureText(code: string): string {
  return wordOf(FAILURES, code) ?? code;
}

/** What to look at first after such an answer or failure, as a sentence. */
export function hintFor(outcome: string): string | undefined {
  if (/^3\d\d$/u.test(outcome))
    return "Redirects are not followed: give the address that is meant.";
  return wordOf(HINTS, outcome);
}

/** What a receiver said last, as lists show it: `503 Service Unavailable`, `no connection`. */
export function outcomeText(outcome: string): string {
  return /^\d+$/u.test(outcome) ? httpStatusText(outcome) : failureText(outcome);
}

/** What a table says of a name, its own entries only: a name may be `constructor`. */
function wordOf(words: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(words, name) ? words[name] : undefined;
}
