import { randomBytes } from "node:crypto";

import { isJsonObject } from "../../../shared/domain/json-object.ts";
import {
  STANDARD_SECRET_BYTES,
  STANDARD_SECRET_PREFIX,
  standardSecretBytes,
} from "../../../shared/domain/standard-webhooks-signature.ts";
import type { SignatureScheme, Webhook } from "../../../shared/domain/webhook.ts";
import { profileNameFor, profileOf, PROFILES } from "../../../shared/profiles/profiles.ts";
import type { FieldError } from "../../http/problem.ts";
import type { WebhookOut } from "../webhook-out.ts";
import type { WebhookInput } from "../webhook-schemas.ts";

/** Bytes of a secret Ringback makes: as many as SHA-256 has, so as hard to guess as the hash. */
const MADE_SECRET_BYTES = 32;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/u;

/** The schemes whose signatures are made with a secret that the receiver shares. */
export type SecretScheme = Extract<SignatureScheme, "hmac" | "standard">;

/** Whether a scheme signs with a shared secret. */
export function usesSecret(scheme: SignatureScheme): scheme is SecretScheme {
  return scheme === "hmac" || scheme === "standard";
}

/** The scheme in force for a webhook: its own, or that of its profile. */
export function schemeOf(
  input: Pick<WebhookInput, "config" | "profile" | "events">,
): SignatureScheme {
  return (
    input.config?.signature?.scheme ??
    PROFILES[input.profile ?? profileNameFor(input.events)].signature
  );
}

/** A new secret as its scheme has it: hex for HMAC, `whsec_` + base64 for Standard Webhooks. */
export function makeSignatureSecret(scheme: SecretScheme): string {
  const bytes = randomBytes(MADE_SECRET_BYTES);
  return scheme === "hmac"
    ? bytes.toString("hex")
    : `${STANDARD_SECRET_PREFIX}${bytes.toString("base64")}`;
}

/** What is wrong with a secret that a request gives for a scheme; `undefined` when it is fine. */
export function secretError(
  scheme: SignatureScheme,
  secret: string | undefined,
): FieldError | undefined {
  const field = "config.signature.secret";
  if (secret === undefined || scheme === "hmac") {
    return undefined;
  }
  if (scheme !== "standard") {
    const hint = "leave it out, or use the scheme hmac or standard";
    return { field, message: `does not go with the scheme ${scheme}`, hint };
  }
  const text = secret.startsWith(STANDARD_SECRET_PREFIX)
    ? secret.slice(STANDARD_SECRET_PREFIX.length)
    : secret;
  const { length } = standardSecretBytes(secret);
  const { least, most } = STANDARD_SECRET_BYTES;
  const isFine = BASE64.test(text) && length >= least && length <= most;
  return isFine
    ? undefined
    : {
        field,
        message: "is not a secret of Standard Webhooks",
        hint: `use whsec_ and the base64 of ${least} to ${most} random bytes, or leave it out: one is made then`,
      };
}

/** Shortest secret without warning, for 128 bits. Earlier receivers share shorter ones. */
const UNWARNED_SECRET_BYTES = 16;

/** Warns of a secret for HMAC that a request gives and that can be guessed from one signature. */
export function shortSecretWarnings(
  webhook: Webhook,
  body: unknown,
): NonNullable<WebhookOut["warnings"]> {
  const config = isJsonObject(body) ? body["config"] : undefined;
  const signature = isJsonObject(config) ? config["signature"] : undefined;
  const secret = isJsonObject(signature) ? signature["secret"] : undefined;
  const isShort = typeof secret === "string" && Buffer.byteLength(secret) < UNWARNED_SECRET_BYTES;
  if (!isShort || profileOf(webhook).signature !== "hmac") return [];
  const message = `is shorter than ${UNWARNED_SECRET_BYTES} bytes: whoever sees a signature can guess it; POST /webhooks/{id}/secret/rotate makes a long one`;
  return [{ field: "config.signature.secret", message }];
}
