/**
 * Everything that some language takes for white space: JavaScript's `\s`, Java's and Python's
 * (U+001C … U+001F and U+0085 among them), and U+180E and U+200B, which older Unicode versions
 * called so.
 */
// oxlint-disable-next-line no-control-regex, no-misleading-character-class -- they are meant
const WHITE_SPACE = /[\s\u001c-\u001f\u0085\u180e\u200b]/gu;

/**
 * The same JSON without any white space, that inside strings written as `\u0020`-style escapes.
 * TransactionLink's receivers are told to "remove all whitespace from the payload" before they
 * verify its signature: this body is the same with and without that, so it verifies both for those
 * who do and for those who do not.
 * @param compactText JSON that has no white space between its tokens, as `compactJson` gives it
 */
export function spacelessJson(compactText: string): string {
  return compactText.replace(
    WHITE_SPACE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
