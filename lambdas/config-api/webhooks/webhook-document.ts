import type * as z from "zod";

import { certificateState } from "../../shared/domain/client-identity.ts";
import { DEFAULT_CONTENT_TYPE } from "../../shared/domain/content-type.ts";
import type { EventFilter } from "../../shared/domain/event-filter.ts";
import { DEFAULT_HMAC_FORM } from "../../shared/domain/hmac-signature.ts";
import type { RetryPolicy } from "../../shared/domain/retry-policy.ts";
import { isSlowTenant, servingPool } from "../../shared/domain/tenant-standing.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import { type MtlsConfig, type Webhook, type WebhookConfig } from "../../shared/domain/webhook.ts";
import type { Profile } from "../../shared/profiles/profile.ts";
import {
  isServedByDefault,
  mustRetryAll,
  profileNameFor,
  profileOf,
} from "../../shared/profiles/profiles.ts";
import type { KnownStanding } from "../../shared/waiting/pool-of.ts";
import { timeText } from "../http/fields.ts";
import type { LastOutcomes } from "./health/last-outcomes.ts";
import { type KnownHealth, showHealth } from "./health/webhook-health.ts";
import { type Capacity, showLimits } from "./webhook-limits.ts";
import type { WebhookConfigInput, webhookOut } from "./webhook-schemas.ts";

/** A webhook as it is shown. */
export type WebhookOut = z.output<typeof webhookOut>;

type RetryOut = NonNullable<WebhookOut["config"]["retry"]>;

/** What is told of a webhook besides. */
export interface Besides {
  /** How quick it is, where webhooks are told apart by that. */
  readonly known?: KnownStanding | undefined;
  /** What is known against its receiver. */
  readonly health?: KnownHealth | undefined;
  /** What its receiver said last. */
  readonly last?: LastOutcomes;
  /** A secret that was made by this request. */
  readonly madeSecret?: string | undefined;
  readonly warnings?: NonNullable<WebhookOut["warnings"]>;
  /** Of the installation. */
  readonly capacity?: Capacity;
}

/** A webhook as it is shown: what holds for it, without secrets, but for one that was made just now. */
export function showWebhook(
  webhook: Webhook,
  nowMs: number,
  { madeSecret, known, health, last, capacity, warnings: more = [] }: Besides = {},
): WebhookOut {
  const shown = showConfigured(webhook);
  const profile = profileOf(webhook);
  const { signature: scheme } = profile;
  const secret = madeSecret === undefined ? {} : { secret: madeSecret };
  const warnings = [
    ...more,
    ...warningsOf(webhook.config, nowMs),
    ...breakerWarnings(webhook),
    ...stopWarnings(webhook),
  ];
  return {
    ...shown,
    ...(webhook.hidden === true && { hidden: true }),
    ...(webhook.endsAtMs !== undefined && { ends_at: timeText(webhook.endsAtMs) }),
    created_at: timeText(webhook.createdAtMs),
    modified_at: timeText(webhook.modifiedAtMs),
    ...(scheme === "jws" && { signing_keys: signingKeysPath(webhook) }),
    ...(health !== undefined && { health: showHealth(health) }),
    ...last,
    ...(known !== undefined && { pool: showPool(known, nowMs) }),
    ...(warnings.length > 0 && { warnings }),
    config: {
      ...shown.config,
      signature: { ...shown.config.signature, scheme, ...secret },
    },
    effective: { ...showEffective(webhook, profile), ...showLimits(webhook.config, capacity) },
  };
}

/** What holds for a webhook in the end: its own configuration, and its profile's where it has none. */
function showEffective(
  { profile: name, events, config }: Webhook,
  { signature: scheme, signatureHeaders, retry, breaker, timeoutSeconds }: Profile,
): WebhookOut["effective"] {
  const header = scheme === "jws" || scheme === "hmac" ? signatureHeaders[scheme] : undefined;
  return {
    profile: name ?? profileNameFor(events),
    signature: {
      scheme,
      ...(header !== undefined && { header_name: header }),
      ...(scheme === "hmac" && { ...DEFAULT_HMAC_FORM, ...config.hmacForm }),
    },
    content_type: config.contentType ?? DEFAULT_CONTENT_TYPE,
    retry: showRetry({ ...retry, ...(breaker !== undefined && { breaker }) }),
    timeout_seconds: timeoutSeconds,
  };
}

