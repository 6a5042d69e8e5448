import { type HmacForm, hmacSignature } from "../../domain/hmac-signature.ts";
import { liveSecrets, type SigningSecrets } from "../../domain/signing-secrets.ts";
import { standardSignature } from "../../domain/standard-webhooks-signature.ts";
import type { Tenant } from "../../domain/tenant.ts";
import type { Webhook } from "../../domain/webhook.ts";
import type { Profile } from "../../profiles/profile.ts";

/** What one attempt sends: the body, and what is made of it. */
export interface SignedBody {
  readonly body: string;
  /** Name, value, name, value … */
  readonly headers: readonly string[];
}

/** One attempt, as its signature sees it. */
export interface Signable {
  readonly deliveryId: string;
  /** Compact JSON. */
  readonly payload: string;
  readonly nowMs: number;
}

/** Signs each attempt's body with the key or secret live then; a message says why it cannot. */
export type BodySigner = (
  message: Signable,
) => Promise<
  ({ readonly ok: true } & SignedBody) | { readonly ok: false; readonly message: string }
>;

/** Signs a tenant's JWS into the header of this name; all its webhooks share the keys. */
export type JwsSigner = (tenant: Tenant, header: string) => BodySigner;

const NO_SECRET = { ok: false, message: "the webhook has no signature secret" } as const;

/** The signer of a webhook; `undefined` where nothing is signed. */
export function signerOf(
  webhook: Webhook,
  { signature, signatureHeaders }: Pick<Profile, "signature" | "signatureHeaders">,
  secrets: SigningSecrets,
  jwsSigner: JwsSigner,
): BodySigner | undefined {
  switch (signature) {
    case "jws":
      return jwsSigner(webhook, signatureHeaders.jws);
    case "hmac":
      return makeHmacSigner(secrets, signatureHeaders.hmac, webhook.config.hmacForm);
    case "standard":
      return makeStandardSigner(secrets);
    case "none":
      return undefined;
  }
}

/**
 * HMAC over the raw body. There is room for one signature only: during an overlap that was asked
 * for, the secret before the rotation goes on signing; without one the new secret signs at once.
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
        ? NO_SECRET
        : { ok: true, body: payload, headers: [header, hmacSignature(secret, payload, form)] },
    );
  };
}

/** Standard Webhooks: the message id is the delivery's, the time is the attempt's. */
export function makeStandardSigner(secrets: SigningSecrets): BodySigner {
  return ({ deliveryId: id, payload: body, nowMs }) => {
    const live = liveSecrets(secrets, nowMs);
    if (live.length === 0) return Promise.resolve(NO_SECRET);
    const timestampSeconds = Math.floor(nowMs / 1000);
    const signature = standardSignature(live, { id, timestampSeconds, body });
    const headers = [
      "webhook-id",
      id,
      "webhook-timestamp",
      String(timestampSeconds),
      "webhook-signature",
      signature,
    ];
    return Promise.resolve({ ok: true, body, headers });
  };
}
