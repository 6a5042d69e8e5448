import { defined } from "./defined.ts";
import type { EventFilter } from "./event-filter.ts";
import type { HmacForm } from "./hmac-signature.ts";
import type { Limit } from "./rate-limit.ts";
import type { RetryPolicy } from "./retry-policy.ts";
import type { Tenant } from "./tenant.ts";

/** `enabled`; `disabled`: its deliveries wait; `gone`: its receiver said 410, events skip it. */
export type WebhookStatus = "enabled" | "disabled" | "gone";

/** The known systems whose conventions a webhook can follow, and `standard` for all others. */
export const PROFILE_NAMES = [
  "powerauth",
  "transactionlink",
  "ncore",
  "relid",
  "pawapass",
  "standard",
] as const;

/** Name of a profile. */
export type ProfileName = (typeof PROFILE_NAMES)[number];

/** Webhooks of one tenant at most: fan-out reads them in one query, lists them in one item. */
export const MAX_WEBHOOKS_PER_TENANT = 1000;

/**
 * How requests are signed: detached JWS (`JWS-SIGNATURE`), HMAC (`X-SIGNATURE`), Standard Webhooks
 * (`webhook-signature`), or not at all.
 */
export const SIGNATURE_SCHEMES = ["jws", "hmac", "standard", "none"] as const;

/** Name of a signature scheme. */
export type SignatureScheme = (typeof SIGNATURE_SCHEMES)[number];

/**
 * How a client shows its secret to a token endpoint: in a Basic header, or in the body (RFC 6749,
 * section 2.3.1).
 */
export const CLIENT_AUTHENTICATIONS = ["basic", "body"] as const;

/** OAuth 2.0 client credentials (RFC 6749, section 4.4), the client's secret aside. */
export interface OAuth2Config {
  readonly tokenUrl: string;
  readonly clientId: string;
  /** Scopes with blanks between them. */
  readonly scope?: string;
  readonly audience?: string;
  /** Where the token is to be used (RFC 8707): an absolute URI. */
  readonly resource?: string;
  /** Names of further form parameters, in their order; the values are secrets. */
  readonly parameterNames?: readonly string[];
  readonly clientAuth: (typeof CLIENT_AUTHENTICATIONS)[number];
}

/** What is shown of a webhook's client certificate and trust, which client-identity.ts seals. */
export interface MtlsConfig {
  /**
   * The first end among the certificate and those sent along, in epoch milliseconds. Absent: none.
   */
  readonly certificateExpiresAtMs?: number;
  /**
   * It has its own trust in place of the public authorities. Unknown of a certificate of before.
   */
  readonly ownTrust?: true;
}

/** How the receiver is told who we are, without secrets. These lie sealed beside it. */
export interface WebhookConfig {
  readonly basicAuthUsername?: string;
  readonly oauth2?: OAuth2Config;
  readonly mtls?: MtlsConfig;
  /** Names in the order and case that were configured; the values are secrets. */
  readonly customHeaderNames: readonly string[];
  /** Absent: what the profile says. */
  readonly signatureScheme?: SignatureScheme;
  /** Header that holds the signature, for `jws` and `hmac`. Absent: what the profile says. */
  readonly signatureHeader?: string;
  /** For `hmac`. Absent: SHA-256 in hex, alone. */
  readonly hmacForm?: Partial<HmacForm>;
  /** A JSON type. Absent: `application/json`. */
  readonly contentType?: string;
  readonly retry?: RetryPolicy;
  readonly timeoutSeconds?: number;
  /** Requests a second, 0.01 … 1,000. Absent: as many as there are. */
  readonly rateLimit?: number;
  /** Requests at once, 1 or more. Absent likewise. */
  readonly maxInFlight?: number;
  /**
   * Of a `callback_config`: the origins that callbacks may go to. Absent: see
   * credential-origins.ts.
   */
  readonly allowedOrigins?: readonly string[];
}

