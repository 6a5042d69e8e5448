import type { AttributeValue } from "@aws-sdk/client-dynamodb";

import type { EventFilter } from "../domain/event-filter.ts";
import type { RetryPolicy } from "../domain/retry-policy.ts";
import { type Environment, type Tenant, tenantKey } from "../domain/tenant.ts";
import type {
  OAuth2Config,
  ProfileName,
  SignatureScheme,
  Webhook,
  WebhookConfig,
  WebhookLimits,
  WebhookStatus,
} from "../domain/webhook.ts";
import { type Item, type ItemKey, numberOf, numberValue, textOf } from "./attributes.ts";

/** What the sort key of a webhook begins with. */
export const WEBHOOK_SORT_PREFIX = "webhook#";

/** Name of the attribute that says which of its tenant's quotas a webhook is counted in. */
export const QUOTA_ATTRIBUTE = "quota";

/** Names of the attributes that hold its limits: apart from its config, so that a lane may read them alone. */
const LIMIT_ATTRIBUTES = ["rateLimit", "maxInFlight"] as const;
/** The same in a projection. */
export const LIMITS_PROJECTION = LIMIT_ATTRIBUTES.join(", ");

/** Primary key of a webhook's item. */
export function webhookItemKey(tenant: Tenant, webhookId: string): ItemKey {
  return { pk: { S: tenantKey(tenant) }, sk: { S: `${WEBHOOK_SORT_PREFIX}${webhookId}` } };
}

/** A webhook as its item. Written by hand: the general marshaller costs several times as much, and deliver reads many. */
export function writeWebhookItem(webhook: Webhook): Item {
  const item: Item = {
    ...webhookItemKey(webhook, webhook.id),
    version: numberValue(webhook.version),
    endpoint: { S: webhook.endpoint },
    events: texts(webhook.events),
    status: { S: webhook.status },
    config: { M: writeConfig(webhook.config) },
    sealed: { M: mapValues(webhook.sealed, (jwe) => ({ S: jwe })) },
    createdAt: numberValue(webhook.createdAtMs),
    modifiedAt: numberValue(webhook.modifiedAtMs),
  };
  if (webhook.name !== undefined) item["name"] = { S: webhook.name };
  if (webhook.attributes !== undefined) item["attributes"] = texts(webhook.attributes);
  if (webhook.filter !== undefined) item["filter"] = { S: JSON.stringify(webhook.filter) };
  if (webhook.hidden === true) item["hidden"] = { BOOL: true };
  if (webhook.quota !== undefined) item[QUOTA_ATTRIBUTE] = { S: webhook.quota };
  // Not the table's TTL, which would not count it off.
  if (webhook.endsAtMs !== undefined) item["endsAt"] = numberValue(webhook.endsAtMs);
  if (webhook.profile !== undefined) item["profile"] = { S: webhook.profile };
  for (const name of LIMIT_ATTRIBUTES) {
    const limit = webhook.config[name];
    if (limit !== undefined) item[name] = numberValue(limit);
  }
  if (webhook.statusReason !== undefined) item["statusReason"] = { S: webhook.statusReason };
  return item;
}

/**
 * The webhook of an item.
 * @throws Error when the item is not a whole webhook item, e.g. read with a projection
 */
export function readWebhookItem(item: Item): Webhook {
  const tenant = textOf(item, "pk");
  const border = tenant.lastIndexOf("#");
  const name = item["name"]?.S;
  const profile = item["profile"]?.S;
  const statusReason = item["statusReason"]?.S;
  const filter = readFilter(item);
  return {
    application: tenant.slice(0, border),
    environment: tenant.slice(border + 1) as Environment,
    id: textOf(item, "sk").slice(WEBHOOK_SORT_PREFIX.length),
    version: numberOf(item, "version"),
    ...(name !== undefined && { name }),
    endpoint: textOf(item, "endpoint"),
    events: readTexts(item["events"]),
    ...(item["attributes"] !== undefined && { attributes: readTexts(item["attributes"]) }),
    ...(filter !== undefined && { filter }),
    ...(profile !== undefined && { profile: profile as ProfileName }),
    ...(item["hidden"]?.BOOL === true && { hidden: true as const }),
    ...(item[QUOTA_ATTRIBUTE] !== undefined && { quota: "callbacks" as const }),
    ...(item["endsAt"] !== undefined && { endsAtMs: numberOf(item, "endsAt") }),
    status: textOf(item, "status") as WebhookStatus,
    ...(statusReason !== undefined && { statusReason }),
    config: { ...readConfig(item["config"]?.M ?? {}), ...readLimits(item) },
    sealed: mapValues(item["sealed"]?.M ?? {}, (value) => value.S ?? ""),
    createdAtMs: numberOf(item, "createdAt"),
    modifiedAtMs: numberOf(item, "modifiedAt"),
  };
}

