import { webhookIdFrom } from "../../shared/domain/identifiers.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import { MAX_WEBHOOKS_PER_TENANT, type Webhook } from "../../shared/domain/webhook.ts";
import { problem, type Problem } from "../../shared/runtime/problem.ts";
import { sealSecrets, settleCredentials } from "./credentials.ts";
import { readRetry } from "./webhook-document.ts";
import type { WebhookPorts } from "./webhook-ports.ts";
import type { WebhookInput } from "./webhook-schemas.ts";

/** A webhook, or why there is none. */
export type WebhookOutcome = Problem | { readonly kind: "webhook"; readonly webhook: Webhook };

/**
 * Creates a webhook.
 * @param idBytes 16 bytes for its id; the same again when the same request is repeated, which then finds its own work
 */
export async function createWebhook(
  { webhooks, vault }: WebhookPorts,
  tenant: Tenant,
  input: WebhookInput,
  { idBytes, nowMs }: { readonly idBytes: Uint8Array; readonly nowMs: number },
): Promise<WebhookOutcome> {
  const settled = settleCredentials(input.config ?? {});
  if (settled.kind === "problem") return settled;
  const id = webhookIdFrom(idBytes);
  const { secrets } = settled.credentials;
  const webhook: Webhook = {
    ...tenant,
    id,
    version: 1,
    status: "enabled",
    createdAtMs: nowMs,
    modifiedAtMs: nowMs,
    sealed: await sealSecrets(vault, { ...tenant, id }, secrets),
    ...configured(input, settled.credentials),
  };
  const creation = await webhooks.create(webhook);
  if (creation === "no_tenant" || creation === "limit_reached") return refusal(creation);
  const present = creation === "exists" ? await webhooks.read(tenant, id) : webhook;
  return { kind: "webhook", webhook: present ?? webhook };
}

function refusal(creation: "no_tenant" | "limit_reached"): Problem {
  return creation === "no_tenant"
    ? problem("not-found", "The application of this API key has been deleted.")
    : problem("limit-reached", `There are ${MAX_WEBHOOKS_PER_TENANT} webhooks: delete one first.`);
}

/** The part of a webhook that a request configures, its secrets aside. */
export function configured(
  input: WebhookInput,
  credentials: Pick<Webhook["config"], "basicAuthUsername" | "customHeaderNames">,
): Pick<Webhook, "name" | "endpoint" | "events" | "profile" | "config"> {
  const { name, endpoint, events, profile, config = {} } = input;
  const { basicAuthUsername, customHeaderNames } = credentials;
  const { retry, timeout_seconds: timeoutSeconds } = config;
  return {
    ...(name !== undefined && { name }),
    endpoint,
    events,
    ...(profile !== undefined && { profile }),
    config: {
      ...(basicAuthUsername !== undefined && { basicAuthUsername }),
      customHeaderNames,
      ...(retry !== undefined && { retry: readRetry(retry) }),
      ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    },
  };
}
