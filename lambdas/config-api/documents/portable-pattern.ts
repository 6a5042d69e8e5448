/** Shorthands languages read differently, written out: Python's `\d` is any Unicode digit. */
const SHORTHANDS: Readonly<Record<string, string>> = { d: "0-9", w: "A-Za-z0-9_" };

/**
 * A pattern as the regular expressions of other languages read it, too (Python, Java, Go, Rust):
 * without JavaScript's `\uXXXX`, in place of which the characters stand themselves, and without
 * shorthands of ASCII.
 */
export function portablePattern(source: string): string {
  let isInClass = false;
  return source.replaceAll(/\\u([\dA-Fa-f]{4})|\\?[\s\S]/gu, (token, code?: string) => {
    if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
    if (token === "[") isInClass = true;
    else if (token === "]") isInClass = false;
    const written = token.startsWith("\\") ? SHORTHANDS[token.slice(1)] : undefined;
    if (written === undefined) return token === "\\/" ? "/" : token;
    return isInClass ? written : `[${written}]`;
  });
}
