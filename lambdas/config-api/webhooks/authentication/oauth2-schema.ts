import * as z from "zod";

import { defined } from "../../../shared/domain/defined.ts";
import type { DestinationRules } from "../../../shared/domain/destination-rules.ts";
import { CLIENT_AUTHENTICATIONS, type WebhookConfig } from "../../../shared/domain/webhook.ts";
import { boundedText, line, lineOrEmpty, list, strict } from "../../http/fields.ts";
import type { FieldError } from "../../http/problem.ts";
import { endpointUrl } from "../endpoint-url.ts";

/** Form parameters of its own that a token request may have. */
const MAX_OAUTH2_PARAMETERS = 10;
/** Longest value, in ASCII characters: ten fit the item (400 KB) of the longest webhook. */
const MAX_PARAMETER_VALUE_LENGTH = 1024;
/** Names that need no encoding in a form, or hardly any. */
const PARAMETER_NAME = /^[A-Za-z0-9_.:-]{1,64}$/u;

/** Set by Ringback, or authenticating other than configured; names in `comparable` form. */
const RESERVED: ReadonlyMap<string, string> = new Map([
  ["grant_type", "it is client_credentials"],
  ["client_id", "use config.oauth2.client_id"],
  ["client_secret", "use config.oauth2.client_secret"],
  ["client_assertion", "clients are known by their secret"],
  ["client_assertion_type", "clients are known by their secret"],
  ["scope", "use config.oauth2.scope"],
  ["audience", "use config.oauth2.audience"],
  ["resource", "use config.oauth2.resource"],
]);

/** What is wrong with the names of parameters, each with its place. */
export function parameterErrors(names: readonly string[]): FieldError[] {
  const seen = new Set<string>();
  return names.flatMap((name, index) => {
    const field = `config.oauth2.parameters[${index}].name`;
    const known = comparable(name);
    const hint = RESERVED.get(known);
    const isTwice = seen.has(known);
    seen.add(known);
    if (hint !== undefined)
      return [{ field, message: "is a parameter that cannot be replaced", hint }];
    return isTwice ? [{ field, message: "is given twice", hint: "give each parameter once" }] : [];
  });
}

/** Names some servers take for the same: in another case, and with a dot for `_`, as in PHP. */
function comparable(name: string): string {
  return name.toLowerCase().replaceAll(".", "_");
}

/** Printable ASCII, as RFC 6749 (appendix A) allows in client ids and secrets. */
const VISIBLE = /^[\x20-\x7e]*$/u;
const USE_ASCII = "use printable ASCII characters";
const visible = (max: number) => line(max).regex(VISIBLE, USE_ASCII);
/** Scopes, one blank between each two. https://www.rfc-editor.org/rfc/rfc6749#section-3.3 */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/u;

/** An absolute URI without a fragment. https://www.rfc-editor.org/rfc/rfc8707#section-2 */
const RESOURCE = /^[A-Za-z][A-Za-z0-9+.-]*:[\x21\x22\x24-\x7e]+$/u;

/** A request's `config.oauth2`; secrets missing after a merge patch stay as stored. */
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

/** OAuth 2.0 as it is shown. */
export function showOAuth2(
  oauth2: NonNullable<WebhookConfig["oauth2"]>,
): z.output<typeof oauth2Out> {
  const { tokenUrl, clientId, scope, audience, resource, parameterNames, clientAuth } = oauth2;
  return {
    token_url: tokenUrl,
    client_id: clientId,
    ...defined({
      scope,
      audience,
      resource,
      parameters: parameterNames?.map((name) => ({ name })),
    }),
    client_auth: clientAuth,
  };
}
