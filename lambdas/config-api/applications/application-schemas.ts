import * as z from "zod";

import { originOf } from "../../shared/domain/credential-origins.ts";
import { defined } from "../../shared/domain/defined.ts";
import type { DestinationRules } from "../../shared/domain/destination-rules.ts";
import type { Application } from "../../shared/domain/tenant.ts";
import {
  applicationId,
  displayName,
  distinct,
  line,
  refusing,
  strict,
  timeOut,
  timeText,
} from "../http/fields.ts";
import { endpointUrl } from "../webhooks/endpoint-url.ts";
import { webhookOut } from "../webhooks/webhook-out.ts";
import type { WebhookSchemas } from "../webhooks/webhook-schemas.ts";

/** Longest legacy secret. */
const MAX_SECRET_LENGTH = 256;
/**
 * Origins that a `callback_config` may name: an application is called back at a few, one for each
 * of its regions perhaps.
 */
const MAX_ALLOWED_ORIGINS = 50;

const legacySecret = line(MAX_SECRET_LENGTH);

/** Body of `POST /applications`. */
export const newApplication = strict({
  id: applicationId,
  name: displayName(),
  legacy_secrets: strict({ production: legacySecret.optional(), sandbox: legacySecret.optional() })
    .optional()
    .meta({
      description:
        "Shared secrets of before: a webhook that signs with HMAC uses its environment's until it has a secret of its own.",
    }),
}).meta({ id: "NewApplication" });

/** An origin that callbacks may go to: by the rules for endpoints, and without a path. */
function allowedOrigin(rules: DestinationRules) {
  return endpointUrl(rules, "use callback_config.basic_auth_username and _password").superRefine(
    (text, context) => {
      const url = URL.parse(text);
      if (context.issues.length > 0 || url === null) return;
      if (url.pathname === "/" && url.search === "") return;
      refusing(context)("has a path or query", "use the origin alone: https://example.com");
    },
  );
}

/** `callback_config`: a webhook's config and where it may go; no limit, for many receivers. */
function callbackConfigSchema({ created }: WebhookSchemas, rules: DestinationRules) {
  const { rate_limit: _, max_in_flight: __, ...config } = created.shape.config.unwrap().shape;
  return strict({
    ...config,
    allowed_origins: z
      .array(allowedOrigin(rules))
      .min(1)
      .max(MAX_ALLOWED_ORIGINS)
      .superRefine(distinct("an origin", originOf))
      .optional()
      .meta({
        description:
          "The origins that callback URLs may have: needed where credentials (Basic, custom headers, OAuth 2.0, a client certificate) are sent along.",
        examples: [["https://example.com"]],
      }),
  });
}

/** `callback_config` as a request gives it. */
export type CallbackConfigInput = z.output<ReturnType<typeof callbackConfigSchema>>;

/** Body of `PATCH /applications/{id}`; a callback's config depends on the deployment. */
export function makeApplicationPatch(schemas: WebhookSchemas, rules: DestinationRules) {
  return strict({
    name: displayName().optional(),
    legacy_secrets: strict({
      production: legacySecret.nullable().optional(),
      sandbox: legacySecret.nullable().optional(),
    })
      .optional()
      .meta({ description: "New legacy secrets; null takes one away." }),
    callback_config: callbackConfigSchema(schemas, rules).nullable().optional().meta({
      description:
        "How callbacks of notifications authenticate and sign, and to which origins they may go: a webhook's config. It replaces the present one as a whole, secrets included; null takes it away.",
    }),
  }).meta({ id: "ApplicationPatch" });
}

const callbackConfigOut = webhookOut.shape.config
  .omit({ rate_limit: true, max_in_flight: true })
  .extend({
    allowed_origins: z.array(z.string()).optional(),
  });

/** What an answer tells of an application. */
export const applicationOut = z
  .object({
    id: applicationId,
    name: z.string(),
    created_at: timeOut,
    modified_at: timeOut,
    callback_config: callbackConfigOut.optional().meta({
      description: "Only in the answer for this one application. Secrets are not in it.",
    }),
  })
  .meta({ id: "Application" });

/** An application in an answer. */
export type ApplicationOut = z.output<typeof applicationOut>;

/** An application as it is shown. */
export function showApplication(
  application: Application,
  callbackConfig?: ApplicationOut["callback_config"],
): ApplicationOut {
  return {
    id: application.id,
    name: application.name,
    created_at: timeText(application.createdAtMs),
    modified_at: timeText(application.modifiedAtMs),
    ...defined({ callback_config: callbackConfig }),
  };
}
