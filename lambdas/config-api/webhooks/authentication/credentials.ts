import { defined } from "../../../shared/domain/defined.ts";
import type { SealContext } from "../../../shared/domain/seal-context.ts";
import { webhookSealContext } from "../../../shared/domain/seal-context.ts";
import type { Tenant } from "../../../shared/domain/tenant.ts";
import {
  BASIC_AUTH_PASSWORD_FIELD,
  customHeaderField,
  OAUTH2_CLIENT_SECRET_FIELD,
  oauth2ParameterField,
  PREVIOUS_SIGNATURE_SECRETS_FIELD,
  SIGNATURE_SECRET_FIELD,
  type Webhook,
  type WebhookConfig,
} from "../../../shared/domain/webhook.ts";
import { VaultError } from "../../../shared/vault/vault-error.ts";
import { type FieldError, invalidFields, type Problem } from "../../http/problem.ts";
import type { WebhookConfigInput } from "../webhook-schemas.ts";
import { headerError } from "./custom-headers.ts";
import { parameterErrors } from "./oauth2-parameters.ts";

/** Seals credentials, and opens them to seal them again for another place. */
export interface CredentialVault {
  seal(plain: string, context: SealContext): Promise<string>;
  open(jwe: string, context: SealContext): Promise<string>;
  reseal(jwe: string, context: SealContext): Promise<string>;
}

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

/** Checks the credentials of a request against each other, and against what is stored. */
export function resolveCredentials(
  config: WebhookConfigInput,
  stored?: StoredCredentials,
): Problem | { readonly kind: "credentials"; readonly credentials: Credentials } {
  const errors: FieldError[] = [];
  const secrets = new Map<string, SecretSource>();
  const { basic_auth_username: basicAuthUsername, basic_auth_password: password } = config;
  if (password !== undefined) {
    secrets.set(BASIC_AUTH_PASSWORD_FIELD, { kind: "given", text: password });
  } else if (stored?.keepsPassword === true) {
    secrets.set(BASIC_AUTH_PASSWORD_FIELD, { kind: "kept", field: BASIC_AUTH_PASSWORD_FIELD });
  }
  if ((basicAuthUsername === undefined) === secrets.has(BASIC_AUTH_PASSWORD_FIELD)) {
    const missing = basicAuthUsername === undefined ? "basic_auth_username" : "basic_auth_password";
    errors.push({
      field: `config.${missing}`,
      message: "is missing",
      hint: "Basic authentication takes both user name and password, or neither",
    });
  }
  const oauth2 = resolveOAuth2(config, stored, secrets, errors);
  for (const field of stored?.otherFields ?? []) {
    secrets.set(field, { kind: "kept", field });
  }
  const signatureSecret = config.signature?.secret;
  if (signatureSecret !== undefined) {
    secrets.set(SIGNATURE_SECRET_FIELD, { kind: "given", text: signatureSecret });
    secrets.delete(PREVIOUS_SIGNATURE_SECRETS_FIELD);
  }
  const headers = config.custom_headers ?? [];
  const basic = basicAuthUsername === undefined ? undefined : "Basic authentication";
  const authentication = oauth2 === undefined ? basic : "OAuth 2.0";
  const seen = new Set<string>();
  for (const [index, { header_name: name, header_value: value }] of headers.entries()) {
    const field = `config.custom_headers[${index}]`;
    const lower = name.toLowerCase();
    const error = seen.has(lower)
      ? { message: "is given twice", hint: "give each header once" }
      : headerError(name, authentication);
    if (error !== undefined) errors.push({ field: `${field}.header_name`, ...error });
    seen.add(lower);
    const storedAt = stored?.customHeaderNames.findIndex((other) => other.toLowerCase() === lower);
    const source = sourceOf(value, storedAt, customHeaderField);
    if (source === undefined) {
      const hint = "there is no stored value of this header: give one";
      errors.push({ field: `${field}.header_value`, message: "is missing", hint });
    } else {
      secrets.set(customHeaderField(index), source);
    }
  }
  if (errors.length > 0) return invalidFields(errors);
  return {
    kind: "credentials",
    credentials: {
      ...defined({ basicAuthUsername, oauth2 }),
      customHeaderNames: headers.map(({ header_name: name }) => name),
      secrets,
    },
  };
}

