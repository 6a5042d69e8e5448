import * as z from "zod";

import { PROFILE_NAMES } from "../../shared/domain/webhook.ts";
import { applicationId, environment, timeOut } from "../http/fields.ts";
import { mtlsOut } from "./authentication/mtls-schema.ts";
import { oauth2Out } from "./authentication/oauth2-schema.ts";
import { lastOutcomesOut } from "./health/last-outcomes.ts";
import { healthOut } from "./health/webhook-health.ts";
import { poolOut } from "./health/webhook-pool.ts";
import { retry } from "./retry-schemas.ts";
import { signatureOut } from "./signature/signature-schema.ts";

/** A webhook in an answer: secrets are not in it. */
export const webhookOut = z
  .object({
    id: z.string(),
    application: applicationId,
    environment,
    name: z.string().optional(),
    endpoint: z.string(),
    events: z.array(z.string()),
    attributes: z.array(z.string()).optional(),
    filter: z.record(z.string(), z.array(z.unknown())).optional(),
    profile: z.enum(PROFILE_NAMES).optional(),
    status: z.enum(["enabled", "disabled", "gone"]),
    status_reason: z.string().optional(),
    hidden: z.boolean().optional().meta({
      description: "true: made for the origin of callback URLs, and configured by the application.",
    }),
    ends_at: timeOut.optional().meta({
      description:
        "Of a hidden one: from then on it may go, unless another notification names its origin.",
    }),
    config: z.object({
      basic_auth_username: z.string().optional(),
      custom_headers: z.array(z.object({ header_name: z.string() })),
      oauth2: oauth2Out.optional(),
      mtls: mtlsOut.optional(),
      signature: signatureOut,
      content_type: z.string().optional(),
      retry: retry.optional(),
      timeout_seconds: z.number().optional(),
      rate_limit: z.object({ per_second: z.number() }).optional(),
      max_in_flight: z.number().optional(),
      created: timeOut.meta({ description: "As created_at." }),
      modified: timeOut.meta({ description: "As modified_at." }),
    }),
    created_at: timeOut,
    modified_at: timeOut,
    effective: z
      .object({
        profile: z.enum(PROFILE_NAMES),
        signature: signatureOut.omit({ secret: true }),
        content_type: z.string(),
        retry,
        timeout_seconds: z.number(),
        rate_limit: z.object({ per_second: z.number() }).optional(),
        max_in_flight: z.number().optional(),
      })
      .meta({
        description:
          "What holds in the end: `config`, and where it says nothing the profile, which follows from `events` unless it is named; limits by the installation's defaults, and no more requests at once than its functions make. Without a limit: none holds.",
      }),
    signing_keys: z.string().optional().meta({
      description:
        "For `jws`: the path of this API below which receivers find the public keys, each at /{kid}.",
    }),
    health: healthOut.optional(),
    ...lastOutcomesOut,
    pool: poolOut.optional(),
    warnings: z
      .array(z.object({ field: z.string(), message: z.string() }))
      .optional()
      .meta({ description: "What will soon need to be changed; absent when there is nothing." }),
  })
  .meta({ id: "Webhook" });

/** A webhook as it is shown. */
export type WebhookOut = z.output<typeof webhookOut>;