/** The limits in a webhook's item. */
export function readLimits(item: Item): WebhookLimits {
  const present = LIMIT_ATTRIBUTES.filter((name) => item[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, numberOf(item, name)]));
}

/** The filter in a webhook's item. */
export function readFilter(item: Item): EventFilter | undefined {
  const filter = item["filter"]?.S;
  return filter === undefined ? undefined : (JSON.parse(filter) as EventFilter);
}

function writeConfig(config: WebhookConfig): Item {
  const item: Item = { customHeaderNames: texts(config.customHeaderNames) };
  if (config.basicAuthUsername !== undefined)
    item["basicAuthUsername"] = { S: config.basicAuthUsername };
  if (config.oauth2 !== undefined) item["oauth2"] = { M: writeOAuth2(config.oauth2) };
  const { certificateExpiresAtMs, ownTrust } = config.mtls ?? {};
  if (certificateExpiresAtMs !== undefined)
    item["mtls"] = { M: { certificateExpiresAt: numberValue(certificateExpiresAtMs) } };
  // Apart: code of before takes every `mtls` for a certificate, and its end for granted.
  if (ownTrust !== undefined) item["ownTrust"] = { BOOL: ownTrust };
  if (config.signatureScheme !== undefined) item["signatureScheme"] = { S: config.signatureScheme };
  if (config.signatureHeader !== undefined) item["signatureHeader"] = { S: config.signatureHeader };
  if (config.hmacForm !== undefined)
    item["hmacForm"] = { M: mapValues({ ...config.hmacForm }, (value) => ({ S: value })) };
  if (config.contentType !== undefined) item["contentType"] = { S: config.contentType };
  if (config.retry !== undefined) item["retry"] = { M: writeRetry(config.retry) };
  if (config.timeoutSeconds !== undefined)
    item["timeoutSeconds"] = numberValue(config.timeoutSeconds);
  if (config.allowedOrigins !== undefined) item["allowedOrigins"] = texts(config.allowedOrigins);
  return item;
}

function readConfig(item: Item): WebhookConfig {
  const basicAuthUsername = item["basicAuthUsername"]?.S;
  const oauth2 = item["oauth2"]?.M;
  const mtls = readMtls(item);
  const signatureScheme = item["signatureScheme"]?.S;
  const signatureHeader = item["signatureHeader"]?.S;
  const hmacForm = item["hmacForm"]?.M;
  const contentType = item["contentType"]?.S;
  const retry = item["retry"]?.M;
  const timeoutSeconds = item["timeoutSeconds"]?.N;
  return {
    customHeaderNames: readTexts(item["customHeaderNames"]),
    ...(basicAuthUsername !== undefined && { basicAuthUsername }),
    ...(oauth2 !== undefined && { oauth2: readOAuth2(oauth2) }),
    ...(mtls !== undefined && { mtls }),
    ...(signatureScheme !== undefined && { signatureScheme: signatureScheme as SignatureScheme }),
    ...(signatureHeader !== undefined && { signatureHeader }),
    ...(hmacForm !== undefined && {
      hmacForm: mapValues(hmacForm, ({ S }) => S ?? ""),
    }),
    ...(contentType !== undefined && { contentType }),
    ...(retry !== undefined && { retry: readRetry(retry) }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds: Number(timeoutSeconds) }),
    ...(item["allowedOrigins"] !== undefined && {
      allowedOrigins: readTexts(item["allowedOrigins"]),
    }),
  };
}

