import {
  legacySecretSealContext,
  webhookSealContext,
} from "../../../shared/domain/seal-context.ts";
import {
  readPreviousSecrets,
  rotatedSecrets,
  type RotationTimes,
  rotationTimes,
  type SigningSecrets,
  writePreviousSecrets,
} from "../../../shared/domain/signing-secrets.ts";
import type { Tenant } from "../../../shared/domain/tenant.ts";
import {
  PREVIOUS_SIGNATURE_SECRETS_FIELD,
  SIGNATURE_SECRET_FIELD,
  type Webhook,
} from "../../../shared/domain/webhook.ts";
import { profileOf } from "../../../shared/profiles/profiles.ts";
import { noSuch, problem, type Problem } from "../../http/problem.ts";
import { resealed } from "../authentication/seal-secrets.ts";
import { changeWebhook } from "../change-webhook.ts";
import type { WebhookOutcome } from "../create-webhook.ts";
import type { WebhookPorts } from "../webhook-ports.ts";
import { makeSignatureSecret, usesSecret } from "./signature-secret.ts";

const NO_SECRETS: SigningSecrets = { current: undefined, previous: [] };

/**
 * Gives a webhook a new signature secret. Without an overlap the new one signs at once. With one,
 * the old secret stays live for so long: Standard Webhooks then signs with all live secrets, HMAC,
 * which has room for one, with the oldest.
 */
export async function rotateSecret(
  ports: WebhookPorts,
  tenant: Tenant,
  id: string,
  overlapSeconds: number,
  nowMs: number,
): Promise<Problem | (Exclude<WebhookOutcome, Problem> & RotationTimes)> {
  let times = rotationTimes(NO_SECRETS, nowMs, true);
  const outcome = await changeWebhook(ports, tenant, id, async (webhook) => {
    if (webhook.hidden === true) return noSuch("webhook");
    const scheme = profileOf(webhook).signature;
    if (!usesSecret(scheme)) {
      return problem("conflict", `This webhook's signature scheme is ${scheme}: it has no secret.`);
    }
    const madeSecret = makeSignatureSecret(scheme);
    // Without an overlap what was before is not looked at: so a secret that cannot be opened can be
    // rotated away.
    const present =
      overlapSeconds === 0 ? NO_SECRETS : await openSecrets(ports, webhook, scheme === "hmac");
    const rotated = rotatedSecrets(present, madeSecret, nowMs, overlapSeconds);
    const { current, previous } = rotated;
    times = rotationTimes(rotated, nowMs, scheme === "standard");
    const seal = (text: string, field: string) =>
      ports.vault.seal(text, webhookSealContext(webhook, field));
    const { [PREVIOUS_SIGNATURE_SECRETS_FIELD]: _, ...rest } = webhook.sealed;
    const others = await Promise.all(
      Object.entries(rest).map(async ([field, jwe]) => [
        field,
        await resealed(ports.vault, webhook, field, jwe),
      ]),
    );
    const changed: Webhook = {
      ...webhook,
      version: webhook.version + 1,
      modifiedAtMs: nowMs,
      sealed: {
        ...(Object.fromEntries(others) as Webhook["sealed"]),
        [SIGNATURE_SECRET_FIELD]: await seal(current ?? madeSecret, SIGNATURE_SECRET_FIELD),
        ...(previous.length > 0 && {
          [PREVIOUS_SIGNATURE_SECRETS_FIELD]: await seal(
            writePreviousSecrets(previous),
            PREVIOUS_SIGNATURE_SECRETS_FIELD,
          ),
        }),
      },
    };
    const source = { kind: "given", text: madeSecret } as const;
    return { changed, madeSecret, secrets: new Map([[SIGNATURE_SECRET_FIELD, source]]) };
  });
  return outcome.kind === "problem" ? outcome : { ...outcome, ...times };
}

/** What signs now: a webhook's secrets, or its environment's legacy one if it never had any. */
async function openSecrets(
  { vault, legacySecrets }: WebhookPorts,
  webhook: Webhook,
  mayBeLegacy: boolean,
): Promise<SigningSecrets> {
  const own = webhook.sealed[SIGNATURE_SECRET_FIELD];
  const older = webhook.sealed[PREVIOUS_SIGNATURE_SECRETS_FIELD];
  const legacy = own === undefined && mayBeLegacy ? await legacySecrets.read(webhook) : undefined;
  const open = (jwe: string, field: string) => vault.open(jwe, webhookSealContext(webhook, field));
  return {
    current:
      own === undefined
        ? legacy === undefined
          ? undefined
          : await vault.open(legacy, legacySecretSealContext(webhook))
        : await open(own, SIGNATURE_SECRET_FIELD),
    previous:
      older === undefined
        ? []
        : readPreviousSecrets(await open(older, PREVIOUS_SIGNATURE_SECRETS_FIELD)),
  };
}
