import * as z from "zod";

import type { Application } from "../../shared/domain/application.ts";
import { applicationId, displayName, line, strict, timeOut, timeText } from "../http/fields.ts";

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

/** Body of `PATCH /applications/{id}`. */
export const applicationPatch = strict({
  name: displayName().optional(),
  legacy_secrets: strict({
    production: legacySecret.nullable().optional(),
    sandbox: legacySecret.nullable().optional(),
  })
    .optional()
    .meta({ description: "New legacy secrets; null takes one away." }),
}).meta({ id: "ApplicationPatch" });

/** An application in an answer. */
export const applicationOut = z
  .object({ id: applicationId, name: z.string(), created_at: timeOut, modified_at: timeOut })
  .meta({ id: "Application" });

/** An application as it is shown. */
export function showApplication(application: Application): z.output<typeof applicationOut> {
  return {
    id: application.id,
    name: application.name,
    created_at: timeText(application.createdAtMs),
    modified_at: timeText(application.modifiedAtMs),
  };
}
