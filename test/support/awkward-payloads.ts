/** Everything that some language takes for white space, and what is often mistaken for it. */
const SPACES =
  "\u0009\u000A\u000B\u000C\u000D\u001C\u001D\u001E\u001F\u0020\u0085\u00A0\u1680\u180E\u2000\u2003\u2007\u2009\u200B\u2028\u2029\u202F\u205F\u3000\uFEFF";

/**
 * Payloads that break signatures where a side writes JSON anew, strips too much, or mistakes its
 * encoding.
 */
export const AWKWARD_PAYLOADS: readonly (readonly [title: string, text: string])[] = [
  ["an empty object", "{}"],
  ["blanks in strings", '{"text": "a b  c ", "more": " "}'],
  ["blanks in names", '{ "a b": 1, " ": 2, "": 3 }'],
  ["line breaks and tabs between tokens", '{\r\n\t"a" :\n[ 1 ,\t2 ]\n}\n'],
  ["line breaks and tabs in strings", String.raw`{"a\n\tb": "c\r\n\td"}`],
  ["a no-break space", '{"a\u00A0b": "c\u00A0d"}'],
  ["line and paragraph separators", '{"a\u2028b": "c\u2028\u2029d"}'],
  ["byte order marks", '{"\uFEFFa": "\uFEFFb\uFEFF"}'],
  ["every white space of every language", JSON.stringify({ [SPACES]: SPACES })],
  ["the same, bare where JSON allows it", `{"a": "${SPACES.replaceAll(/[\0-\u001F]/gu, "")}"}`],
  ["white space already escaped", String.raw`{"a\u0020b": "\u00a0\u2028\u0009 \\u0020"}`],
  ["quotes and backslashes", String.raw`{"q\"": "\"\\\" \\", "\\ ": "\\\\ \/"}`],
  ["astral characters", '{"😀 𝒳": "👩‍👩‍👧 \u{10FFFD}"}'],
  ["lone surrogates, escaped", String.raw`{"a": "\ud800 \udc00"}`],
  ["NUL and DEL", String.raw`{"a": "\u0000 ${"\u007F"}"}`],
  ["beyond ASCII", '{"ключ 漢字": "Zażółć gęślą jaźń – naïve"}'],
  ["texts of numbers", '{"n": [1e21, 0.1, -0, 5.00, 12345678901234567890, 1E-7, -0.0e+0]}'],
  ["names that are numbers", '{"10": 1, "2": 2, "-1": 3, "1.0": 4}'],
  ["what looks like a signature", '{"a": "eyJhbGciOiJub25lIn0..", "b": "a.b.c"}'],
  ["no object", '[ 1, "a b", null ]'],
  ["200 KB", JSON.stringify({ text: "ä b\u2028😀\n".repeat(14_000) }, undefined, 2)],
];
