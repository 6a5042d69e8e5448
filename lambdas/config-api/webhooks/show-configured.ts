import { defined } from "../../shared/domain/defined.ts";
import type { EventFilter } from "../../shared/domain/event-filter.ts";
import type { Webhook, WebhookConfig } from "../../shared/domain/webhook.ts";
import { timeText } from "../http/fields.ts";
import { showMtls } from "./authentication/mtls-schema.ts";
import { showOAuth2 } from "./authentication/oauth2-schema.ts";
import { showRetry } from "./retry-document.ts";
import type { WebhookOut } from "./webhook-out.ts";

/** What was configured of a webhook. */
export function showConfigured(webhook: Webhook): Omit<
  WebhookOut,
  "config" | "effective" | "created_at" | "modified_at"
> & {
  config: ShownConfig & Pick<WebhookOut["config"], "created" | "modified">;
} {
  const { id, application, environment, name, endpoint, profile, attributes, filter } = webhook;
  return {
    id,
    application,
    environment,
    endpoint,
    events: [...webhook.events],
    status: webhook.status,
    ...defined({
      name,
      attributes: attributes && [...attributes],
      filter: filter && filterOut(filter),
      profile,
      status_reason: webhook.statusReason,
    }),
    config: {
      ...showConfig(webhook.config),
      created: timeText(webhook.createdAtMs),
      modified: timeText(webhook.modifiedAtMs),
    },
  };
}

function filterOut(filter: EventFilter): NonNullable<WebhookOut["filter"]> {
  return Object.fromEntries(Object.entries(filter).map(([path, terms]) => [path, [...terms]]));
}

/** Configuration in a request's words: a signature only if the webhook has one of its own. */
type ShownConfig = Omit<WebhookOut["config"], "created" | "modified" | "signature"> & {
  readonly signature?: WebhookOut["config"]["signature"];
};

function showConfig(config: WebhookConfig): ShownConfig {
  const { oauth2, mtls, retry, signatureScheme: scheme, rateLimit } = config;
  return {
    custom_headers: config.customHeaderNames.map((name) => ({ header_name: name })),
    ...defined({
      basic_auth_username: config.basicAuthUsername,
      oauth2: oauth2 && showOAuth2(oauth2),
      mtls: mtls && showMtls(mtls),
      signature: scheme && {
        scheme,
        ...defined({ header_name: config.signatureHeader }),
        ...config.hmacForm,
      },
      content_type: config.contentType,
      retry: retry && showRetry(retry),
      timeout_seconds: config.timeoutSeconds,
      rate_limit: rateLimit === undefined ? undefined : { per_second: rateLimit },
      max_in_flight: config.maxInFlight,
    }),
  };
}
