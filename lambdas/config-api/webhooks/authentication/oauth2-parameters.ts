import type { FieldError } from "../../http/problem.ts";

/** Form parameters of its own that a token request may have. */
export const MAX_OAUTH2_PARAMETERS = 10;
/** Longest value, in ASCII characters: ten fit the item (400 KB) of the longest webhook. */
export const MAX_PARAMETER_VALUE_LENGTH = 1024;
/** Names that need no encoding in a form, or hardly any. */
export const PARAMETER_NAME = /^[A-Za-z0-9_.:-]{1,64}$/u;

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
