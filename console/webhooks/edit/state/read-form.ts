import type { Webhook } from "../../../../client/client.ts";
import { PROFILES } from "../../../../lambdas/shared/profiles/profiles.ts";
import { filterFormOf } from "../filter/filter-form.ts";
import { EMPTY_FORM, EMPTY_MTLS, EMPTY_OAUTH2, EMPTY_RETRY } from "./empty-form.ts";
import {
  type NamedSecret,
  NO_SECRET,
  type OAuth2Form,
  type RetryForm,
  type SignatureForm,
  STORED_SECRET,
  type WebhookForm,
} from "./form-state.ts";

type Config = Webhook["config"];

/**
 * The form of a webhook as the API shows it: what is configured; fields whose values come from its
 * profile, or from the API's defaults, are empty.
 */
export function formOf(webhook: Webhook): WebhookForm {
  const { config, events, attributes } = webhook;
  const takesAll = events.includes("*");
  return {
    ...EMPTY_FORM,
    name: webhook.name ?? "",
    endpoint: webhook.endpoint,
    status: webhook.status,
    takesAll,
    events: takesAll ? [] : events,
    selectsAttributes: attributes !== undefined,
    attributes: attributes ?? [],
    filter: filterFormOf(webhook.filter),
    profile: webhook.profile ?? "",
    authorization: authorizationOf(config),
    username: config.basic_auth_username ?? "",
    password: config.basic_auth_username === undefined ? NO_SECRET : STORED_SECRET,
    oauth2: oauth2Of(config),
    headers: config.custom_headers.map(({ header_name: name }) => stored(name)),
    mtls: { ...EMPTY_MTLS, choice: config.mtls === undefined ? "none" : "kept" },
    signature: signatureOf(webhook),
    contentType: config.content_type ?? "",
    retry: retryOf(config),
    timeoutSeconds: textOf(config.timeout_seconds),
    perSecond: textOf(config.rate_limit?.per_second),
    maxInFlight: textOf(config.max_in_flight),
  };
}

function textOf(value: number | undefined): string {
  return value === undefined ? "" : String(value);
}

function stored(name: string): NamedSecret {
  return { name, secret: STORED_SECRET };
}

function authorizationOf({ basic_auth_username: username, oauth2 }: Config) {
  if (oauth2 !== undefined) return "oauth2";
  return username === undefined ? "none" : "basic";
}

function oauth2Of({ oauth2 }: Config): OAuth2Form {
  if (oauth2 === undefined) return EMPTY_OAUTH2;
  const { token_url: tokenUrl, client_id: clientId, client_auth: clientAuth } = oauth2;
  const { scope = "", audience = "", resource = "", parameters = [] } = oauth2;
  return {
    tokenUrl,
    clientId,
    clientSecret: STORED_SECRET,
    clientAuth,
    scope,
    audience,
    resource,
    parameters: parameters.map(({ name }) => stored(name)),
  };
}

/**
 * The signature that is configured. The API shows the scheme in any case: one that the profile says
 * too, with nothing beside it, counts as the profile's.
 */
function signatureOf({ config, effective }: Webhook): SignatureForm {
  const { scheme, header_name: headerName, algorithm, encoding, prefix } = config.signature;
  const more = {
    headerName: headerName ?? "",
    algorithm: algorithm ?? "",
    encoding: encoding ?? "",
    prefix: prefix ?? "",
  } as const;
  const isOwn =
    Object.values(more).some((text) => text !== "") ||
    PROFILES[effective.profile].signature !== scheme;
  return { scheme: isOwn ? scheme : "", secret: "", ...more };
}

function retryOf({ retry }: Config): RetryForm {
  if (retry === undefined) return EMPTY_RETRY;
  const shared = {
    ...EMPTY_RETRY,
    attempts: textOf(retry.attempts),
    breaker: retry.breaker === undefined ? "" : retry.breaker ? "true" : "false",
    stopOn: (retry.stop_on ?? []).join(", "),
  } as const;
  if (retry.kind === "fixed") {
    return { ...shared, kind: "fixed", intervalSeconds: textOf(retry.interval_seconds) };
  }
  return {
    ...shared,
    kind: "exponential",
    initialSeconds: textOf(retry.initial_seconds),
    factor: textOf(retry.factor),
    capSeconds: textOf(retry.cap_seconds),
    jitter: textOf(retry.jitter),
  };
}
