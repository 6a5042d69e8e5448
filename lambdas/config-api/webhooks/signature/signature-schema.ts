import * as z from "zod";

import { HMAC_ALGORITHMS, HMAC_ENCODINGS } from "../../../shared/domain/hmac-signature.ts";
import { SIGNATURE_SCHEMES } from "../../../shared/domain/webhook.ts";
import { boundedText, line, strict } from "../../http/fields.ts";
import { HEADER_NAME, MAX_HEADER_NAME_LENGTH } from "../authentication/custom-headers.ts";

/** Longest signature secret of a webhook's own. */
const MAX_SECRET_LENGTH = 256;
/** Longest text before an HMAC: `sha512=`, `HMAC-SHA256 Signature=`. */
const MAX_PREFIX_LENGTH = 64;
/** What may stand at the beginning of a header's value: a blank there would be lost. */
const PREFIX = /^(?:[\x21-\x7e][\x20-\x7e]*)?$/u;

/** The name of a header. */
export const headerName = boundedText(MAX_HEADER_NAME_LENGTH).regex(
  HEADER_NAME,
  "use letters, digits and - (a token of RFC 9110)",
);

/** How to make and write an HMAC. No `default`: generated clients send one with every scheme. */
const hmacForm = {
  algorithm: z
    .enum(HMAC_ALGORITHMS)
    .optional()
    .meta({ description: "For `hmac`: the hash; by default `sha256`." }),
  encoding: z
    .enum(HMAC_ENCODINGS)
    .optional()
    .meta({ description: "For `hmac`: how it is written; by default in `hex`." }),
  prefix: z
    .string()
    .max(MAX_PREFIX_LENGTH, { abort: true })
    .regex(PREFIX, "use visible ASCII, blanks not in front")
    .optional()
    .meta({
      description: "For `hmac`: what stands before it; by default nothing.",
      examples: ["sha256="],
    }),
};

/** `config.signature` of a request. */
export const signatureSchema = strict({
  scheme: z.enum(SIGNATURE_SCHEMES),
  secret: line(MAX_SECRET_LENGTH).optional(),
  header_name: headerName.optional().meta({
    description:
      "Header of the signature, for `jws` and `hmac`; otherwise JWS-SIGNATURE and X-SIGNATURE.",
  }),
  ...hmacForm,
}).meta({
  description:
    "How requests are signed. `hmac` and `standard` take a secret of your own; without one it is made, and shown once.",
});

/** `config.signature` in an answer. */
export const signatureOut = z.object({
  scheme: z.enum(SIGNATURE_SCHEMES),
  header_name: z.string().optional(),
  algorithm: hmacForm.algorithm,
  encoding: hmacForm.encoding,
  prefix: z.string().optional(),
  secret: z
    .string()
    .optional()
    .meta({ description: "Only in the answer to the request that had it made." }),
});
