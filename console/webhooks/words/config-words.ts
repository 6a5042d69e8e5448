import type { Webhook } from "../../../client/client.ts";
import type { FilterTerm } from "../../../lambdas/shared/domain/event-filter.ts";
import type { RetryPolicy } from "../../../lambdas/shared/domain/retry-policy.ts";
import { durationWords } from "../../parts/time-words.ts";
import { attemptTimes } from "../edit/retry/attempt-times.ts";
import { scheduleSentence } from "../edit/retry/schedule-words.ts";
import { termsWords } from "./term-words.ts";

type Effective = Webhook["effective"];

/** How requests are signed, in a sentence. */
export function signatureWords({ signature }: Effective): string {
  const { scheme, header_name: header, algorithm = "sha256", encoding = "hex", prefix } = signature;
  switch (scheme) {
    case "none":
      return "Not signed.";
    case "jws":
      return `Detached JWS (RS256) in the header ${header ?? "JWS-SIGNATURE"}, by the keys of the application.`;
    case "standard":
      return "Standard Webhooks: webhook-id, webhook-timestamp and webhook-signature, with a shared secret.";
    case "hmac": {
      const hash = algorithm.replace("sha", "SHA-");
      const before = prefix ? ` after ${JSON.stringify(prefix)}` : "";
      return `HMAC of the body (${hash}, ${encoding}${before}) in the header ${header ?? "X-SIGNATURE"}, with a shared secret.`;
    }
  }
}

/** How the receiver is told who sends; a line for each way. */
export function authenticationWords({
  config: { basic_auth_username: user, oauth2, mtls, custom_headers: headers },
}: Webhook): string[] {
  const words: string[] = [];
  if (user !== undefined) words.push(`Basic, as ${user === "" ? "nobody by name" : user}`);
  if (oauth2 !== undefined) {
    words.push(`OAuth 2.0, as ${oauth2.client_id}, with tokens of ${oauth2.token_url}`);
  }
  if (mtls?.certificate_expires_at !== undefined) {
    const [day] = mtls.certificate_expires_at.split("T");
    words.push(`Client certificate, until ${day}`);
  }
  if (mtls?.own_trust === true) words.push("Its own trust in place of the public authorities");
  if (headers.length > 0) {
    words.push(`Headers ${headers.map(({ header_name: name }) => name).join(", ")}`);
  }
  return words;
}

/** When a failed attempt is repeated, in a sentence or two. */
export function retryWords({ retry }: Effective): string {
  const policy: RetryPolicy =
    retry.kind === "fixed"
      ? { kind: "fixed", attempts: retry.attempts, intervalSeconds: retry.interval_seconds }
      : {
          kind: "exponential",
          attempts: retry.attempts,
          initialSeconds: retry.initial_seconds,
          factor: retry.factor,
          capSeconds: retry.cap_seconds,
          jitter: retry.jitter,
        };
  const stops = retry.stop_on ?? [];
  return [
    scheduleSentence(attemptTimes(policy)),
    ...(retry.breaker === true ? ["While the receiver is down, nothing but probes is sent."] : []),
    ...(stops.length > 0 ? [`An answer of ${stops.join(", ")} ends a delivery at once.`] : []),
  ].join(" ");
}

/** What bounds its requests. */
export function limitWords({
  rate_limit: rate,
  max_in_flight: inFlight,
  timeout_seconds: timeout,
}: Effective): string {
  const words = [
    `An attempt may take ${durationWords(timeout * 1000)}`,
    ...(rate === undefined ? [] : [`at most ${rate.per_second} requests a second`]),
    ...(inFlight === undefined ? [] : [`at most ${inFlight} at the same time`]),
  ];
  const none = rate === undefined && inFlight === undefined ? "; no limit of requests" : "";
  return `${words.join("; ")}${none}.`;
}

/** The conditions of a filter, one a line. */
export function filterWords({ filter = {} }: Webhook): string[] {
  return Object.entries(filter).map(
    ([path, terms]) => `${path} ${termsWords(terms as FilterTerm[])}`,
  );
}

/** What of the payload is sent. */
export function attributeWords({ attributes }: Webhook): string {
  if (attributes === undefined) return "What each event type sends by default";
  return attributes.length === 0
    ? "The mandatory ones alone"
    : `${attributes.join(", ")}, and the mandatory ones`;
}
