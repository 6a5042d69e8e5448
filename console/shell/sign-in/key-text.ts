/** Longest credential that the API looks at, in characters. */
const MAX_LENGTH = 512;

/**
 * What is wrong with a text that ought to be an API key, as the rest of a sentence; undefined: it
 * may be one. The operator key has no form of its own.
 */
export function problemOfKey(text: string): string | undefined {
  if (text === "") return "is needed to sign in";
  if (/\s/u.test(text)) return "holds a blank or a line break: copy the key alone";
  if (!/^[\x21-\x7e]+$/u.test(text)) return "holds a character that no key has: copy it again";
  if (text.length > MAX_LENGTH) return "is longer than any key: copy the key alone";
  if (text.startsWith("rbp_")) return "is that of a portal link: open the link itself";
  if (text.startsWith("rbk_") && !/^rbk_.+_(?:production|sandbox)_[0-9A-Za-z]{12}_/u.test(text)) {
    return "is not whole: it has the form rbk_<application>_<environment>_<id>_<secret>";
  }
  return undefined;
}
