import type { SigningSecrets } from "../../domain/signing-secrets.ts";
import type { SignatureScheme } from "../../domain/webhook.ts";
import type { BodySigner } from "../ports.ts";
import { makeHmacSigner } from "./hmac-signer.ts";
import { makeStandardSigner } from "./standard-signer.ts";

/** The signer of a webhook; `undefined` where nothing is signed. */
export function signerOf(
  scheme: SignatureScheme,
  secrets: SigningSecrets,
  jwsSigner: BodySigner,
): BodySigner | undefined {
  switch (scheme) {
    case "jws":
      return jwsSigner;
    case "hmac":
      return makeHmacSigner(secrets);
    case "standard":
      return makeStandardSigner(secrets);
    case "none":
      return undefined;
  }
}
