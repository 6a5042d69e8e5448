import { liveSecrets, type SigningSecrets } from "../../domain/signing-secrets.ts";
import { standardSignature } from "../../domain/standard-webhooks-signature.ts";
import type { BodySigner } from "../ports.ts";

/** Standard Webhooks: the message id is the delivery's, so it does not change between attempts; the time is the attempt's. */
export function makeStandardSigner(secrets: SigningSecrets): BodySigner {
  return ({ deliveryId: id, payload: body, nowMs }) => {
    const live = liveSecrets(secrets, nowMs);
    if (live.length === 0) {
      return Promise.resolve({ ok: false, message: "the webhook has no signature secret" });
    }
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
