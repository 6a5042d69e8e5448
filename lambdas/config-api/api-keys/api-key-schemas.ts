import * as z from "zod";

import { defined } from "../../shared/domain/defined.ts";
import {
  applicationId,
  displayName,
  environment,
  strict,
  timeIn,
  timeOut,
  timeText,
} from "../http/fields.ts";
import { pagingQuery } from "../http/route.ts";
import { type ApiKey, ROLES } from "./domain/api-key.ts";

const role = z.enum(ROLES).meta({
  description:
    "admin: everything of its application and environment; manager: webhooks, reading deliveries and events; publisher: publishing and reading events; reader: reading all of it.",
});

/** Whose keys a request is about; an admin key may leave it out, since it is about its own. */
const tenantFields = {
  application: applicationId
    .optional()
    .meta({ description: "Whose keys; an admin's own by itself." }),
  environment: environment.optional().meta({ description: "Of which environment, likewise." }),
};

/** Body of `POST /api-keys`. */
export const newApiKey = strict({
  name: displayName(),
  role,
  ...tenantFields,
  expires_at: timeIn.optional(),
}).meta({ id: "NewApiKey" });

/** Query of `GET /api-keys`. */
export const apiKeysQuery = strict({ ...tenantFields, ...pagingQuery });

/** Query of `DELETE /api-keys/{id}`. */
export const apiKeyQuery = strict(tenantFields);

/** An API key in an answer: without its secret. */
export const apiKeyOut = z
  .object({
    id: z.string(),
    name: z.string(),
    role,
    application: applicationId,
    environment,
    prefix: z.string().meta({ description: "Beginning of the key, to recognise it by." }),
    created_at: timeOut,
    expires_at: timeOut.optional(),
    last_used_at: timeOut
      .optional()
      .meta({ description: "When it was last used, give or take an hour; absent: never." }),
  })
  .meta({ id: "ApiKey" });

/** An API key just made: the only answer that has the key itself. */
export const createdApiKey = apiKeyOut
  .extend({ key: z.string().meta({ description: "The key. It is shown this once." }) })
  .meta({ id: "CreatedApiKey" });

/** An API key as it is shown. */
export function showApiKey(key: ApiKey): z.output<typeof apiKeyOut> {
  return {
    id: key.id,
    name: key.name,
    role: key.role,
    application: key.application,
    environment: key.environment,
    prefix: key.prefix,
    created_at: timeText(key.createdAtMs),
    ...defined({ expires_at: timeText(key.expiresAtMs), last_used_at: timeText(key.lastUsedAtMs) }),
  };
}
