import { isCallbackConfig } from "../../shared/domain/callback-webhook.ts";
import { movedSecrets } from "../../shared/domain/credential-origins.ts";
import { defined } from "../../shared/domain/defined.ts";
import type { JsonObject } from "../../shared/domain/json-object.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import {
  BASIC_AUTH_PASSWORD_FIELD,
  CLIENT_IDENTITY_FIELD,
  OAUTH2_CLIENT_SECRET_FIELD,
  oauth2ParameterIndex,
  PREVIOUS_SIGNATURE_SECRETS_FIELD,
  SIGNATURE_SECRET_FIELD,
  type Webhook,
} from "../../shared/domain/webhook.ts";
import { profileOf } from "../../shared/profiles/profiles.ts";
import { invalidFields, noSuch, type Problem, problem } from "../http/problem.ts";
import { validate } from "../http/read-call.ts";
import { applyPatch } from "./apply-patch.ts";
import type { Credentials } from "./authentication/credentials.ts";
import {
  makeReadMtls,
  type ReadMtls,
  resolveAuthentication,
} from "./authentication/resolve-authentication.ts";
import { sealSecrets } from "./authentication/seal-secrets.ts";
import { attributesProblem } from "./check-attributes.ts";
import { configured, type WebhookOutcome } from "./create-webhook.ts";
import { resolveSignature } from "./signature/resolve-signature.ts";
import { unknownRemovals } from "./unknown-removals.ts";
import { type GivenSecrets, webhookChange } from "./webhook-change.ts";
import type { WebhookPorts, WebhookStore } from "./webhook-ports.ts";
import type { WebhookInput } from "./webhook-schemas.ts";

const HINT =
  "what is stored was given for another origin and does not follow: give it in this request, or null to remove it";

/**
 * Names the credentials that a change has to give again, since they would go to another origin than
 * the one that they were given for: whoever may change a webhook need not know them. Signature
 * secrets are never sent, and stay.
 */
function movedSecretsProblem(
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

/** Changes that meet others are made again on what is there then, so many times in all. */
const MOST_TRIES = 5;

/** The sealed fields that a patch leaves as they are, unless it gives a new secret. */
const SIGNATURE_FIELDS = [SIGNATURE_SECRET_FIELD, PREVIOUS_SIGNATURE_SECRETS_FIELD];

/** A changed webhook; the present one itself when there is nothing to change. */
interface Changed {
  readonly changed: Webhook;
  /** A signature secret that was made for it: shown once. */
  readonly madeSecret?: string;
  /** The secrets that it was given. */
  readonly secrets?: GivenSecrets;
}

/** Makes the changed webhook of the present one. */
type Change = (webhook: Webhook) => Problem | Changed | Promise<Problem | Changed>;

/**
 * A webhook that users may see: all but the hidden one that holds the `callback_config`, which
 * belongs to the operator.
 */
export async function readWebhook(
  { webhooks }: { readonly webhooks: Pick<WebhookStore, "read"> },
  tenant: Tenant,
  id: string,
): Promise<Webhook | undefined> {
  const webhook = await webhooks.read(tenant, id);
  return webhook === undefined || isCallbackConfig(webhook) ? undefined : webhook;
}

/** Changes a webhook by a JSON merge patch (RFC 7396). */
export async function patchWebhook(
  ports: WebhookPorts,
  tenant: Tenant,
  id: string,
  patch: JsonObject,
  nowMs: number,
): Promise<WebhookOutcome> {
  const readMtls = makeReadMtls();
  return changeWebhook(ports, tenant, id, (webhook) =>
    webhook.hidden === true ? noSuch("webhook") : patched(ports, webhook, patch, nowMs, readMtls),
  );
}

/** Enables a webhook, or pauses it. */
export async function setWebhookStatus(
  ports: Pick<WebhookPorts, "webhooks">,
  tenant: Tenant,
  id: string,
  status: "enabled" | "disabled",
  nowMs: number,
): Promise<WebhookOutcome> {
  return changeWebhook(ports, tenant, id, (webhook) => {
    if (isCallbackConfig(webhook)) return noSuch("webhook");
    if (webhook.status === status) return { changed: webhook };
    const { statusReason: _, ...rest } = webhook;
    const reason = status === "disabled" ? { statusReason: "disabled through the API" } : {};
    const version = webhook.version + 1;
    return { changed: { ...rest, ...reason, status, version, modifiedAtMs: nowMs } };
  });
}

/** Makes a change on the webhook as it is; again when another change came in between. */
export async function changeWebhook(
  { webhooks }: Pick<WebhookPorts, "webhooks">,
  tenant: Tenant,
  id: string,
  change: Change,
): Promise<WebhookOutcome> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
    const webhook = await webhooks.read(tenant, id);
    if (webhook === undefined) return noSuch("webhook");
    const result = await change(webhook);
    if ("kind" in result) return result;
    const { changed, madeSecret, secrets } = result;
    const isDone = changed === webhook || (await webhooks.replace(changed, webhook.version));
    if (isDone) {
      const made = madeSecret === undefined ? {} : { madeSecret };
      const what = webhookChange(webhook, changed, secrets);
      return { kind: "webhook", webhook: changed, ...made, change: what };
    }
  }
  return problem("conflict", "Others keep changing this webhook. Try again in a moment.");
}

async function patched(
  ports: WebhookPorts,
  webhook: Webhook,
  patch: JsonObject,
  nowMs: number,
  readMtls: ReadMtls,
): Promise<Problem | Changed> {
  const { schemas, vault } = ports;
  const unknown = unknownRemovals(schemas.changed, patch);
  if (unknown.length > 0) return invalidFields(unknown);
  const { document, kept } = applyPatch(webhook, patch);
  const reading = validate(schemas.changed, document, "body");
  if (reading.kind === "problem") return reading;
  const input = reading.value;
  const refused = await attributesProblem(ports, webhook, input);
  if (refused !== undefined) return refused;
  const { customHeaderNames, oauth2 } = webhook.config;
  const stored = {
    customHeaderNames,
    keepsPassword: kept.has(BASIC_AUTH_PASSWORD_FIELD),
    keepsClientSecret: kept.has(OAUTH2_CLIENT_SECRET_FIELD),
    oauth2ParameterNames: oauth2?.parameterNames ?? [],
    ...(kept.has(CLIENT_IDENTITY_FIELD) && { mtls: webhook.config.mtls }),
    otherFields: SIGNATURE_FIELDS.filter((field) => field in webhook.sealed),
  };
  const resolved = await resolveAuthentication(input, nowMs, stored, readMtls);
  if (resolved.kind === "problem") return resolved;
  const moved = movedSecretsProblem(webhook, input, resolved.credentials);
  if (moved !== undefined) return moved;
  const { secrets } = resolved.credentials;
  const { signature: present } = profileOf(webhook);
  const signature = await resolveSignature(ports, webhook, input, secrets, present);
  if (signature.kind === "problem") return signature;
  const { madeSecret } = signature;
  const { id, application, environment, status, statusReason, createdAtMs } = webhook;
  const changed: Webhook = {
    id,
    application,
    environment,
    status,
    ...defined({ statusReason }),
    createdAtMs,
    version: webhook.version + 1,
    modifiedAtMs: nowMs,
    sealed: await sealSecrets(vault, webhook, signature.secrets, webhook.sealed),
    ...configured(input, resolved.credentials),
    ...(webhook.filter !== undefined &&
      !Object.hasOwn(patch, "filter") && { filter: webhook.filter }),
  };
  const { secrets: given } = signature;
  return { changed, ...defined({ madeSecret }), secrets: given };
}
