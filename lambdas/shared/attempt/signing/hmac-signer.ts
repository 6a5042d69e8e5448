import { type HmacForm, hmacSignature } from "../../domain/hmac-signature.ts";
import { liveSecrets, type SigningSecrets } from "../../domain/signing-secrets.ts";
import type { BodySigner } from "../ports.ts";

/**
 * HMAC over the raw body. There is room for one signature only: during an overlap that was asked for, the secret before the
 * rotation goes on signing; without one the new secret signs at once.
 */
export function makeHmacSigner(
  secrets: SigningSecrets,
  header: string,
  form: Partial<HmacForm> = {},
): BodySigner {
  return ({ payload, nowMs }) => {
    const secret = liveSecrets(secrets, nowMs).at(-1);
    return Promise.resolve(
      secret === undefined
        ? { ok: false, message: "the webhook has no signature secret" }
        : { ok: true, body: payload, headers: [header, hmacSignature(secret, payload, form)] },
    );
  };
}