function resolveOAuth2(
  { oauth2, basic_auth_username: basicAuthUsername }: WebhookConfigInput,
  stored: StoredCredentials | undefined,
  secrets: Map<string, SecretSource>,
  errors: FieldError[],
): Credentials["oauth2"] {
  if (oauth2 === undefined) return undefined;
  const field = OAUTH2_CLIENT_SECRET_FIELD;
  if (basicAuthUsername !== undefined) {
    const hint = "configure one of the two: both set the authorization header";
    errors.push({ field: "config.oauth2", message: "does not go with Basic authentication", hint });
  }
  if (oauth2.client_secret !== undefined) {
    secrets.set(field, { kind: "given", text: oauth2.client_secret });
  } else if (stored?.keepsClientSecret === true) {
    secrets.set(field, { kind: "kept", field });
  } else {
    const hint = "there is no stored secret: give one";
    errors.push({ field: "config.oauth2.client_secret", message: "is missing", hint });
  }
  const { token_url: tokenUrl, client_id: clientId, client_auth: clientAuth } = oauth2;
  const { scope, audience, resource, parameters } = oauth2;
  resolveParameters(parameters ?? [], stored?.oauth2ParameterNames, secrets, errors);
  return {
    tokenUrl,
    clientId,
    ...defined({ scope, audience, resource, parameterNames: parameters?.map(({ name }) => name) }),
    clientAuth,
  };
}

function resolveParameters(
  parameters: readonly { readonly name: string; readonly value?: string | undefined }[],
  storedNames: readonly string[] | undefined,
  secrets: Map<string, SecretSource>,
  errors: FieldError[],
): void {
  errors.push(...parameterErrors(parameters.map(({ name }) => name)));
  for (const [index, { name, value }] of parameters.entries()) {
    const source = sourceOf(value, storedNames?.indexOf(name), oauth2ParameterField);
    if (source === undefined) {
      const field = `config.oauth2.parameters[${index}].value`;
      const hint = "there is no stored value of this parameter: give one";
      errors.push({ field, message: "is missing", hint });
    } else {
      secrets.set(oauth2ParameterField(index), source);
    }
  }
}

/** The value that is given, or else the one that is stored at a place of a list. */
function sourceOf(
  value: string | undefined,
  storedAt: number | undefined,
  fieldAt: (index: number) => string,
): SecretSource | undefined {
  if (value !== undefined) return { kind: "given", text: value };
  return storedAt === undefined || storedAt === -1
    ? undefined
    : { kind: "kept", field: fieldAt(storedAt) };
}

/** Seals the secrets of a webhook, each for its own field; one that stays in its field again, if the vault key has changed. */
export async function sealSecrets(
  vault: CredentialVault,
  webhook: Tenant & { readonly id: string },
  secrets: Credentials["secrets"],
  stored: Webhook["sealed"] = {},
): Promise<Webhook["sealed"]> {
  const sealed = await Promise.all(
    Array.from(secrets, async ([field, source]) => {
      if (source.kind === "kept" && source.field === field) {
        return [field, await resealed(vault, webhook, field, stored[field] ?? "")];
      }
      const plain =
        source.kind === "given"
          ? source.text
          : await vault.open(stored[source.field] ?? "", webhookSealContext(webhook, source.field));
      return [field, await vault.seal(plain, webhookSealContext(webhook, field))];
    }),
  );
  return Object.fromEntries(sealed) as Webhook["sealed"];
}

/**
 * A sealed field under the current vault key. One that cannot be opened stays as it is: whoever changes a webhook may be about
 * to fix something else, and the attempts tell of it.
 */
export async function resealed(
  vault: Pick<CredentialVault, "reseal">,
  webhook: Tenant & { readonly id: string },
  field: string,
  jwe: string,
): Promise<string> {
  try {
    return await vault.reseal(jwe, webhookSealContext(webhook, field));
  } catch (error) {
    if (error instanceof VaultError) return jwe;
    throw error;
  }
}