/** Which pool serves a webhook, and why. */
function showPool(
  { standing, tenant }: KnownStanding,
  nowMs: number,
): NonNullable<WebhookOut["pool"]> {
  const isSlow = standing?.state === "slow";
  return {
    served_by: servingPool(standing, tenant, nowMs),
    state: standing === undefined || standing.state === "quick" ? "proved" : standing.state,
    ...(standing && { since: timeText(standing.sinceMs) }),
    ...(isSlow && { proves_itself_from: timeText(standing.regainFromMs) }),
    ...(tenant &&
      isSlowTenant(tenant, nowMs) && { tenant_slow_until: timeText(tenant.slowUntilMs) }),
  };
}

/** Where the receivers of a tenant find the keys that verify its signatures: a path of this API. */
function signingKeysPath({ application, environment }: Tenant): string {
  return `/applications/${application}/${environment}/signing-keys`;
}

function warningsOf({ mtls }: WebhookConfig, nowMs: number): NonNullable<WebhookOut["warnings"]> {
  const { certificateExpiresAtMs } = mtls ?? {};
  if (certificateExpiresAtMs === undefined) return [];
  const state = certificateState(certificateExpiresAtMs, nowMs);
  if (state === "valid") return [];
  const verb = state === "expired" ? "expired" : "expires";
  const message = `the client certificate ${verb} on ${timeText(certificateExpiresAtMs).slice(0, 10)}`;
  return [{ field: "config.mtls", message }];
}

/** A breaker that was asked for where a document fixes the schedule, or where that is soon over. */
function breakerWarnings(webhook: Webhook): NonNullable<WebhookOut["warnings"]> {
  const { retry } = webhook.config;
  if (retry?.breaker !== true || isServedByDefault(webhook)) return [];
  const message =
    "attempts will not be made when this schedule says while the receiver is down: it is a short one, or that of a document";
  return [{ field: "config.retry.breaker", message }];
}

/** Answers that end a delivery where a document has it retried. */
function stopWarnings(webhook: Webhook): NonNullable<WebhookOut["warnings"]> {
  const { stopOn = [] } = webhook.config.retry ?? {};
  if (stopOn.length === 0 || !mustRetryAll(webhook)) return [];
  const message =
    "these answers end a delivery, though the document of pawapass or transactionlink has every answer but 2xx retried";
  return [{ field: "config.retry.stop_on", message }];
}

/** What was configured of a webhook. */
export function showConfigured(webhook: Webhook): Omit<
  WebhookOut,
  "config" | "effective" | "created_at" | "modified_at"
> & {
  config: ShownConfig & Pick<WebhookOut["config"], "created" | "modified">;
} {
  const { id, application, environment, name, endpoint, events, profile } = webhook;
  const { attributes, filter } = webhook;
  const { status, statusReason, config, createdAtMs, modifiedAtMs } = webhook;
  return {
    id,
    application,
    environment,
    ...(name !== undefined && { name }),
    endpoint,
    events: [...events],
    ...(attributes !== undefined && { attributes: [...attributes] }),
    ...(filter !== undefined && { filter: filterOut(filter) }),
    ...(profile !== undefined && { profile }),
    status,
    ...(statusReason !== undefined && { status_reason: statusReason }),
    config: {
      ...showConfig(config),
      created: timeText(createdAtMs),
      modified: timeText(modifiedAtMs),
    },
  };
}

function filterOut(filter: EventFilter): NonNullable<WebhookOut["filter"]> {
  return Object.fromEntries(Object.entries(filter).map(([path, terms]) => [path, [...terms]]));
}

