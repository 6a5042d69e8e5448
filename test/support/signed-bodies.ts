import { makeJwsSigner } from "../../lambdas/shared/attempt/signing/jws-signer.ts";
import {
  makeHmacSigner,
  makeStandardSigner,
} from "../../lambdas/shared/attempt/signing/signer-of.ts";
import { compactJson } from "../../lambdas/shared/domain/json-text.ts";
import { SIGNATURE_HEADERS } from "../../lambdas/shared/profiles/profile.ts";
import { makeSigningKeyMaker } from "../../lambdas/shared/signing-keys/make-signing-key.ts";
import { makeVault } from "../../lambdas/shared/vault/vault.ts";
import { makeFakeSecretsManager } from "./fakes/fake-secrets-manager.ts";

/** The schemes that sign. */
export type SigningScheme = "jws" | "hmac" | "standard";

/**
 * What a receiver gets of one attempt, as far as signatures go, and what it was told beforehand.
 */
export interface SignedBody {
  readonly scheme: SigningScheme;
  /** What the producer wrote. */
  readonly payload: string;
  readonly body: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for `jws`. */
  readonly secret: string;
}

/** The secret of each scheme that has one; that for HMAC is no word of ASCII. */
const SECRETS = {
  hmac: 'pässwörd "with" a tab\t and 🔑',
  standard: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
} as const;

/** Whose deliveries these are. */
const TENANT = { application: "acme", environment: "production" } as const;

/** The id of every delivery here. */
const DELIVERY_ID = `dlv_${"0".repeat(21)}1_${"0".repeat(21)}2`;

/** Our signers with keys and secrets of their own, and the public key as receivers get it. */
export interface TestSigners {
  readonly kid: string;
  readonly publicKeyPem: string;
  /** What an attempt would send of a payload. */
  sign(scheme: SigningScheme, payload: string): Promise<SignedBody>;
}

/** Makes signers as deliver composes them. */
export async function makeTestSigners(): Promise<TestSigners> {
  const now = (): number => Date.now();
  const { client } = makeFakeSecretsManager({ "vault-key": "a generated text" });
  const vault = makeVault({ secretsManager: client, keyId: "vault-key", now });
  const key = await makeSigningKeyMaker(vault)(TENANT, 0, now());
  const signers = {
    jws: makeJwsSigner({
      keys: { list: () => Promise.resolve([key]) },
      vault,
      intervalMs: 86_400_000,
    })(TENANT, SIGNATURE_HEADERS.jws),
    hmac: makeHmacSigner({ current: SECRETS.hmac, previous: [] }, SIGNATURE_HEADERS.hmac),
    standard: makeStandardSigner({ current: SECRETS.standard, previous: [] }),
  };
  return {
    kid: key.kid,
    publicKeyPem: key.publicKeyPem,
    async sign(scheme, payload) {
      const nowMs = now();
      const compact = compactJson(payload);
      const signed = await signers[scheme]({ deliveryId: DELIVERY_ID, payload: compact, nowMs });
      if (!signed.ok) throw new Error(signed.message);
      const { body, headers: flat } = signed;
      const headers = Object.fromEntries(
        flat.flatMap((name, index) =>
          index % 2 === 0 ? [[name.toLowerCase(), flat[index + 1] ?? ""]] : [],
        ),
      );
      return { scheme, payload, body, headers, secret: scheme === "jws" ? "" : SECRETS[scheme] };
    },
  };
}
