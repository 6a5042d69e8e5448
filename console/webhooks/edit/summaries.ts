import { durationWords } from "../../parts/time-words.ts";
import { type Defaults, SCHEME_NAMES } from "./defaults.ts";
import { attemptTimes } from "./retry/attempt-times.ts";
import { retryPolicyOf } from "./retry/retry-policy-of.ts";
import { EMPTY_RETRY, EMPTY_SIGNATURE } from "./state/empty-form.ts";
import type { MtlsForm, WebhookForm } from "./state/form-state.ts";

/** What holds of the signature, in a line: `HMAC in X-SIGNATURE, the secret is made`. */
export function signatureSummary(form: WebhookForm, defaults: Defaults, isNew: boolean): string {
  const { signature, contentType } = form;
  const scheme = signature.scheme || defaults.scheme;
  const header = signature.headerName.trim() || defaults.signatureHeader;
  const name = scheme === "none" ? "Not signed" : SCHEME_NAMES[scheme];
  const hasSecret = scheme === "hmac" || scheme === "standard";
  const secret =
    signature.secret === "" ? `the secret ${isNew ? "is made" : "stays"}` : `a secret of your own`;
  return [
    header === "" ? name : `${name} in ${header}`,
    ...(hasSecret ? [secret] : []),
    ...(contentType.trim() === "" ? [] : [contentType.trim()]),
  ].join(", ");
}

/** What holds of the authentication: `Basic as ring, 2 custom headers`, or `None`. */
export function authenticationSummary(form: WebhookForm): string {
  const { authorization, username, oauth2, headers } = form;
  const host = URL.parse(oauth2.tokenUrl)?.host;
  const parts = [
    ...(authorization === "basic" ? [username === "" ? "Basic" : `Basic as ${username}`] : []),
    ...(authorization === "oauth2" ? [`OAuth 2.0${host === undefined ? "" : ` by ${host}`}`] : []),
    ...(headers.length === 0 ? [] : [countOf(headers.length, "custom header")]),
    ...mtlsWords(form.mtls),
  ];
  return parts.length === 0 ? "None" : parts.join(", ");
}

function mtlsWords({ choice, identity, trust }: MtlsForm): string[] {
  if (choice === "none") return [];
  if (choice === "kept") return ["client certificate or trust as set"];
  return [
    ...(identity === "none" ? [] : ["client certificate"]),
    ...(trust === "public" ? [] : ["own trust"]),
  ];
}

/** What holds of retries and limits: `55 attempts in 6 d 21 h, 10 s for an answer`. */
export function retriesSummary(form: WebhookForm, defaults: Defaults): string {
  const policy = retryPolicyOf(form.retry, defaults.retry);
  const last = (policy && attemptTimes(policy).at(-1)?.plain) ?? 0;
  const { perSecond, maxInFlight } = form;
  return [
    ...(policy === undefined ? [] : [countOf(policy.attempts, "attempt") + inTime(last)]),
    `${form.timeoutSeconds.trim() || defaults.timeoutSeconds} s for an answer`,
    ...(perSecond.trim() === "" ? [] : [`at most ${perSecond.trim()} a second`]),
    ...(maxInFlight.trim() === "" ? [] : [`at most ${maxInFlight.trim()} at once`]),
  ].join(", ");
}

function inTime(seconds: number): string {
  return seconds === 0 ? "" : ` in ${durationWords(seconds * 1000)}`;
}

function countOf(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}

/** Which sections of a form hold something that is set: they are open at once. */
export function setSections(form: WebhookForm) {
  const { signature, contentType, retry, timeoutSeconds, perSecond, maxInFlight } = form;
  return {
    signature: !isEqual(signature, EMPTY_SIGNATURE) || contentType !== "",
    authentication: authenticationSummary(form) !== "None",
    retries: !isEqual(retry, EMPTY_RETRY) || timeoutSeconds + perSecond + maxInFlight !== "",
  };
}

function isEqual(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
