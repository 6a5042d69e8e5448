import type { NewWebhook } from "../../../../client/client.ts";
import { filterDocument } from "../filter/filter-form.ts";
import type {
  MtlsForm,
  NamedSecret,
  OAuth2Form,
  RetryForm,
  Secret,
  SignatureForm,
  WebhookForm,
} from "./form-state.ts";

/** Stands for a stored secret that stays: it is not sent. */
export const KEPT: unique symbol = Symbol("kept");

/** A value of a document: JSON, what is left out, and secrets that stay. */
export type DocumentValue =
  | string
  | number
  | boolean
  | null
  | undefined
  | typeof KEPT
  | readonly DocumentValue[]
  | { readonly [name: string]: DocumentValue };

/** An object of a document. */
export type DocumentObject = { readonly [name: string]: DocumentValue };

/**
 * What a form says, in the words of the API. A text where a number belongs is sent as it is, for
 * the API to refuse beside its field.
 */
export function documentOf(form: WebhookForm): DocumentObject {
  const config = configOf(form);
  const isEmpty = Object.values(config).every((value) => value === undefined);
  return {
    name: given(form.name),
    endpoint: given(form.endpoint),
    events: form.takesAll ? ["*"] : form.events,
    attributes: form.selectsAttributes ? form.attributes : undefined,
    filter: filterDocument(form.filter) as DocumentValue,
    profile: given(form.profile),
    config: isEmpty ? undefined : config,
  };
}

/** The body that makes the webhook of a form. */
export function newWebhookOf(form: WebhookForm): NewWebhook {
  return JSON.parse(JSON.stringify(documentOf(form))) as NewWebhook;
}

function configOf(form: WebhookForm): DocumentObject {
  const isBasic = form.authorization === "basic";
  return {
    basic_auth_username: isBasic ? form.username : undefined,
    basic_auth_password: isBasic ? secretOf(form.password) : undefined,
    custom_headers: some(form.headers, ({ name, secret }) => ({
      header_name: name.trim(),
      header_value: listed(secret),
    })),
    oauth2: form.authorization === "oauth2" ? oauth2Of(form.oauth2) : undefined,
    mtls: mtlsOf(form.mtls),
    signature: signatureOf(form.signature),
    content_type: given(form.contentType),
    retry: retryOf(form.retry),
    timeout_seconds: numberOf(form.timeoutSeconds),
    rate_limit: form.perSecond.trim() === "" ? undefined : { per_second: numberOf(form.perSecond) },
    max_in_flight: numberOf(form.maxInFlight),
  };
}

/** The text without blanks around it; nothing when there is none. */
function given(text: string): string | undefined {
  const trimmed = text.trim();
  return trimmed === "" ? undefined : trimmed;
}

/** A secret as it was typed; an empty one only where none is stored. */
function secretOf({ isStored, text }: Secret): string | typeof KEPT {
  return isStored && text === "" ? KEPT : text;
}

/** A secret in a list, which is sent as a whole: what is left out stays. */
function listed(secret: Secret): string | undefined {
  const source = secretOf(secret);
  return source === KEPT ? undefined : source;
}

function some(
  rows: readonly NamedSecret[],
  show: (row: NamedSecret) => DocumentValue,
): DocumentValue {
  return rows.length === 0 ? undefined : rows.map((row) => show(row));
}

/** The number that a text is, or the text. */
function numberOf(text: string): number | string | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  const number = Number(trimmed);
  return Number.isFinite(number) ? number : trimmed;
}

function oauth2Of(oauth2: OAuth2Form): DocumentObject {
  return {
    token_url: given(oauth2.tokenUrl),
    client_id: given(oauth2.clientId),
    client_secret: secretOf(oauth2.clientSecret),
    scope: given(oauth2.scope),
    audience: given(oauth2.audience),
    resource: given(oauth2.resource),
    parameters: some(oauth2.parameters, ({ name, secret }) => ({
      name: name.trim(),
      value: listed(secret),
    })),
    client_auth: oauth2.clientAuth,
  };
}

function mtlsOf(mtls: MtlsForm): DocumentValue {
  if (mtls.choice !== "given") return mtls.choice === "kept" ? KEPT : undefined;
  const { identity, trust } = mtls;
  return {
    ...(identity === "pem" && {
      certificate: given(mtls.certificate),
      private_key: given(mtls.privateKey),
      passphrase: mtls.passphrase || undefined,
    }),
    ...(identity === "store" && {
      keystore: given(mtls.keystore),
      keystore_password: mtls.keystorePassword || undefined,
    }),
    ...(trust === "pem" && { ca: mtls.ca.trim() }),
    ...(trust === "store" && {
      truststore: mtls.truststore.trim(),
      truststore_password: mtls.truststorePassword || undefined,
    }),
  };
}

function signatureOf(signature: SignatureForm): DocumentValue {
  const { scheme } = signature;
  if (scheme === "") return undefined;
  const hasSecret = scheme === "hmac" || scheme === "standard";
  const hasHeader = scheme === "hmac" || scheme === "jws";
  return {
    scheme,
    secret: hasSecret ? signature.secret || undefined : undefined,
    header_name: hasHeader ? given(signature.headerName) : undefined,
    ...(scheme === "hmac" && {
      algorithm: given(signature.algorithm),
      encoding: given(signature.encoding),
      prefix: signature.prefix || undefined,
    }),
  };
}

function retryOf(retry: RetryForm): DocumentValue {
  const { kind } = retry;
  if (kind === "") return undefined;
  const statuses = retry.stopOn.split(/[\s,;]+/u).filter((text) => text !== "");
  return {
    kind,
    attempts: numberOf(retry.attempts),
    ...(kind === "fixed"
      ? { interval_seconds: numberOf(retry.intervalSeconds) }
      : {
          initial_seconds: numberOf(retry.initialSeconds),
          factor: numberOf(retry.factor),
          cap_seconds: numberOf(retry.capSeconds),
          jitter: numberOf(retry.jitter),
        }),
    breaker: retry.breaker === "" ? undefined : retry.breaker === "true",
    stop_on: statuses.length === 0 ? undefined : statuses.map((text) => numberOf(text)),
  };
}
