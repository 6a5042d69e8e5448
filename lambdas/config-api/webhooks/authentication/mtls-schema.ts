import * as z from "zod";

import { defined } from "../../../shared/domain/defined.ts";
import type { MtlsConfig } from "../../../shared/domain/webhook.ts";
import { boundedText, line, refusing, strict, timeOut, timeText } from "../../http/fields.ts";

/** Most characters of PEM certificates: more than stored (assemble-identity.ts), for remarks. */
const MAX_CERTIFICATES_LENGTH = 65_536;
/** Longest PEM of a private key: 6,500 for an encrypted RSA key of 8,192 bits, plus remarks. */
const MAX_PRIVATE_KEY_LENGTH = 16_384;
/** Longest base64 text of a key store or trust store: some 96 KB, of which most is let go. */
const MAX_STORE_LENGTH = 131_072;

/** With line breaks: no part may end where the next could begin, or all places are tried. */
const BASE64 = /^[A-Za-z0-9+/\s]+(?:={1,2}\s*)?$/u;

const certificates = boundedText(MAX_CERTIFICATES_LENGTH);
const store = boundedText(MAX_STORE_LENGTH).regex(
  BASE64,
  "use the base64 of the file: base64 -w0 keystore.p12",
);
const password = line(1024);

const PEM_FIELDS = ["certificate", "private_key", "passphrase"] as const;
const STORE_FIELDS = ["keystore", "keystore_password"] as const;

/**
 * `config.mtls` of a request: a client certificate as PEM or key store, a trust as PEM or trust
 * store, or both. Given as a whole: nothing of a stored one stays beside it.
 */
export const mtlsSchema = strict({
  certificate: certificates
    .optional()
    .meta({ description: "PEM: the client certificate and those above it, in any order." }),
  private_key: boundedText(MAX_PRIVATE_KEY_LENGTH).optional().meta({
    description: "PEM: its key (RSA, EC, Ed25519), plain or encrypted.",
  }),
  passphrase: password.optional().meta({ description: "Of an encrypted private key." }),
  ca: certificates.optional().meta({
    description:
      "PEM: what is trusted instead of the public authorities: authorities, or the receiver's own certificate. Also alone, or beside a key store.",
  }),
  keystore: store
    .optional()
    .meta({ description: "Base64 of a PKCS#12 or JKS file with one private key." }),
  keystore_password: password
    .optional()
    .meta({ description: "Of the store and of the key in it." }),
  truststore: store.optional().meta({
    description:
      "Base64 of a PKCS#12 or JKS file: the same as `ca` in another form. Also alone, or beside a PEM certificate.",
  }),
  truststore_password: password.optional(),
})
  .superRefine((mtls, context) => {
    const refuse = (field: string, message: string, hint: string) =>
      refusing(context)(message, hint, [field]);
    const isGiven = (field: keyof typeof mtls): boolean => mtls[field] !== undefined;
    const needs = (fields: readonly (keyof typeof mtls)[]) => {
      const hint =
        "give certificate and private_key (PEM), or keystore and keystore_password; for trust alone ca or truststore";
      for (const field of fields) if (!isGiven(field)) refuse(field, "is missing", hint);
    };
    const isPem = PEM_FIELDS.some(isGiven);
    const isStore = STORE_FIELDS.some(isGiven);
    const isTrust = isGiven("ca") || isGiven("truststore");
    if (isPem && isStore) refuse("keystore", "does not go with PEM fields", "use one of the two");
    else if (isStore) needs(STORE_FIELDS);
    else if (isPem || !isTrust) needs(["certificate", "private_key"]);
    if (isGiven("ca") && isGiven("truststore")) {
      refuse("truststore", "does not go with ca", "use one of the two");
    }
    if (mtls.truststore_password !== undefined && mtls.truststore === undefined) {
      refuse("truststore", "is missing", "give it, or leave out truststore_password");
    }
  })
  .meta({
    description:
      "Client certificate (mTLS), own trust, or both: PEM, or PKCS#12 and JKS files. Checked when it is configured, never shown. A change gives all of it.",
  });

/** `config.mtls` of a request. */
export type MtlsInput = z.output<typeof mtlsSchema>;

/** `config.mtls` in an answer. */
export const mtlsOut = z.object({
  certificate_expires_at: timeOut.optional().meta({
    description:
      "The first end among the certificates that are sent; absent where there is only a trust.",
  }),
  own_trust: z.literal(true).optional().meta({
    description:
      "`ca` or `truststore` is trusted instead of the public authorities. Not shown where both were configured before it was noted.",
  }),
});

/** A client certificate and trust as they are shown. */
export function showMtls({
  certificateExpiresAtMs,
  ownTrust,
}: MtlsConfig): z.output<typeof mtlsOut> {
  return defined({ certificate_expires_at: timeText(certificateExpiresAtMs), own_trust: ownTrust });
}