function readMtls({ mtls, ownTrust }: Item): WebhookConfig["mtls"] {
  if (mtls?.M === undefined && ownTrust?.BOOL !== true) return undefined;
  return {
    ...(mtls?.M && { certificateExpiresAtMs: numberOf(mtls.M, "certificateExpiresAt") }),
    ...(ownTrust?.BOOL === true && { ownTrust: true }),
  };
}

function writeOAuth2(oauth2: OAuth2Config): Item {
  const { tokenUrl, clientId, scope, audience, resource, parameterNames, clientAuth } = oauth2;
  const item: Item = {
    tokenUrl: { S: tokenUrl },
    clientId: { S: clientId },
    clientAuth: { S: clientAuth },
  };
  if (scope !== undefined) item["scope"] = { S: scope };
  if (audience !== undefined) item["audience"] = { S: audience };
  if (resource !== undefined) item["resource"] = { S: resource };
  if (parameterNames !== undefined) item["parameterNames"] = texts(parameterNames);
  return item;
}

function readOAuth2(item: Item): OAuth2Config {
  const scope = item["scope"]?.S;
  const audience = item["audience"]?.S;
  const resource = item["resource"]?.S;
  const parameterNames = item["parameterNames"];
  return {
    tokenUrl: textOf(item, "tokenUrl"),
    clientId: textOf(item, "clientId"),
    ...(scope !== undefined && { scope }),
    ...(audience !== undefined && { audience }),
    ...(resource !== undefined && { resource }),
    ...(parameterNames !== undefined && { parameterNames: readTexts(parameterNames) }),
    clientAuth: textOf(item, "clientAuth") as OAuth2Config["clientAuth"],
  };
}

function writeRetry(retry: RetryPolicy): Item {
  const { breaker, stopOn } = retry;
  return {
    ...writePolicy(retry),
    ...(breaker !== undefined && { breaker: { BOOL: breaker } }),
    ...(stopOn !== undefined && { stopOn: { L: stopOn.map(numberValue) } }),
  };
}

function writePolicy(retry: RetryPolicy): Item {
  return retry.kind === "fixed"
    ? {
        kind: { S: "fixed" },
        attempts: numberValue(retry.attempts),
        intervalSeconds: numberValue(retry.intervalSeconds),
      }
    : {
        kind: { S: "exponential" },
        attempts: numberValue(retry.attempts),
        initialSeconds: numberValue(retry.initialSeconds),
        factor: numberValue(retry.factor),
        capSeconds: numberValue(retry.capSeconds),
        jitter: numberValue(retry.jitter),
      };
}

function readRetry(item: Item): RetryPolicy {
  const breaker = item["breaker"]?.BOOL;
  const stopOn = item["stopOn"]?.L;
  return {
    ...readPolicy(item),
    ...(breaker !== undefined && { breaker }),
    ...(stopOn !== undefined && { stopOn: stopOn.map(({ N }) => Number(N)) }),
  };
}

function readPolicy(item: Item): RetryPolicy {
  return textOf(item, "kind") === "fixed"
    ? {
        kind: "fixed",
        attempts: numberOf(item, "attempts"),
        intervalSeconds: numberOf(item, "intervalSeconds"),
      }
    : {
        kind: "exponential",
        attempts: numberOf(item, "attempts"),
        initialSeconds: numberOf(item, "initialSeconds"),
        factor: numberOf(item, "factor"),
        capSeconds: numberOf(item, "capSeconds"),
        jitter: numberOf(item, "jitter"),
      };
}

function texts(values: readonly string[]): AttributeValue {
  return { L: values.map((value) => ({ S: value })) };
}

function readTexts(value: AttributeValue | undefined): string[] {
  return (value?.L ?? []).map((element) => element.S ?? "");
}

function mapValues<In, Out>(
  record: Readonly<Record<string, In>>,
  map: (value: In) => Out,
): Record<string, Out> {
  const mapped: Record<string, Out> = {};
  for (const key of Object.keys(record)) mapped[key] = map(record[key] as In);
  return mapped;
}
