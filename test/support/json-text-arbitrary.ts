import fc from "fast-check";

/**
 * JSON as the tokens it is written with: joined they are its compact text, and white space may
 * stand between any two.
 */
export type JsonTokens = readonly string[];

/** The texts of numbers, also such as `JSON.parse` and `JSON.stringify` do not give back. */
const numberArbitrary = fc.oneof(
  fc.constantFrom("5.00", "1e21", "12345678901234567890", "-0", "-0.0e+0", "1E-7", "0", "1e400"),
  fc.stringMatching(/^-?(?:0|[1-9][0-9]{0,24})(?:\.[0-9]{1,6})?(?:[eE][+-]?[0-9]{1,2})?$/u),
);

/** One piece of a string as it stands between the quotes. */
const pieceArbitrary = fc.oneof(
  fc.constantFrom(
    " ",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\u2028",
    "\u2029",
    "\u00A0",
    "\uFEFF",
    "é",
    "漢",
    "😀",
    '\\"',
    "\\\\",
    "\\/",
    "\\n",
    "\\t",
    "\\u0020",
    "\\u0022",
    "\\u005c",
    "\\ud800",
  ),
  fc.string({ unit: "grapheme", maxLength: 4 }).map((text) => JSON.stringify(text).slice(1, -1)),
);

const stringArbitrary = fc
  .array(pieceArbitrary, { maxLength: 6 })
  .map((pieces) => `"${pieces.join("")}"`);

/**
 * Names that meet often, in several spellings, and such as look like array indexes. None holds a
 * backslash: once V8 has read such a name, `JSON.parse` may take other names for it. https://github.com/nodejs/node/issues/63785
 */
const nameArbitrary = fc
  .oneof(
    fc.constantFrom('"a"', '"\\u0061"', '"b"', '"2"', '"10"', '""', '"__proto__"', '"a b"', '"}"'),
    stringArbitrary,
  )
  .filter((name) => !name.includes("\\\\") && !name.includes("\\u005c"));

const joined = (parts: readonly JsonTokens[]): JsonTokens =>
  parts.flatMap((part, index) => (index === 0 ? part : [",", ...part]));

const memberOf = (name: string, text: JsonTokens): JsonTokens => [name, ":", ...text];

const { value, object } = fc.letrec<{ value: JsonTokens; object: JsonTokens }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc
      .oneof(numberArbitrary, stringArbitrary, fc.constantFrom("true", "false", "null"))
      .map((token) => [token]),
    fc.array(tie("value"), { maxLength: 4 }).map((items) => ["[", joined(items), "]"].flat()),
    tie("object"),
  ),
  object: fc
    .array(fc.tuple(nameArbitrary, tie("value")), { maxLength: 5 })
    .map((members) => ["{", joined(members.map((member) => memberOf(...member))), "}"].flat()),
}));

/** Any JSON value. */
export const jsonArbitrary: fc.Arbitrary<JsonTokens> = value;

/** Any JSON object; names may stand twice. */
export const jsonObjectArbitrary: fc.Arbitrary<JsonTokens> = object;

const spaceArbitrary = fc.oneof(
  { weight: 2, arbitrary: fc.constant("") },
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.constantFrom(" ", "\t", "\n", "\r"), maxLength: 3 }),
  },
);

/** Its text with random white space around every token. */
export function printedArbitrary(tokens: JsonTokens): fc.Arbitrary<string> {
  const length = tokens.length + 1;
  return fc
    .array(spaceArbitrary, { minLength: length, maxLength: length })
    .map((spaces) => spaces.map((space, index) => space + (tokens[index] ?? "")).join(""));
}
