import { defined } from "../../shared/domain/defined.ts";
import type { HmacForm } from "../../shared/domain/hmac-signature.ts";
import { webhookIdFrom } from "../../shared/domain/identifiers.ts";
import { webhookSealContext } from "../../shared/domain/seal-context.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import { SIGNATURE_SECRET_FIELD, type Webhook } from "../../shared/domain/webhook.ts";
import type { Change } from "../changes/domain/change.ts";
import type { Problem } from "../http/problem.ts";
import {
  type Authentication,
  resolveAuthentication,
} from "./authentication/resolve-authentication.ts";
import { type CredentialVault, sealSecrets } from "./authentication/seal-secrets.ts";
import { attributesProblem } from "./check-attributes.ts";
import { creationProblem } from "./creation-problem.ts";
import { readRetry } from "./retry-document.ts";
import { resolveSignature } from "./signature/resolve-signature.ts";
import { webhookChange } from "./webhook-change.ts";
import type { WebhookPorts } from "./webhook-ports.ts";
import type { WebhookConfigInput, WebhookInput } from "./webhook-schemas.ts";

/** A webhook, or why there is none. */
export type WebhookOutcome =
  | Problem
  | {
      readonly kind: "webhook";
      readonly webhook: Webhook;
      /** A signature secret that was made by this request: shown once. */
      readonly madeSecret?: string;
      /** What was stored by this request; absent when all was so already. */
      readonly change?: Change | undefined;
    };

/**
 * Creates a webhook.
 * @param idBytes 16 bytes for its id; the same again when the same request is repeated, which then
 *   finds its own work
 */
export async function createWebhook(
  ports: WebhookPorts,
  tenant: Tenant,
  input: WebhookInput,
  { idBytes, nowMs }: { readonly idBytes: Uint8Array; readonly nowMs: number },
): Promise<WebhookOutcome> {
  const refused = await attributesProblem(ports, tenant, input);
  if (refused !== undefined) return refused;
  const resolved = await resolveAuthentication(input, nowMs);
  if (resolved.kind === "problem") return resolved;
  const signature = await resolveSignature(ports, tenant, input, resolved.credentials.secrets);
  if (signature.kind === "problem") return signature;
  const { webhooks, vault } = ports;
  const id = webhookIdFrom(idBytes);
  const webhook: Webhook = {
    ...tenant,
    id,
    version: 1,
    status: "enabled",
    createdAtMs: nowMs,
    modifiedAtMs: nowMs,
    sealed: await sealSecrets(vault, { ...tenant, id }, signature.secrets),
    ...configured(input, resolved.credentials),
  };
  const creation = await webhooks.create(webhook);
  if (creation === "no_tenant" || creation === "limit_reached") {
    return creationProblem(creation, "webhooks");
  }
  if (creation === "created") {
    const { madeSecret, secrets } = signature;
    const change = webhookChange(undefined, webhook, secrets);
    return { kind: "webhook", webhook, ...defined({ madeSecret }), change };
  }
  const present = (await webhooks.read(tenant, id)) ?? webhook;
  const madeSecret =
    signature.madeSecret === undefined ? undefined : await ownSecret(vault, present);
  return {
    kind: "webhook",
    webhook: present,
    ...defined({ madeSecret }),
  };
}

/** The secret a webhook was created with; for a repeated request, the one made first. */
async function ownSecret(vault: CredentialVault, webhook: Webhook): Promise<string | undefined> {
  const jwe = webhook.sealed[SIGNATURE_SECRET_FIELD];
  return jwe === undefined
    ? undefined
    : vault.open(jwe, webhookSealContext(webhook, SIGNATURE_SECRET_FIELD));
}

/** The part of a webhook that a request configures, its secrets aside. */
export function configured(
  input: WebhookInput,
  credentials: Omit<Authentication, "secrets">,
): Pick<Webhook, "name" | "endpoint" | "events" | "attributes" | "filter" | "profile" | "config"> {
  const { name, endpoint, events, attributes, filter, profile, config = {} } = input;
  const { basicAuthUsername, oauth2, mtls, customHeaderNames } = credentials;
  const { retry, signature } = config;
  return {
    endpoint,
    events,
    ...defined({ name, attributes, filter, profile }),
    config: {
      customHeaderNames,
      ...defined({
        basicAuthUsername,
        oauth2,
        mtls,
        signatureScheme: signature?.scheme,
        signatureHeader: signature?.header_name,
        hmacForm: hmacFormOf(signature),
        contentType: config.content_type,
        retry: retry && readRetry(retry),
        timeoutSeconds: config.timeout_seconds,
        rateLimit: config.rate_limit?.per_second,
        maxInFlight: config.max_in_flight,
      }),
    },
  };
}

/** How the HMAC is made and written, as far as the request says so. */
function hmacFormOf({
  algorithm,
  encoding,
  prefix,
}: Partial<NonNullable<WebhookConfigInput["signature"]>> = {}): Partial<HmacForm> | undefined {
  const form = defined({ algorithm, encoding, prefix });
  return Object.keys(form).length === 0 ? undefined : form;
}
