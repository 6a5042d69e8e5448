import * as z from "zod";

import type { DestinationRules } from "../../../shared/domain/destination-rules.ts";
import { CLIENT_AUTHENTICATIONS } from "../../../shared/domain/webhook.ts";
import { boundedText, line, lineOrEmpty, list, strict, timeOut } from "../../http/fields.ts";
import { endpointUrl } from "../endpoint-url.ts";
import {
  MAX_OAUTH2_PARAMETERS,
  MAX_PARAMETER_VALUE_LENGTH,
  PARAMETER_NAME,
} from "./oauth2-parameters.ts";

/** Longest PEM text of certificates, in characters: more than is stored (see assemble-identity.ts), with room for remarks. */
const MAX_CERTIFICATES_LENGTH = 65_536;
/** Longest PEM text of a private key: an encrypted RSA key of 8,192 bits takes 6,500; with room for remarks. */
const MAX_PRIVATE_KEY_LENGTH = 16_384;
/** Longest base64 text of a key store or trust store: some 96 KB, of which most is let go. */
const MAX_STORE_LENGTH = 131_072;

/** Printable ASCII, as RFC 6749 (appendix A) allows in client ids and secrets. */
const VISIBLE = /^[\x20-\x7e]*$/u;
const USE_ASCII = "use printable ASCII characters";
const visible = (max: number) => line(max).regex(VISIBLE, USE_ASCII);
/** Scopes, one blank between each two. https://www.rfc-editor.org/rfc/rfc6749#section-3.3 */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/u;
/** With line breaks: no part of it may end where the next one could have begun, or it would be tried from every place. */
const BASE64 = /^[A-Za-z0-9+/\s]+(?:={1,2}\s*)?$/u;

/** An absolute URI without a fragment. https://www.rfc-editor.org/rfc/rfc8707#section-2 */
const RESOURCE = /^[A-Za-z][A-Za-z0-9+.-]*:[\x21\x22\x24-\x7e]+$/u;

/** `config.oauth2` of a request; after a merge patch secrets may be missing: the stored ones then stay. */
export function oauth2Schema<
  Secret extends z.ZodType<string | undefined>,
  Value extends z.ZodType<string | undefined>,
>(rules: DestinationRules, secret: Secret, parameterValue: Value) {
  return strict({
    token_url: endpointUrl(rules, "use client_id and client_secret").meta({
      description: "Where access tokens are fetched; the rules for endpoints hold for it, too.",
      examples: ["https://example.com/oauth2/token"],
    }),
    client_id: visible(255),
    client_secret: secret,
    scope: line(1024)
      .regex(SCOPE, "use scopes with one blank between each two")
      .optional()
      .meta({ description: "Scopes with blanks between them." }),
    audience: line(1024).optional().meta({ description: "For servers that ask for one." }),
    resource: boundedText(2048)
      .regex(RESOURCE, "use an absolute URI without a fragment")
      .optional()
      .meta({
        description: "Where the token is to be used (RFC 8707), for servers that ask for it.",
        examples: ["https://example.com/hooks"],
      }),
    parameters: list(
      strict({
        name: boundedText(64).regex(PARAMETER_NAME, "use letters, digits, _ . : and -"),
        value: parameterValue,
      }),
      { max: MAX_OAUTH2_PARAMETERS },
    )
      .optional()
      .meta({
        description:
          "Further form parameters of the token request. Values are stored sealed and never shown.",
      }),
    client_auth: z.enum(CLIENT_AUTHENTICATIONS).default("basic").meta({
      description: "How client id and secret are sent: in a Basic header, or in the body.",
    }),
  }).meta({
    description: "OAuth 2.0 client credentials: requests carry an access token. Not beside Basic.",
  });
}

/** The client secret of OAuth 2.0. */
export const clientSecret = visible(1024);

/** The value of a form parameter of OAuth 2.0. */
export const parameterValue = lineOrEmpty(MAX_PARAMETER_VALUE_LENGTH).regex(VISIBLE, USE_ASCII);

const certificates = boundedText(MAX_CERTIFICATES_LENGTH);
const store = boundedText(MAX_STORE_LENGTH).regex(
  BASE64,
  "use the base64 of the file: base64 -w0 keystore.p12",
);
const password = line(1024);

const PEM_FIELDS = ["certificate", "private_key", "passphrase"] as const;
const STORE_FIELDS = ["keystore", "keystore_password"] as const;

/**
 * `config.mtls` of a request: a client certificate as PEM or key store, a trust as PEM or trust store, or both. Given as a
 * whole: nothing of a stored one stays beside it.
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
      context.addIssue({ code: "custom", path: [field], message, params: { hint } });
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

/** `config.oauth2` in an answer. */
export const oauth2Out = z.object({
  token_url: z.string(),
  client_id: z.string(),
  scope: z.string().optional(),
  audience: z.string().optional(),
  resource: z.string().optional(),
  parameters: z.array(z.object({ name: z.string() })).optional(),
  client_auth: z.enum(CLIENT_AUTHENTICATIONS),
});

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

/** Something that holds, but not for long. */
export const warningOut = z.object({ field: z.string(), message: z.string() });
