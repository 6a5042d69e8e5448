import { callbackConfigIdOf } from "../../shared/domain/callback-webhook.ts";
import { holdsSent, originOf } from "../../shared/domain/credential-origins.ts";
import { defined } from "../../shared/domain/defined.ts";
import { type Environment, ENVIRONMENTS, type Tenant } from "../../shared/domain/tenant.ts";
import { SIGNATURE_SECRET_FIELD, type Webhook } from "../../shared/domain/webhook.ts";
import type { Change, FieldChange } from "../changes/domain/change.ts";
import { fieldProblem, invalidFields, type Problem } from "../http/problem.ts";
import type { Changed } from "../http/route.ts";
import type { Credentials } from "../webhooks/authentication/credentials.ts";
import {
  type Authentication,
  resolveAuthentication,
} from "../webhooks/authentication/resolve-authentication.ts";
import { sealSecrets } from "../webhooks/authentication/seal-secrets.ts";
import { changeWebhook } from "../webhooks/change-webhook.ts";
import { configured } from "../webhooks/create-webhook.ts";
import { creationProblem } from "../webhooks/creation-problem.ts";
import { resolveSignature } from "../webhooks/signature/resolve-signature.ts";
import { type GivenSecrets, webhookFields } from "../webhooks/webhook-change.ts";
import { showWebhook } from "../webhooks/webhook-document.ts";
import type { WebhookPorts } from "../webhooks/webhook-ports.ts";
import type { WebhookInput } from "../webhooks/webhook-schemas.ts";
import type { ApplicationOut, CallbackConfigInput } from "./application-schemas.ts";

/** Endpoint of the hidden config webhook, where nothing is sent: never a name (RFC 2606). */
const NOWHERE = "https://callbacks.invalid";

/** What configuring callbacks needs. */
export type CallbackConfigPorts = Pick<
  WebhookPorts,
  "webhooks" | "vault" | "legacySecrets" | "ensureSigningKeys"
>;

/** A config that was checked for both environments, ready to be stored. */
export interface CallbackConfig {
  readonly kind: "config";
  readonly input: WebhookInput;
  readonly credentials: Authentication;
  readonly secrets: Readonly<Record<Environment, Credentials["secrets"]>>;
  /** Where callbacks may go with it; absent: anywhere, since it has nothing that is sent. */
  readonly allowedOrigins?: readonly string[];
  /** A signature secret that was made for it, one for both environments: shown once. */
  readonly madeSecret?: string;
}

/**
 * Checks a config as a webhook's, for both environments.
 * @param legacy the legacy secrets that the same request gives: an environment that has one signs
 *   HMAC with it
 */
export async function resolveCallbackConfig(
  ports: CallbackConfigPorts,
  application: string,
  { allowed_origins: allowed, ...config }: CallbackConfigInput,
  legacy: Readonly<Partial<Record<Environment, string | null | undefined>>> = {},
  nowMs: number,
): Promise<Problem | CallbackConfig> {
  const input: WebhookInput = { endpoint: NOWHERE, events: [], profile: "relid", config };
  const resolved = await resolveAuthentication(input, nowMs);
  if (resolved.kind === "problem") return ofCallbackConfig(resolved);
  const { credentials } = resolved;
  const refused = originsProblem(allowed, credentials);
  if (refused !== undefined) return refused;
  const legacySecrets = {
    ...ports.legacySecrets,
    read: async (tenant: Tenant) => {
      const given = legacy[tenant.environment];
      return given === undefined ? ports.legacySecrets.read(tenant) : (given ?? undefined);
    },
  };
  let madeSecret: string | undefined;
  const secrets = { production: credentials.secrets, sandbox: credentials.secrets };
  for (const environment of ENVIRONMENTS) {
    const tenant = { application, environment };
    const withLegacy = { ...ports, legacySecrets };
    const signature = await resolveSignature(withLegacy, tenant, input, credentials.secrets);
    if (signature.kind === "problem") return ofCallbackConfig(signature);
    secrets[environment] = signature.secrets;
    if (signature.madeSecret !== undefined) {
      madeSecret ??= signature.madeSecret;
      const source = { kind: "given", text: madeSecret } as const;
      secrets[environment] = new Map(signature.secrets).set(SIGNATURE_SECRET_FIELD, source);
    }
  }
  return {
    kind: "config",
    input,
    credentials,
    secrets,
    ...defined({ allowedOrigins: allowed?.map((url) => originOf(url) ?? url), madeSecret }),
  };
}

