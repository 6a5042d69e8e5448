import { defined } from "../../shared/domain/defined.ts";
import {
  BASIC_AUTH_PASSWORD_FIELD,
  CLIENT_IDENTITY_FIELD,
  OAUTH2_CLIENT_SECRET_FIELD,
  oauth2ParameterIndex,
  PREVIOUS_SIGNATURE_SECRETS_FIELD,
  SIGNATURE_SECRET_FIELD,
  type Webhook,
} from "../../shared/domain/webhook.ts";
import {
  type Change,
  type Facts,
  type FieldChange,
  fieldChanges,
  flatFacts,
} from "../changes/domain/change.ts";
import type { Credentials } from "./authentication/credentials.ts";
import { showConfigured } from "./show-configured.ts";

/** The secrets that a request gave; those it kept stay unchanged, wherever sealed now. */
export type GivenSecrets = Credentials["secrets"];

/** What a webhook is told by, in the words of a request. */
function webhookFacts(webhook: Webhook): Facts {
  const shown = showConfigured(webhook);
  const { name, endpoint, events, attributes, filter, profile, status, status_reason: why } = shown;
  const { created: _, modified: __, custom_headers: headers, ...config } = shown.config;
  const { allowedOrigins } = webhook.config;
  const { parameters } = config.oauth2 ?? {};
  return {
    name,
    endpoint,
    events,
    attributes,
    filter,
    profile,
    status,
    status_reason: why,
    ...(headers.length > 0 && {
      "config.custom_headers": headers.map(({ header_name: header }) => header),
    }),
    ...flatFacts(config, "config."),
    ...defined({
      "config.oauth2.parameters": parameters?.map(({ name: parameter }) => parameter),
      "config.allowed_origins": allowedOrigins,
    }),
  };
}

/** In which fields one webhook differs from another; secrets by their names. */
export function webhookFields(
  before: Webhook | undefined,
  after: Webhook | undefined,
  given: GivenSecrets = new Map(),
): FieldChange[] {
  return [
    ...fieldChanges(before && webhookFacts(before), after && webhookFacts(after)),
    ...secretChanges(before, after, given),
  ];
}

/** What changed of a webhook; `undefined` when nothing did. */
export function webhookChange(
  before: Webhook | undefined,
  after: Webhook | undefined,
  given?: GivenSecrets,
): Change | undefined {
  const webhook = after ?? before;
  const fields = webhookFields(before, after, given);
  if (webhook === undefined || fields.length === 0) return undefined;
  const { id, application, environment } = webhook;
  const action = before === undefined ? "created" : after === undefined ? "deleted" : "changed";
  return { action, what: "webhook", id, application, environment, fields };
}

function secretChanges(
  before: Webhook | undefined,
  after: Webhook | undefined,
  given: GivenSecrets,
): FieldChange[] {
  const set = [...given].flatMap(([field, { kind }]) =>
    kind === "given" && after !== undefined ? secretName(after, field) : [],
  );
  const left = secretNames(after);
  const removed = secretNames(before).filter((name) => !left.includes(name));
  return [
    ...set.map((field): FieldChange => ({ field, secret: "set" })),
    ...removed.map((field): FieldChange => ({ field, secret: "removed" })),
  ];
}

function secretNames(webhook: Webhook | undefined): string[] {
  if (webhook === undefined) return [];
  return Object.keys(webhook.sealed).flatMap((field) => secretName(webhook, field));
}

/** A sealed field's name in a request; older signature secrets come and go with the newest. */
function secretName({ config }: Webhook, field: string): string[] {
  const parameter = oauth2ParameterIndex(field);
  if (parameter !== undefined) {
    return [`config.oauth2.parameters.${config.oauth2?.parameterNames?.[parameter] ?? "?"}`];
  }
  switch (field) {
    case BASIC_AUTH_PASSWORD_FIELD:
      return ["config.basic_auth_password"];
    case OAUTH2_CLIENT_SECRET_FIELD:
      return ["config.oauth2.client_secret"];
    case CLIENT_IDENTITY_FIELD:
      return ["config.mtls"];
    case SIGNATURE_SECRET_FIELD:
      return ["config.signature.secret"];
    case PREVIOUS_SIGNATURE_SECRETS_FIELD:
      return [];
    default: {
      const header = config.customHeaderNames[Number(field.slice(field.indexOf(":") + 1))];
      return [`config.custom_headers.${header?.toLowerCase() ?? "?"}`];
    }
  }
}
