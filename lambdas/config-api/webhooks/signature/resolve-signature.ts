import type { Tenant } from "../../../shared/domain/tenant.ts";
import {
  PREVIOUS_SIGNATURE_SECRETS_FIELD,
  SIGNATURE_SECRET_FIELD,
  type SignatureScheme,
} from "../../../shared/domain/webhook.ts";
import { type FieldError, invalidFields, type Problem } from "../../http/problem.ts";
import type { Credentials } from "../authentication/credentials.ts";
import { signatureHeaderError } from "../authentication/custom-headers.ts";
import type { WebhookPorts } from "../webhook-ports.ts";
import type { WebhookInput } from "../webhook-schemas.ts";
import { makeSignatureSecret, schemeOf, secretError, usesSecret } from "./signature-secret.ts";

/** Credentials that can sign by the webhook's scheme. */
export interface ResolvedSignature {
  readonly kind: "signature";
  readonly secrets: Credentials["secrets"];
  /** The secret that was made now: shown once. */
  readonly madeSecret?: string;
}

/**
 * Sees to it that a webhook can sign: makes a secret where its scheme needs one and there is none,
 * neither its own nor (for HMAC) its environment's; makes sure that its tenant has signing keys
 * where it signs JWS.
 * @param present the scheme until now: a stored secret of another scheme is not kept, since it may
 *   be none for this one
 */
export async function resolveSignature(
  ports: Pick<WebhookPorts, "legacySecrets" | "ensureSigningKeys">,
  tenant: Tenant,
  input: WebhookInput,
  secrets: Credentials["secrets"],
  present?: SignatureScheme,
): Promise<Problem | ResolvedSignature> {
  const scheme = schemeOf(input);
  const error = secretError(scheme, input.config?.signature?.secret);
  if (error !== undefined) return invalidFields([error]);
  const header = input.config?.signature?.header_name;
  const names = input.config?.custom_headers?.map(({ header_name: name }) => name) ?? [];
  const headerError =
    header === undefined ? undefined : signatureHeaderError(header, scheme, names);
  if (headerError !== undefined) return invalidFields([headerError]);
  const formErrors = errorsOfForm(scheme, input.config?.signature);
  if (formErrors.length > 0) return invalidFields(formErrors);
  if (scheme === "jws") await ports.ensureSigningKeys(tenant);
  if (!usesSecret(scheme)) return { kind: "signature", secrets };
  const source = secrets.get(SIGNATURE_SECRET_FIELD);
  const isOfOtherScheme = source?.kind === "kept" && present !== scheme;
  const isReady =
    source === undefined
      ? scheme === "hmac" && (await ports.legacySecrets.read(tenant)) !== undefined
      : !isOfOtherScheme;
  if (isReady) return { kind: "signature", secrets };
  const madeSecret = makeSignatureSecret(scheme);
  const made = new Map(secrets).set(SIGNATURE_SECRET_FIELD, { kind: "given", text: madeSecret });
  made.delete(PREVIOUS_SIGNATURE_SECRETS_FIELD);
  return { kind: "signature", secrets: made, madeSecret };
}

/** How an HMAC is written says nothing to other schemes. */
function errorsOfForm(
  scheme: SignatureScheme,
  signature: NonNullable<WebhookInput["config"]>["signature"] = { scheme },
): FieldError[] {
  if (scheme === "hmac") return [];
  const hint = "leave it out, or use the scheme hmac";
  return (["algorithm", "encoding", "prefix"] as const)
    .filter((name) => signature[name] !== undefined)
    .map((name) => ({
      field: `config.signature.${name}`,
      message: `does not go with the scheme ${scheme}`,
      hint,
    }));
}