/**
 * One receiver: where events go, which ones, and how. Secrets are in `sealed` only, one JWE a
 * field.
 */
export interface Webhook extends Tenant {
  readonly id: string;
  /** Grows by 1 with every change. */
  readonly version: number;
  readonly name?: string;
  readonly endpoint: string;
  /** Event type names, or `["*"]`. */
  readonly events: readonly string[];
  /**
   * Attributes it wants of each event type, beside mandatory ones. Absent: the type's default set.
   */
  readonly attributes?: readonly string[];
  /** Only events whose payload matches; absent: all. */
  readonly filter?: EventFilter;
  readonly profile?: ProfileName;
  /** Made by Ringback for callback URLs: shown in no list (see callback-webhook.ts). */
  readonly hidden?: true;
  /**
   * Counted among its tenant's callback origins. Absent: its webhooks, as once all hidden ones
   * were.
   */
  readonly quota?: "callbacks";
  /** Only of a hidden one: from when on, in epoch milliseconds, nothing can have use for it. */
  readonly endsAtMs?: number;
  readonly status: WebhookStatus;
  readonly statusReason?: string;
  readonly config: WebhookConfig;
  /** Field → JWE under the vault key. The names of the fields are below. */
  readonly sealed: Readonly<Record<string, string>>;
  readonly createdAtMs: number;
  readonly modifiedAtMs: number;
}

/** The limits of a webhook's own, or those of all that have none. */
export type WebhookLimits = Pick<WebhookConfig, "rateLimit" | "maxInFlight">;

/**
 * What a webhook allows; `undefined` where nothing limits it.
 * @param defaults each holds where the webhook has none of its own
 */
export function limitOf(own: WebhookLimits, defaults: WebhookLimits = {}): Limit | undefined {
  const { rateLimit = defaults.rateLimit, maxInFlight = defaults.maxInFlight } = own;
  if (rateLimit === undefined && maxInFlight === undefined) return undefined;
  return defined({ perSecond: rateLimit, inFlight: maxInFlight });
}

/**
 * Whether a webhook gets events of this type, its filter aside. A disabled one does: it is paused,
 * and its deliveries wait; one that is gone does not.
 */
export function wantsType(
  { status, events }: Pick<Webhook, "events" | "status">,
  eventType: string,
): boolean {
  return status !== "gone" && (events.includes("*") || events.includes(eventType));
}

/** Name of the sealed field that holds the value of the custom header at `index`. */
export function customHeaderField(index: number): string {
  return `custom_header:${index}`;
}

/** Name of the sealed field that holds the password of Basic authentication. */
export const BASIC_AUTH_PASSWORD_FIELD = "basic_auth_password";

/** Name of the sealed field that holds the webhook's own signature secret. */
export const SIGNATURE_SECRET_FIELD = "signature_secret";

/** The sealed field with the secrets before it that are still live: see signing-secrets.ts. */
export const PREVIOUS_SIGNATURE_SECRETS_FIELD = "signature_secrets_previous";

/** Name of the sealed field that holds the client secret of OAuth 2.0. */
export const OAUTH2_CLIENT_SECRET_FIELD = "oauth2_client_secret";

const OAUTH2_PARAMETER_PREFIX = "oauth2_parameter:";

/** Name of the sealed field that holds the value of the form parameter of OAuth 2.0 at `index`. */
export function oauth2ParameterField(index: number): string {
  return `${OAUTH2_PARAMETER_PREFIX}${index}`;
}

/** The place of the form parameter that a sealed field holds; `undefined` of another field. */
export function oauth2ParameterIndex(field: string): number | undefined {
  return field.startsWith(OAUTH2_PARAMETER_PREFIX)
    ? Number(field.slice(OAUTH2_PARAMETER_PREFIX.length))
    : undefined;
}

/**
 * The sealed field with client certificate, key and the webhook's own trust (client-identity.ts).
 */
export const CLIENT_IDENTITY_FIELD = "mtls_identity";
