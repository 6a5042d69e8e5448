import type { SigningSecrets } from "../../domain/signing-secrets.ts";
import type { Webhook } from "../../domain/webhook.ts";
import type { Profile } from "../../profiles/profile.ts";
import type { BodySigner, JwsSigner } from "../ports.ts";
import { makeHmacSigner } from "./hmac-signer.ts";
import { makeStandardSigner } from "./standard-signer.ts";

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
