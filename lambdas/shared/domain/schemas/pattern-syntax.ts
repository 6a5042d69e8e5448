/** A pattern as a tree, as far as it matters for the ways in which it can be tried. */
export type PatternNode =
  /** One character: literal, escape, class or `.`. */
  | { readonly kind: "character" }
  /** A place: `$`, `\b`, `\B`; `start` for `^`. */
  | { readonly kind: "place"; readonly isStart: boolean }
  | { readonly kind: "sequence"; readonly parts: readonly PatternNode[] }
  | { readonly kind: "choice"; readonly options: readonly PatternNode[] }
  /** A quantifier; `max` is `Infinity` where it has no end. */
  | {
      readonly kind: "repeat";
      readonly part: PatternNode;
      readonly min: number;
      readonly max: number;
    };

/** What stands in the text that remains, and how many characters it takes. */
interface Read {
  readonly node: PatternNode;
  readonly rest: string;
}

const CHARACTER: PatternNode = { kind: "character" };

/** Escapes that stand for one character; backreferences (`\1`, `\k`) are not among them. */
const ESCAPE =
  /^\\(?:[dDwWsSfnrtv^$\\.*+?()[\]{}|/]|0(?!\d)|c[A-Za-z]|x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|u\{[\dA-Fa-f]{1,8}\}|[pP]\{[\w=]{1,64}\})/u;
const PLACE = /^(?:\^|\$|\\[bB])/u;
/** From its bracket to the next unescaped one: under the flag `u` a class holds no other. */
const CLASS = /^\[(?:[^\\\]]|\\.)*\]/u;
/** `.` is one character too. */
const LITERAL = /^[^\\^$*+?()[\]{}|]/u;
/** Lazy quantifiers try the same ways in another order. */
const QUANTIFIER = /^(?:[*+?]|\{(\d{1,9})(?:,(\d{0,9}))?\})\??/u;
const GROUP = /^\((?:\?:|(?!\?))/u;

/**
 * Reads a pattern of ECMAScript with the flag `u` (https://tc39.es/ecma262/#sec-patterns): characters, classes, escapes, groups,
 * alternatives, quantifiers and anchors.
 * @returns `undefined` for one that is malformed or holds something else: lookaround,
 *   backreferences, named groups, modifiers
 */
export function parsePattern(pattern: string): PatternNode | undefined {
  if (!compiles(pattern)) return undefined;
  const read = readChoice(pattern);
  return read?.rest === "" ? read.node : undefined;
}

function compiles(pattern: string): boolean {
  try {
    return new RegExp(pattern, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

function readChoice(text: string): Read | undefined {
  const options: PatternNode[] = [];
  let rest = `|${text}`;
  while (rest.startsWith("|")) {
    const read = readSequence(rest.slice(1));
    if (read === undefined) return undefined;
    options.push(read.node);
    rest = read.rest;
  }
  return { node: { kind: "choice", options }, rest };
}

function readSequence(text: string): Read | undefined {
  const parts: PatternNode[] = [];
  let rest = text;
  while (rest !== "" && !rest.startsWith("|") && !rest.startsWith(")")) {
    const read = readQuantified(rest);
    if (read === undefined) return undefined;
    parts.push(read.node);
    rest = read.rest;
  }
  return { node: { kind: "sequence", parts }, rest };
}

function readQuantified(text: string): Read | undefined {
  const read = readAtom(text);
  const quantifier = read && QUANTIFIER.exec(read.rest);
  if (!quantifier) return read;
  const [whole, least, most] = quantifier;
  return {
    node: { kind: "repeat", part: read.node, ...boundsOf(whole, least, most) },
    rest: read.rest.slice(whole.length),
  };
}

function boundsOf(whole: string, least?: string, most?: string) {
  if (least === undefined) {
    return { min: whole.startsWith("+") ? 1 : 0, max: whole.startsWith("?") ? 1 : Infinity };
  }
  const min = Number(least);
  if (most === undefined) return { min, max: min };
  return { min, max: most === "" ? Infinity : Number(most) };
}

function readAtom(text: string): Read | undefined {
  const group = GROUP.exec(text);
  if (group !== null) {
    const read = readChoice(text.slice(group[0].length));
    return read && { node: read.node, rest: read.rest.slice(1) };
  }
  const place = PLACE.exec(text);
  if (place !== null) {
    const node: PatternNode = { kind: "place", isStart: place[0] === "^" };
    return { node, rest: text.slice(place[0].length) };
  }
  const character = ESCAPE.exec(text) ?? CLASS.exec(text) ?? LITERAL.exec(text);
  return character === null
    ? undefined
    : { node: CHARACTER, rest: text.slice(character[0].length) };
}
