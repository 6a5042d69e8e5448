import { callbackConfigIdOf } from "../domain/callback-webhook.ts";
import { allowsOrigin } from "../domain/credential-origins.ts";
import { defined } from "../domain/defined.ts";
import type { Limit } from "../domain/rate-limit.ts";
import {
  legacySecretSealContext,
  type SealContext,
  webhookSealContext,
} from "../domain/seal-context.ts";
import { readPreviousSecrets, type SigningSecrets } from "../domain/signing-secrets.ts";
import type { Tenant } from "../domain/tenant.ts";
import {
  BASIC_AUTH_PASSWORD_FIELD,
  customHeaderField,
  limitOf,
  PREVIOUS_SIGNATURE_SECRETS_FIELD,
  SIGNATURE_SECRET_FIELD,
  type SignatureScheme,
  type Webhook,
  type WebhookLimits,
  type WebhookStatus,
} from "../domain/webhook.ts";
import type { ReadItem } from "../dynamodb/dynamo-batch-reader.ts";
import {
  CONFIGURATION_LIFETIME_SECONDS,
  environmentItemKey,
} from "../dynamodb/environment-item.ts";
import { readWebhookItem, webhookItemKey } from "../dynamodb/webhook-item.ts";
import type { SendHttp } from "../http/http-sender.ts";
import { makeRecentMap } from "../memory/recent-map.ts";
import type { Profile } from "../profiles/profile.ts";
import { profileOf } from "../profiles/profiles.ts";
import { VaultError } from "../vault/vault-error.ts";
import type { Vault } from "../vault/vault.ts";
import { type BearerTokens, bearerTokensOf } from "./authentication/bearer-tokens.ts";
import { type ClientTls, clientTlsOf } from "./authentication/client-tls.ts";
import { type BodySigner, type JwsSigner, signerOf } from "./signing/signer-of.ts";

/** Webhooks that a warm function keeps ready, secrets included. */
const MOST_WEBHOOKS = 1000;

/** Names no URL: the attempt is shown beside its webhook, which does. */
const ORIGIN_NOT_ALLOWED =
  "the application's callback_config does not allow this origin: add it to allowed_origins";

/** What an attempt needs to know of a webhook, whether it can be called or not. */
interface WebhookSettings {
  readonly status: WebhookStatus;
  readonly endpoint: string;
  /** What its requests call their bodies. Absent: `application/json`. */
  readonly contentType?: string;
  /** The attributes it selects; absent: each event type's default set. */
  readonly attributes?: readonly string[];
  /** What it allows; absent where nothing limits requests. */
  readonly limit?: Limit;
  /** Retry policy, timeout and manners, the webhook's own overrides applied. */
  readonly profile: Profile;
}

/** A webhook with its secrets opened and its unchanging headers made. */
export interface CallableWebhook extends WebhookSettings {
  readonly ok: true;
  /** Authentication and custom headers: name, value, name, value … */
  readonly headers: readonly string[];
  /** Absent where nothing is signed. */
  readonly sign?: BodySigner;
  /** Absent where no access token is sent. */
  readonly tokens?: BearerTokens;
  /** Absent where the webhook has neither a client certificate nor its own trust. */
  readonly tls?: ClientTls;
}

/** A webhook that cannot be called: each attempt fails with this message. */
export interface UncallableWebhook extends WebhookSettings {
  readonly ok: false;
  readonly message: string;
}

/** A webhook, ready for an attempt. */
export type ReadyWebhook = CallableWebhook | UncallableWebhook;

/** Webhooks as they are configured, at most 30 s old. */
export interface ReadyWebhooks {
  /**
   * @param leastVersion the version that the message was sent for: an older one from a cache does
   *   not do
   * @returns `undefined` when the webhook was deleted
   */
  find(tenant: Tenant, id: string, leastVersion: number): Promise<ReadyWebhook | undefined>;
}

/** What webhooks are made ready from. */
export interface ReadyWebhookSources {
  /** Reads the webhooks table. */
  readonly readItem: ReadItem;
  readonly vault: Pick<Vault, "open">;
  readonly jwsSigner: JwsSigner;
  /** Asks token endpoints. */
  readonly send: SendHttp;
  /** The limits of webhooks that set none. @default - nothing limits them */
  readonly defaultLimits?: WebhookLimits;
  readonly now: () => number;
}

interface Remembered {
  readonly version: number;
  /** Where its configuration is from: its own item, or the callback config of its tenant. */
  readonly configuredBy: string;
  readonly untilMs: number;
  readonly ready: Promise<ReadyWebhook>;
}

/**
 * Webhooks by their key, remembered for 30 s while they are enabled, but never an older version
 * than a message was sent for: so an event that was published after a change of its webhook is
 * delivered by that change.
 */