/** Credentials go to the origins that their owner names with them, and nowhere else. */
function originsProblem(
  allowed: readonly string[] | undefined,
  { secrets, mtls }: Authentication,
): Problem | undefined {
  if (allowed === undefined) {
    const hint = "name the origins that get these credentials: https://example.com";
    return holdsSent([...secrets.keys()])
      ? fieldProblem("callback_config.allowed_origins", "is missing", hint)
      : undefined;
  }
  const index = allowed.findIndex((url) => URL.parse(url)?.protocol !== "https:");
  if (mtls === undefined || index === -1) return undefined;
  const hint = "use https: without TLS no certificate is shown";
  const field = `callback_config.allowed_origins[${index}]`;
  return fieldProblem(field, "does not go with a client certificate", hint);
}

/** Replaces the config with a checked one in both environments. @returns why it could not */
export async function storeCallbackConfig(
  ports: CallbackConfigPorts,
  application: string,
  config: CallbackConfig,
  nowMs: number,
  changed: Changed,
): Promise<Problem | undefined> {
  const { webhooks, vault } = ports;
  const { allowedOrigins } = config;
  const shared = configured(config.input, config.credentials);
  for (const environment of ENVIRONMENTS) {
    const tenant = { application, environment };
    const id = callbackConfigIdOf(tenant);
    const webhook: Webhook = {
      ...tenant,
      id,
      // From the time on, not from 1: one that was taken away before must not be remembered in
      // place of this.
      version: nowMs,
      hidden: true,
      status: "enabled",
      createdAtMs: nowMs,
      modifiedAtMs: nowMs,
      sealed: await sealSecrets(vault, { ...tenant, id }, config.secrets[environment]),
      ...shared,
      config: { ...shared.config, ...defined({ allowedOrigins }) },
    };
    const creation = await webhooks.create(webhook);
    if (creation === "no_tenant" || creation === "limit_reached") {
      return creationProblem(creation, "webhooks");
    }
    let before: Webhook | undefined;
    if (creation === "exists") {
      const outcome = await changeWebhook({ webhooks }, tenant, id, (present) => {
        before = present;
        const { version, createdAtMs } = present;
        return { changed: { ...webhook, version: version + 1, createdAtMs } };
      });
      if (outcome.kind === "problem") return outcome;
    }
    changed(callbackConfigChange(before, webhook, config.secrets[environment]));
  }
  return undefined;
}

/** Takes the config away from both environments. */
export async function removeCallbackConfig(
  { webhooks }: Pick<CallbackConfigPorts, "webhooks">,
  application: string,
  changed: Changed,
): Promise<void> {
  for (const environment of ENVIRONMENTS) {
    const tenant = { application, environment };
    const id = callbackConfigIdOf(tenant);
    const before = await webhooks.read(tenant, id);
    const isRemoved = before !== undefined && (await webhooks.remove(tenant, id));
    if (isRemoved) changed(callbackConfigChange(before, undefined));
  }
}

/** The config as shown; both environments have the same, so that of the first with one. */
export async function showCallbackConfig(
  { webhooks }: Pick<CallbackConfigPorts, "webhooks">,
  application: string,
  nowMs: number,
  madeSecret?: string,
): Promise<ApplicationOut["callback_config"]> {
  for (const environment of ENVIRONMENTS) {
    const tenant = { application, environment };
    const webhook = await webhooks.read(tenant, callbackConfigIdOf(tenant));
    if (webhook !== undefined) {
      const { allowedOrigins } = webhook.config;
      return {
        ...showWebhook(webhook, nowMs, { madeSecret }).config,
        ...defined({ allowed_origins: allowedOrigins && [...allowedOrigins] }),
      };
    }
  }
  return undefined;
}

/** The problem of a webhook's config, told of this one. */
function ofCallbackConfig(found: Problem): Problem {
  return invalidFields(
    found.errors.map(({ field, ...rest }) => ({
      field: field.replace(/^config\b/u, "callback_config"),
      ...rest,
    })),
    found.errorCount,
  );
}

/**
 * What changed of the `callback_config` in one environment, by the hidden webhooks that hold it;
 * `undefined` when nothing did. It goes by the id of its application.
 */
function callbackConfigChange(
  before: Webhook | undefined,
  after: Webhook | undefined,
  given?: GivenSecrets,
): Change | undefined {
  const holder = after ?? before;
  const fields = webhookFields(before, after, given).filter(isConfig);
  if (holder === undefined || (before !== undefined && fields.length === 0)) return undefined;
  const { application, environment } = holder;
  const action = before === undefined ? "created" : after === undefined ? "deleted" : "changed";
  return { action, what: "callback_config", id: application, application, environment, fields };
}

/** The rest of the webhook is the same in all. */
function isConfig({ field }: FieldChange): boolean {
  return field.startsWith("config.");
}
