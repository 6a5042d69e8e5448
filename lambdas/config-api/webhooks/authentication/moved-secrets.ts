import { movedSecrets } from "../../../shared/domain/credential-origins.ts";
import {
  BASIC_AUTH_PASSWORD_FIELD,
  CLIENT_IDENTITY_FIELD,
  OAUTH2_CLIENT_SECRET_FIELD,
  oauth2ParameterIndex,
  type Webhook,
} from "../../../shared/domain/webhook.ts";
import { invalidFields, type Problem } from "../../http/problem.ts";
import type { WebhookInput } from "../webhook-schemas.ts";
import type { Credentials } from "./credentials.ts";

const HINT =
  "what is stored was given for another origin and does not follow: give it in this request, or null to remove it";

/**
 * Names the credentials that a change has to give again, since they would go to another origin than
 * the one that they were given for: whoever may change a webhook need not know them. Signature
 * secrets are never sent, and stay.
 */
export function movedSecretsProblem(
  { endpoint, config }: Pick<Webhook, "endpoint" | "config">,
  input: Pick<WebhookInput, "endpoint">,
  { oauth2, secrets }: Pick<Credentials, "oauth2" | "secrets">,
): Problem | undefined {
  const kept = [...secrets].flatMap(([field, { kind }]) => (kind === "kept" ? [field] : []));
  const before = { endpoint, tokenUrl: config.oauth2?.tokenUrl };
  const after = { endpoint: input.endpoint, tokenUrl: oauth2?.tokenUrl };
  const moved = movedSecrets(before, after, kept);
  return moved.length === 0
    ? undefined
    : invalidFields(
        moved.map((field) => ({
          field: requestFieldOf(field),
          message: "must be given again",
          hint: HINT,
        })),
      );
}

/** The field of a request that gives what is sealed in a field. */
function requestFieldOf(field: string): string {
  const parameter = oauth2ParameterIndex(field);
  if (parameter !== undefined) return `config.oauth2.parameters[${parameter}].value`;
  switch (field) {
    case BASIC_AUTH_PASSWORD_FIELD:
      return "config.basic_auth_password";
    case OAUTH2_CLIENT_SECRET_FIELD:
      return "config.oauth2.client_secret";
    case CLIENT_IDENTITY_FIELD:
      return "config.mtls";
    default:
      return `config.custom_headers[${field.slice(field.indexOf(":") + 1)}].header_value`;
  }
}