export function makeReadyWebhooks(options: ReadyWebhookSources): ReadyWebhooks {
  const { readItem, now } = options;
  const remembered = makeRecentMap<Remembered>(MOST_WEBHOOKS);

  return {
    async find(tenant, id, leastVersion) {
      const known = remembered.get(id);
      if (known !== undefined && known.version >= leastVersion && known.untilMs > now()) {
        return known.ready;
      }
      const item = await readItem(webhookItemKey(tenant, id));
      if (item === undefined) {
        return undefined;
      }
      const webhook = readWebhookItem(item);
      const configured =
        webhook.hidden === true ? await withCallbackConfig(webhook, readItem) : webhook;
      const configuredBy = `${configured.id}@${configured.version}`;
      const newer = remembered.get(id);
      // The records of a batch come here together: the secrets of a version are opened once for all
      // of them.
      const isMade =
        newer?.version === webhook.version &&
        newer.configuredBy === configuredBy &&
        (newer.untilMs > now() || !signsWithLegacySecret(configured));
      const ready = isMade ? newer.ready : makeReady(configured, options);
      // A webhook that must not be called is looked at each time: once it is enabled, what its lane
      // wakes must not be parked again, for a whole sleep, because of what is remembered.
      const lifetimeSeconds = webhook.status === "enabled" ? CONFIGURATION_LIFETIME_SECONDS : 0;
      const untilMs = now() + lifetimeSeconds * 1000;
      remembered.set(id, { version: webhook.version, configuredBy, untilMs, ready });
      ready.catch(() => remembered.delete(id));
      return ready;
    },
  };
}

/**
 * A hidden webhook as its tenant's callback config configures it: under the name of that, for which
 * the secrets are sealed. Without one it has no credentials, and follows its profile.
 */
async function withCallbackConfig(webhook: Webhook, readItem: ReadItem): Promise<Webhook> {
  const item = await readItem(webhookItemKey(webhook, callbackConfigIdOf(webhook)));
  if (item === undefined) return webhook;
  const { id, version, config, sealed } = readWebhookItem(item);
  return { ...webhook, id, version, config, sealed };
}

/** Whether a webhook signs with its environment's secret, which changes with no new version. */
function signsWithLegacySecret(webhook: Webhook): boolean {
  return (
    profileOf(webhook).signature === "hmac" && webhook.sealed[SIGNATURE_SECRET_FIELD] === undefined
  );
}

/** A credential that won't open visibly fails an attempt; a silent vault is a fault, retried. */
async function makeReady(webhook: Webhook, sources: ReadyWebhookSources): Promise<ReadyWebhook> {
  const { status, endpoint, attributes } = webhook;
  const { contentType } = webhook.config;
  const profile = profileOf(webhook);
  const limit = limitOf(webhook.config, sources.defaultLimits);
  const settings = { status, endpoint, profile, ...defined({ attributes, contentType, limit }) };
  // Not sent without credentials either: the receiver would see a request that it must refuse, and
  // nobody why.
  if (!allowsOrigin(webhook.config, endpoint)) {
    return { ...settings, ok: false, message: ORIGIN_NOT_ALLOWED };
  }
  const open = (jwe: string, context: SealContext) => sources.vault.open(jwe, context);
  try {
    const headers = await configuredHeaders(webhook, (field, jwe) =>
      open(jwe, webhookSealContext(webhook, field)),
    );
    const secrets = await openSecrets(webhook, profile.signature, sources);
    const sign = signerOf(webhook, profile, secrets, sources.jwsSigner);
    const tokens = await bearerTokensOf(webhook, profile.timeoutSeconds, sources);
    const client = await clientTlsOf(webhook, sources.vault);
    return client.ok
      ? { ...settings, ok: true, headers, ...defined({ sign, tokens, tls: client.tls }) }
      : { ...settings, ...client };
  } catch (error) {
    if (error instanceof VaultError && error.code === "VAULT_SEAL_BROKEN") {
      return { ...settings, ok: false, message: error.message };
    }
    throw error;
  }
}

/** A webhook's signing secrets: its own, or the environment's legacy one if it never had one. */
async function openSecrets(
  webhook: Webhook,
  scheme: SignatureScheme,
  { readItem, vault }: ReadyWebhookSources,
): Promise<SigningSecrets> {
  if (scheme !== "hmac" && scheme !== "standard") {
    return { current: undefined, previous: [] };
  }
  const openOwn = async (field: string): Promise<string | undefined> => {
    const jwe = webhook.sealed[field];
    return jwe === undefined ? undefined : vault.open(jwe, webhookSealContext(webhook, field));
  };
  const openLegacy = async (): Promise<string | undefined> => {
    const jwe = (await readItem(environmentItemKey(webhook)))?.["legacySecret"]?.S;
    return jwe === undefined ? undefined : vault.open(jwe, legacySecretSealContext(webhook));
  };
  const own = await openOwn(SIGNATURE_SECRET_FIELD);
  return {
    current: own ?? (scheme === "hmac" ? await openLegacy() : undefined),
    previous: readPreviousSecrets((await openOwn(PREVIOUS_SIGNATURE_SECRETS_FIELD)) ?? "[]"),
  };
}

/**
 * The headers that a webhook's configuration asks for: name, value, name, value … Basic
 * authentication is UTF-8 (RFC 7617, section 2.1).
 * @param openField gives the secret of a sealed field
 */
export async function configuredHeaders(
  webhook: Pick<Webhook, "config" | "sealed">,
  openField: (field: string, jwe: string) => Promise<string>,
): Promise<string[]> {
  const { config, sealed } = webhook;
  const open = async (field: string): Promise<string> => {
    const jwe = sealed[field];
    return jwe === undefined ? "" : openField(field, jwe);
  };
  const headers: string[] = [];
  if (config.basicAuthUsername !== undefined) {
    const password = await open(BASIC_AUTH_PASSWORD_FIELD);
    const credentials = Buffer.from(`${config.basicAuthUsername}:${password}`).toString("base64");
    headers.push("authorization", `Basic ${credentials}`);
  }
  const values = await Promise.all(
    config.customHeaderNames.map((_, index) => open(customHeaderField(index))),
  );
  for (const [index, name] of config.customHeaderNames.entries()) {
    headers.push(name, values[index] ?? "");
  }
  return headers;
}
