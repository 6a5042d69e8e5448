/** What a body is by default. */
export const DEFAULT_CONTENT_TYPE = "application/json";

/** Longest content type of a webhook, in characters: those that are registered have up to 80. */
export const MAX_CONTENT_TYPE_LENGTH = 200;

/** RFC 6838, section 4.2: letters and digits with a few marks, beginning with one of the former. */
const SUBTYPE = "[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}";
/** A token (RFC 9110, section 5.6.2), or a text in quotes without a backslash. */
const VALUE = `[!#$%&'*+.^_\`|~0-9A-Za-z-]+|"[\\t \\x21\\x23-\\x5b\\x5d-\\x7e]*"`;
const JSON_TYPE = new RegExp(
  `^application/(?:json|${SUBTYPE}\\+json)(?<parameters>(?:[ \\t]{0,8};[ \\t]{0,8}[A-Za-z0-9_-]+=(?:${VALUE}))*)$`,
  "iu",
);
const CHARSET = /;\s*charset="?(?<charset>[^";\s]*)/giu;

/**
 * Whether a content type says what a body is: JSON, or a format written in it
 * (`application/…+json`, RFC 6839), in UTF-8. At most `MAX_CONTENT_TYPE_LENGTH` characters.
 */
export function isJsonContentType(text: string): boolean {
  const parameters = JSON_TYPE.exec(text)?.groups?.["parameters"];
  if (parameters === undefined) return false;
  const charsets = Array.from(parameters.matchAll(CHARSET), ({ groups }) => groups?.["charset"]);
  return charsets.length <= 1 && charsets.every((charset) => charset?.toLowerCase() === "utf-8");
}
