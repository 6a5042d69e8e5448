import { unmarshall } from "@aws-sdk/util-dynamodb";

import { defined } from "../domain/defined.ts";
import type { EventFilter } from "../domain/event-filter.ts";
import type { ExponentialPolicy, FixedPolicy, RetryPolicy } from "../domain/retry-policy.ts";
import { type Environment, type Tenant, tenantKey } from "../domain/tenant.ts";
import type { OAuth2Config, Webhook, WebhookConfig, WebhookLimits } from "../domain/webhook.ts";
import { type Item, type ItemKey, optionalNumber, textOf } from "./attributes.ts";
import { type AttributeNames, membersOf, storedOf, writeStored } from "./item-members.ts";

/** What the sort key of a webhook begins with. */
export const WEBHOOK_SORT_PREFIX = "webhook#";

/** Name of the attribute that says which of its tenant's quotas a webhook is counted in. */
export const QUOTA_ATTRIBUTE = "quota";

/** Its limits lie apart from its config, so that a lane may read them alone. */
export const LIMITS_PROJECTION = "rateLimit, maxInFlight";

/** A certificate and a trust lie apart: code of before takes every `mtls` for a certificate. */
interface StoredConfig {
  readonly mtls?: { readonly certificateExpiresAt: number };
  readonly ownTrust?: true;
}

const WEBHOOK: AttributeNames<Omit<Webhook, "id" | "filter" | keyof Tenant>> = {
  version: "version",
  name: "name?",
  endpoint: "endpoint",
  events: "events",
  attributes: "attributes?",
  profile: "profile?",
  hidden: "hidden?",
  quota: `${QUOTA_ATTRIBUTE}?`,
  // Not the table's TTL, which would not count it off.
  endsAtMs: "endsAt?",
  status: "status",
  statusReason: "statusReason?",
  config: "config",
  sealed: "sealed",
  createdAtMs: "createdAt",
  modifiedAtMs: "modifiedAt",
};

const CONFIG: AttributeNames<Omit<WebhookConfig, "mtls" | keyof WebhookLimits>> = {
  basicAuthUsername: "basicAuthUsername?",
  oauth2: "oauth2?",
  customHeaderNames: "customHeaderNames",
  signatureScheme: "signatureScheme?",
  signatureHeader: "signatureHeader?",
  hmacForm: "hmacForm?",
  contentType: "contentType?",
  retry: "retry?",
  timeoutSeconds: "timeoutSeconds?",
  allowedOrigins: "allowedOrigins?",
};

const OAUTH2: AttributeNames<OAuth2Config> = {
  tokenUrl: "tokenUrl",
  clientId: "clientId",
  scope: "scope?",
  audience: "audience?",
  resource: "resource?",
  parameterNames: "parameterNames?",
  clientAuth: "clientAuth",
};

type AnyRetry = Pick<RetryPolicy, "kind" | "attempts" | "stopOn"> &
  Partial<Omit<ExponentialPolicy, "kind"> & Omit<FixedPolicy, "kind">>;

const RETRY: AttributeNames<AnyRetry> = {
  kind: "kind",
  attempts: "attempts",
  intervalSeconds: "intervalSeconds?",
  initialSeconds: "initialSeconds?",
  factor: "factor?",
  capSeconds: "capSeconds?",
  jitter: "jitter?",
  breaker: "breaker?",
  stopOn: "stopOn?",
};

/** Primary key of a webhook's item. */
export function webhookItemKey(tenant: Tenant, webhookId: string): ItemKey {
  return { pk: { S: tenantKey(tenant) }, sk: { S: `${WEBHOOK_SORT_PREFIX}${webhookId}` } };
}

/** A webhook as its item. */
export function writeWebhookItem(webhook: Webhook): Item {
  const { filter, config } = webhook;
  const { oauth2, mtls, retry, rateLimit, maxInFlight } = config;
  const certificateExpiresAt = mtls?.certificateExpiresAtMs;
  return {
    ...webhookItemKey(webhook, webhook.id),
    ...writeStored({
      ...storedOf(webhook, WEBHOOK),
      filter: filter && JSON.stringify(filter),
      rateLimit,
      maxInFlight,
      config: {
        ...storedOf(config, CONFIG),
        oauth2: oauth2 && storedOf(oauth2, OAUTH2),
        retry: retry && storedOf<AnyRetry>(retry, RETRY),
        mtls: certificateExpiresAt === undefined ? undefined : { certificateExpiresAt },
        ownTrust: mtls?.ownTrust,
      },
    }),
  };
}

/**
 * The webhook of an item.
 * @throws Error when the item is not a whole webhook item, e.g. read with a projection
 */
export function readWebhookItem(item: Item): Webhook {
  const tenant = textOf(item, "pk");
  const border = tenant.lastIndexOf("#");
  const stored = { events: [], sealed: {}, config: {}, ...unmarshall(item) };
  return {
    application: tenant.slice(0, border),
    environment: tenant.slice(border + 1) as Environment,
    id: textOf(item, "sk").slice(WEBHOOK_SORT_PREFIX.length),
    ...membersOf(stored, WEBHOOK),
    ...defined({ filter: readFilter(item) }),
    config: { ...readConfig(stored.config), ...readLimits(item) },
  };
}

/** The limits in a webhook's item. */
export function readLimits(item: Item): WebhookLimits {
  return {
    ...optionalNumber(item, "rateLimit", "rateLimit"),
    ...optionalNumber(item, "maxInFlight", "maxInFlight"),
  };
}

/** The filter in a webhook's item. */
export function readFilter(item: Item): EventFilter | undefined {
  const filter = item["filter"]?.S;
  return filter === undefined ? undefined : (JSON.parse(filter) as EventFilter);
}

function readConfig(stored: StoredConfig): WebhookConfig {
  const { mtls, ownTrust } = stored;
  const { oauth2, retry, ...config } = membersOf({ customHeaderNames: [], ...stored }, CONFIG);
  return {
    ...config,
    ...defined({
      oauth2: oauth2 && membersOf(oauth2, OAUTH2),
      retry: retry && (membersOf(retry, RETRY) as RetryPolicy),
      mtls:
        (mtls ?? ownTrust) &&
        defined({ certificateExpiresAtMs: mtls?.certificateExpiresAt, ownTrust }),
    }),
  };
}
