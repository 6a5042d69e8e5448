import { certificateState } from "../../shared/domain/client-identity.ts";
import { DEFAULT_CONTENT_TYPE } from "../../shared/domain/content-type.ts";
import { defined } from "../../shared/domain/defined.ts";
import { DEFAULT_HMAC_FORM } from "../../shared/domain/hmac-signature.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import type { Webhook, WebhookConfig } from "../../shared/domain/webhook.ts";
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
import { showPool } from "./health/webhook-pool.ts";
import { showRetry } from "./retry-document.ts";
import { showConfigured } from "./show-configured.ts";
import { type Capacity, showLimits } from "./webhook-limits.ts";
import type { WebhookOut } from "./webhook-out.ts";

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

/** A webhook as it is shown: what holds for it, without secrets, except one made just now. */
export function showWebhook(
  webhook: Webhook,
  nowMs: number,
  { madeSecret, known, health, last, capacity, warnings: more = [] }: Besides = {},
): WebhookOut {
  const shown = showConfigured(webhook);
  const profile = profileOf(webhook);
  const { signature: scheme } = profile;
  const warnings = [...more, ...webhookWarnings(webhook, nowMs)];
  return {
    ...shown,
    created_at: timeText(webhook.createdAtMs),
    modified_at: timeText(webhook.modifiedAtMs),
    ...(webhook.hidden === true && { hidden: true }),
    ...(scheme === "jws" && { signing_keys: signingKeysPath(webhook) }),
    ...defined({
      ends_at: timeText(webhook.endsAtMs),
      health: health && showHealth(health),
      pool: known && showPool(known, nowMs),
    }),
    ...last,
    ...(warnings.length > 0 && { warnings }),
    config: {
      ...shown.config,
      signature: { ...shown.config.signature, scheme, ...defined({ secret: madeSecret }) },
    },
    effective: { ...showEffective(webhook, profile), ...showLimits(webhook.config, capacity) },
  };
}

/** What holds for a webhook: its own configuration, or its profile's where it has none. */
function showEffective(
  { profile: name, events, config }: Webhook,
  { signature: scheme, signatureHeaders, retry, breaker, timeoutSeconds }: Profile,
): WebhookOut["effective"] {
  const header = scheme === "jws" || scheme === "hmac" ? signatureHeaders[scheme] : undefined;
  return {
    profile: name ?? profileNameFor(events),
    signature: {
      scheme,
      ...defined({ header_name: header }),
      ...(scheme === "hmac" && { ...DEFAULT_HMAC_FORM, ...config.hmacForm }),
    },
    content_type: config.contentType ?? DEFAULT_CONTENT_TYPE,
    retry: showRetry({ ...retry, ...defined({ breaker }) }),
    timeout_seconds: timeoutSeconds,
  };
}

/** Where the receivers of a tenant find the keys that verify its signatures: a path of this API. */
function signingKeysPath({ application, environment }: Tenant): string {
  return `/applications/${application}/${environment}/signing-keys`;
}

type Warnings = NonNullable<WebhookOut["warnings"]>;

/** What of a webhook will soon fail, or goes against its system's document. */
function webhookWarnings(webhook: Webhook, nowMs: number): Warnings {
  return [
    ...certificateWarnings(webhook.config, nowMs),
    ...breakerWarnings(webhook),
    ...stopWarnings(webhook),
  ];
}

function certificateWarnings({ mtls }: WebhookConfig, nowMs: number): Warnings {
  const { certificateExpiresAtMs } = mtls ?? {};
  if (certificateExpiresAtMs === undefined) return [];
  const state = certificateState(certificateExpiresAtMs, nowMs);
  if (state === "valid") return [];
  const verb = state === "expired" ? "expired" : "expires";
  const message = `the client certificate ${verb} on ${timeText(certificateExpiresAtMs).slice(0, 10)}`;
  return [{ field: "config.mtls", message }];
}

/** A breaker that was asked for where a document fixes the schedule, or where that is soon over. */
function breakerWarnings(webhook: Webhook): Warnings {
  const { retry } = webhook.config;
  if (retry?.breaker !== true || isServedByDefault(webhook)) return [];
  const message =
    "attempts will not be made when this schedule says while the receiver is down: it is a short one, or that of a document";
  return [{ field: "config.retry.breaker", message }];
}

/** Answers that end a delivery where a document has it retried. */
function stopWarnings(webhook: Webhook): Warnings {
  const { stopOn = [] } = webhook.config.retry ?? {};
  if (stopOn.length === 0 || !mustRetryAll(webhook)) return [];
  const message =
    "these answers end a delivery, though the document of pawapass or transactionlink has every answer but 2xx retried";
  return [{ field: "config.retry.stop_on", message }];
}
