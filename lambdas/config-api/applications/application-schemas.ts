import * as z from "zod";

import type { Application } from "../../shared/domain/application.ts";
import { applicationId, displayName, line, strict, timeOut, timeText } from "../http/fields.ts";
import { webhookOut, type WebhookSchemas } from "../webhooks/webhook-schemas.ts";

/** Longest legacy secret. */
const MAX_SECRET_LENGTH = 256;

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

/** Body of `PATCH /applications/{id}`; what a callback's config may be depends on the deployment, as a webhook's does. */
export function makeApplicationPatch({ created }: WebhookSchemas) {
  return strict({
    name: displayName().optional(),
    legacy_secrets: strict({
      production: legacySecret.nullable().optional(),
      sandbox: legacySecret.nullable().optional(),
    })
      .optional()
      .meta({ description: "New legacy secrets; null takes one away." }),
    callback_config: created.shape.config.unwrap().nullable().optional().meta({
      description:
        "How callbacks of notifications authenticate and sign, to whichever URL they go: a webhook's config. It replaces the present one as a whole, secrets included; null takes it away.",
    }),
  }).meta({ id: "ApplicationPatch" });
}

/** What an answer tells of an application. */
export const applicationOut = z
  .object({
    id: applicationId,
    name: z.string(),
    created_at: timeOut,
    modified_at: timeOut,
    callback_config: webhookOut.shape.config.optional().meta({
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
    ...(callbackConfig !== undefined && { callback_config: callbackConfig }),
  };
}