/** Configuration in the words of a request: a signature only where the webhook has one of its own. */
type ShownConfig = Omit<WebhookOut["config"], "created" | "modified" | "signature"> & {
  readonly signature?: WebhookOut["config"]["signature"];
};

function showConfig(config: WebhookConfig): ShownConfig {
  const {
    signatureScheme,
    signatureHeader,
    hmacForm,
    contentType,
    basicAuthUsername,
    customHeaderNames,
    retry,
    timeoutSeconds,
    rateLimit,
    maxInFlight,
  } = config;
  const { oauth2, mtls } = config;
  return {
    ...(basicAuthUsername !== undefined && { basic_auth_username: basicAuthUsername }),
    custom_headers: customHeaderNames.map((name) => ({ header_name: name })),
    ...(oauth2 !== undefined && { oauth2: showOAuth2(oauth2) }),
    ...(mtls !== undefined && { mtls: showMtls(mtls) }),
    ...(signatureScheme !== undefined && {
      signature: {
        scheme: signatureScheme,
        ...(signatureHeader !== undefined && { header_name: signatureHeader }),
        ...hmacForm,
      },
    }),
    ...(contentType !== undefined && { content_type: contentType }),
    ...(retry !== undefined && { retry: showRetry(retry) }),
    ...(timeoutSeconds !== undefined && { timeout_seconds: timeoutSeconds }),
    ...(rateLimit !== undefined && { rate_limit: { per_second: rateLimit } }),
    ...(maxInFlight !== undefined && { max_in_flight: maxInFlight }),
  };
}

function showMtls({
  certificateExpiresAtMs: expiresAtMs,
  ownTrust,
}: MtlsConfig): NonNullable<WebhookOut["config"]["mtls"]> {
  return {
    ...(expiresAtMs !== undefined && { certificate_expires_at: timeText(expiresAtMs) }),
    ...(ownTrust !== undefined && { own_trust: ownTrust }),
  };
}

function showOAuth2(
  oauth2: NonNullable<WebhookConfig["oauth2"]>,
): NonNullable<WebhookOut["config"]["oauth2"]> {
  const { tokenUrl, clientId, scope, audience, resource, parameterNames, clientAuth } = oauth2;
  return {
    token_url: tokenUrl,
    client_id: clientId,
    ...(scope !== undefined && { scope }),
    ...(audience !== undefined && { audience }),
    ...(resource !== undefined && { resource }),
    ...(parameterNames !== undefined && { parameters: parameterNames.map((name) => ({ name })) }),
    client_auth: clientAuth,
  };
}

function showRetry(policy: RetryPolicy): RetryOut {
  const { breaker, stopOn } = policy;
  const shown =
    policy.kind === "fixed"
      ? {
          kind: policy.kind,
          attempts: policy.attempts,
          interval_seconds: policy.intervalSeconds,
        }
      : {
          kind: policy.kind,
          attempts: policy.attempts,
          initial_seconds: policy.initialSeconds,
          factor: policy.factor,
          cap_seconds: policy.capSeconds,
          jitter: policy.jitter,
        };
  return {
    ...shown,
    ...(breaker !== undefined && { breaker }),
    ...(stopOn !== undefined && { stop_on: [...stopOn] }),
  };
}

/** A retry policy of a request in the domain's words. */
export function readRetry(policy: NonNullable<WebhookConfigInput["retry"]>): RetryPolicy {
  const { breaker, stop_on: stopOn } = policy;
  const read: RetryPolicy =
    policy.kind === "fixed"
      ? {
          kind: policy.kind,
          attempts: policy.attempts,
          intervalSeconds: policy.interval_seconds,
        }
      : {
          kind: policy.kind,
          attempts: policy.attempts,
          initialSeconds: policy.initial_seconds,
          factor: policy.factor,
          capSeconds: policy.cap_seconds,
          jitter: policy.jitter,
        };
  return {
    ...read,
    ...(breaker !== undefined && { breaker }),
    ...(stopOn !== undefined && { stopOn }),
  };
}
