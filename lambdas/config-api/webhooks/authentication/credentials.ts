import { defined } from "../../../shared/domain/defined.ts";
import {
  BASIC_AUTH_PASSWORD_FIELD,
  customHeaderField,
  OAUTH2_CLIENT_SECRET_FIELD,
  oauth2ParameterField,
  PREVIOUS_SIGNATURE_SECRETS_FIELD,
  SIGNATURE_SECRET_FIELD,
  type WebhookConfig,
} from "../../../shared/domain/webhook.ts";
import { type FieldError, invalidFields, type Problem } from "../../http/problem.ts";
import type { WebhookConfigInput } from "../webhook-schemas.ts";
import { headerError } from "./custom-headers.ts";
import { parameterErrors } from "./oauth2-schema.ts";

/** A secret of a webhook: one that the request gives, or the stored one of a field. */
export type SecretSource =
  | { readonly kind: "given"; readonly text: string }
  | { readonly kind: "kept"; readonly field: string };

/** The credentials of a webhook, checked: names in the open, and where each secret comes from. */
export interface Credentials {
  readonly basicAuthUsername?: string;
  readonly oauth2?: NonNullable<WebhookConfig["oauth2"]>;
  readonly customHeaderNames: readonly string[];
  /** By the field under which it will be sealed. */
  readonly secrets: ReadonlyMap<string, SecretSource>;
}

/** What is stored already, when a webhook is changed. */
export interface StoredCredentials {
  readonly customHeaderNames: readonly string[];
  /** Whether the change left the stored password as it is. */
  readonly keepsPassword: boolean;
  /** Likewise for the client secret of OAuth 2.0. */
  readonly keepsClientSecret: boolean;
  readonly oauth2ParameterNames: readonly string[];
  /** Other stored secrets, by field: they stay unless the request gives new ones. */
  readonly otherFields: readonly string[];
}

/** What is found out on the way: where each secret comes from, by field, and what is wrong. */
interface Found {
  readonly secrets: Map<string, SecretSource>;
  readonly errors: FieldError[];
}

/** Checks the credentials of a request against each other, and against what is stored. */
export function resolveCredentials(
  config: WebhookConfigInput,
  stored?: StoredCredentials,
): Problem | { readonly kind: "credentials"; readonly credentials: Credentials } {
  const found: Found = { secrets: new Map(), errors: [] };
  const { secrets, errors } = found;
  const { basic_auth_username: basicAuthUsername, basic_auth_password: password } = config;
  const keptPassword = stored?.keepsPassword === true ? BASIC_AUTH_PASSWORD_FIELD : undefined;
  const source = sourceOf(password, keptPassword);
  if (source !== undefined) secrets.set(BASIC_AUTH_PASSWORD_FIELD, source);
  if ((basicAuthUsername === undefined) === (source !== undefined)) {
    const missing = basicAuthUsername === undefined ? "basic_auth_username" : "basic_auth_password";
    const hint = "Basic authentication takes both user name and password, or neither";
    errors.push({ field: `config.${missing}`, message: "is missing", hint });
  }
  const oauth2 = resolveOAuth2(config, stored, found);
  for (const field of stored?.otherFields ?? []) secrets.set(field, { kind: "kept", field });
  const signatureSecret = config.signature?.secret;
  if (signatureSecret !== undefined) {
    secrets.set(SIGNATURE_SECRET_FIELD, { kind: "given", text: signatureSecret });
    secrets.delete(PREVIOUS_SIGNATURE_SECRETS_FIELD);
  }
  const headers = config.custom_headers ?? [];
  const basic = basicAuthUsername === undefined ? undefined : "Basic authentication";
  resolveHeaders(headers, oauth2 === undefined ? basic : "OAuth 2.0", stored, found);
  if (errors.length > 0) return invalidFields(errors);
  const customHeaderNames = headers.map(({ header_name: name }) => name);
  return {
    kind: "credentials",
    credentials: { ...defined({ basicAuthUsername, oauth2 }), customHeaderNames, secrets },
  };
}

function resolveHeaders(
  headers: NonNullable<WebhookConfigInput["custom_headers"]>,
  authentication: Parameters<typeof headerError>[1],
  stored: StoredCredentials | undefined,
  found: Found,
): void {
  const seen = new Set<string>();
  const storedNames = stored?.customHeaderNames.map((name) => name.toLowerCase());
  for (const [index, { header_name: name, header_value: value }] of headers.entries()) {
    const field = `config.custom_headers[${index}]`;
    const lower = name.toLowerCase();
    const error = seen.has(lower)
      ? { message: "is given twice", hint: "give each header once" }
      : headerError(name, authentication);
    if (error !== undefined) found.errors.push({ field: `${field}.header_name`, ...error });
    seen.add(lower);
    take(found, customHeaderField(index), value, fieldIn(storedNames, lower, customHeaderField), {
      field: `${field}.header_value`,
      hint: "there is no stored value of this header: give one",
    });
  }
}

function resolveOAuth2(
  { oauth2, basic_auth_username: basicAuthUsername }: WebhookConfigInput,
  stored: StoredCredentials | undefined,
  found: Found,
): Credentials["oauth2"] {
  if (oauth2 === undefined) return undefined;
  const field = OAUTH2_CLIENT_SECRET_FIELD;
  if (basicAuthUsername !== undefined) {
    const message = "does not go with Basic authentication";
    const hint = "configure one of the two: both set the authorization header";
    found.errors.push({ field: "config.oauth2", message, hint });
  }
  const kept = stored?.keepsClientSecret === true ? field : undefined;
  take(found, field, oauth2.client_secret, kept, {
    field: "config.oauth2.client_secret",
    hint: "there is no stored secret: give one",
  });
  const { token_url: tokenUrl, client_id: clientId, client_auth: clientAuth } = oauth2;
  const { scope, audience, resource, parameters } = oauth2;
  const parameterNames = parameters?.map(({ name }) => name);
  found.errors.push(...parameterErrors(parameterNames ?? []));
  for (const [index, { name, value }] of (parameters ?? []).entries()) {
    const storedField = fieldIn(stored?.oauth2ParameterNames, name, oauth2ParameterField);
    take(found, oauth2ParameterField(index), value, storedField, {
      field: `config.oauth2.parameters[${index}].value`,
      hint: "there is no stored value of this parameter: give one",
    });
  }
  return {
    tokenUrl,
    clientId,
    clientAuth,
    ...defined({ scope, audience, resource, parameterNames }),
  };
}

/** Takes a required secret: the one given, or else the one stored in a field. */
function take(
  { secrets, errors }: Found,
  sealedField: string,
  value: string | undefined,
  storedField: string | undefined,
  missing: Omit<FieldError, "message">,
): void {
  const source = sourceOf(value, storedField);
  if (source === undefined)
    errors.push({ field: missing.field, message: "is missing", hint: missing.hint });
  else secrets.set(sealedField, source);
}

function sourceOf(
  value: string | undefined,
  storedField: string | undefined,
): SecretSource | undefined {
  if (value !== undefined) return { kind: "given", text: value };
  return storedField === undefined ? undefined : { kind: "kept", field: storedField };
}

/** The field in which the secret of a name is stored, by its place in a list. */
function fieldIn(
  names: readonly string[] = [],
  name: string,
  fieldAt: (index: number) => string,
): string | undefined {
  const index = names.indexOf(name);
  return index === -1 ? undefined : fieldAt(index);
}
