import {
  OAUTH2_CLIENT_SECRET_FIELD,
  oauth2ParameterIndex,
  PREVIOUS_SIGNATURE_SECRETS_FIELD,
  SIGNATURE_SECRET_FIELD,
  type Webhook,
  type WebhookConfig,
} from "./webhook.ts";

/** Secrets that sign: wherever requests go, nobody gets them. All other sealed fields are sent. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  SIGNATURE_SECRET_FIELD,
  PREVIOUS_SIGNATURE_SECRETS_FIELD,
]);

/** Where the secrets of a webhook are sent. */
export interface Destinations {
  readonly endpoint: string;
  /** Where secret and parameters of OAuth 2.0 go; the tokens that it fetches go to the endpoint. */
  readonly tokenUrl?: string | undefined;
}

/**
 * The origin of a URL: scheme, host and port in their one form (RFC 6454, section 4), e.g. `https://example.com:8443`.
 */
export function originOf(url: string): string | undefined {
  return URL.parse(url)?.origin;
}

/** Whether what is sealed in this field is sent to somebody. */
function isSent(field: string): boolean {
  return !NEVER_SENT.has(field);
}

function goesToTokenUrl(field: string): boolean {
  return field === OAUTH2_CLIENT_SECRET_FIELD || oauth2ParameterIndex(field) !== undefined;
}

/**
 * The stored secrets that would be sent to another origin than the one that their owner named.
 * @param kept sealed fields whose stored secrets stay
 */
export function movedSecrets(
  before: Destinations,
  after: Destinations,
  kept: readonly string[],
): readonly string[] {
  const endpointMoves = moves(before.endpoint, after.endpoint);
  const tokenUrlMoves = moves(before.tokenUrl, after.tokenUrl);
  return kept.filter(
    (field) => isSent(field) && (endpointMoves || (tokenUrlMoves && goesToTokenUrl(field))),
  );
}

/**
 * Whether a configuration lets its credentials go to an origin. One that names no origins does: it
 * has nothing that is sent, or was stored before origins had to be named, and goes on where it
 * went.
 */
export function allowsOrigin(
  { allowedOrigins }: Pick<WebhookConfig, "allowedOrigins">,
  url: string,
): boolean {
  return allowedOrigins === undefined || allowedOrigins.includes(originOf(url) ?? "");
}

/**
 * What becomes of a callback to an origin; `names_none`: of a new origin, while the config does not
 * say which may be new.
 */
export type OriginVerdict = "allowed" | "not_named" | "names_none";

/**
 * Whether a callback may go to an origin with the `callback_config` of its application.
 * @param isKnown whether callbacks go there already: with a config of before they still do
 */
export function checkCallbackOrigin(
  stored: Pick<Webhook, "config" | "sealed"> | undefined,
  origin: string,
  isKnown: boolean,
): OriginVerdict {
  if (stored === undefined) return "allowed";
  const { config, sealed } = stored;
  if (!allowsOrigin(config, origin)) return "not_named";
  const mayGoAnywhere = config.allowedOrigins === undefined && holdsSent(Object.keys(sealed));
  return mayGoAnywhere && !isKnown ? "names_none" : "allowed";
}

/** Whether any of these sealed fields is sent to somebody. */
export function holdsSent(fields: readonly string[]): boolean {
  return fields.some((field) => isSent(field));
}

function moves(before: string | undefined, after: string | undefined): boolean {
  return originOf(before ?? "") !== originOf(after ?? "");
}
