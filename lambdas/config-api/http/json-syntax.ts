/** Levels of objects and arrays that a body may have: far more than any real one needs, far less than the stack holds. */
export const MAX_JSON_DEPTH = 100;

/** How deep the members lie whose text is kept: `payload` and `events[0].payload`. */
const KEPT_DEPTH = 3;

/** The verdict on a text: it is JSON that everybody reads alike, or where it is not and what was expected there. */
export type JsonVerdict =
  | { readonly ok: true; readonly texts: ReadonlyMap<string, string> }
  | {
      readonly ok: false;
      /** What was expected, e.g. `expected ',' or '}' after property value`. Quotes nothing of the body. */
      readonly message: string;
      /** From 1. */
      readonly line: number;
      /** In UTF-16 code units, from 1. */
      readonly column: number;
    };

class JsonFault extends Error {
  readonly index: number;

  constructor(message: string, index: number) {
    super(message);
    this.index = index;
  }
}

/**
 * Checks the syntax of a JSON text (RFC 8259), and what interoperable JSON (RFC 7493) forbids as well: a name twice in
 * one object, halves of surrogate pairs, and numbers beyond what a double holds. `__proto__` is refused as a name, for the sake of everybody's receivers.
 * @param keep names of members whose text is wanted; `texts` has it by path: `/payload`, `/events/0/payload`
 */
export function checkJson(text: string, keep: ReadonlySet<string> = new Set()): JsonVerdict {
  const texts = new Map<string, string>();
  try {
    const end = space(text, value(text, space(text, 0), { keep, texts, path: "", depth: 0 }));
    if (end < text.length) throw new JsonFault("expected nothing more after the JSON value", end);
    return { ok: true, texts };
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const before = text.slice(0, error.index).split("\n");
    const column = (before.at(-1)?.length ?? 0) + 1;
    return { ok: false, message: error.message, line: before.length, column };
  }
}

interface Place {
  readonly keep: ReadonlySet<string>;
  readonly texts: Map<string, string>;
  readonly path: string;
  readonly depth: number;
}

const SPACE = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
// What may stand unescaped in a string, up to the first character that needs a look.
const PLAIN = /[ !#-[\]-\uD7FF\uE000-\uFFFF]*/y;
const ESCAPE = /["\\/bfnrt]|u[\dA-Fa-f]{4}/y;

/** Index behind what the sticky pattern matches at `index`; `index` itself when it does not match. */
function skip(pattern: RegExp, text: string, index: number): number {
  pattern.lastIndex = index;
  return pattern.test(text) ? pattern.lastIndex : index;
}

function space(text: string, index: number): number {
  return skip(SPACE, text, index);
}

/** Each of these takes the index where its part begins and gives the index behind it. */
function value(text: string, start: number, place: Place): number {
  switch (text[start]) {
    case "{":
    case "[":
      if (place.depth >= MAX_JSON_DEPTH) {
        throw new JsonFault(
          `expected at most ${MAX_JSON_DEPTH} levels of objects and arrays`,
          start,
        );
      }
      return text[start] === "{" ? object(text, start, place) : array(text, start, place);
    case '"':
      return string(text, start);
    case undefined:
      throw new JsonFault("expected a JSON value, but the text ends", start);
    default: {
      const end = Math.max(skip(NUMBER, text, start), skip(WORD, text, start));
      if (end === start) throw new JsonFault("expected a JSON value", start);
      if (isTooBig(text.slice(start, end))) {
        throw new JsonFault("expected a number up to 1.7976931348623157e308", start);
      }
      return end;
    }
  }
}

/** Whether it is a number that readers take for infinity: more than a double holds (RFC 7493, 2.2). */
function isTooBig(literal: string): boolean {
  return Math.abs(Number(literal)) === Infinity;
}

function object(text: string, start: number, place: Place): number {
  const names = new Set<string>();
  let index = space(text, start + 1);
  if (text[index] === "}") return index + 1;
  for (;;) {
    if (text[index] !== '"') {
      const first = names.size === 0 ? " or '}'" : "";
      throw new JsonFault(`expected a property name in double quotes${first}`, index);
    }
    const nameEnd = string(text, index);
    const name = JSON.parse(text.slice(index, nameEnd)) as string;
    if (names.has(name)) throw new JsonFault("expected each property name once per object", index);
    if (name === "__proto__") throw new JsonFault("expected no property named __proto__", index);
    names.add(name);
    index = space(text, nameEnd);
    if (text[index] !== ":") throw new JsonFault("expected ':' after property name", index);
    index = space(text, index + 1);
    const end = value(text, index, inside(place, name));
    if (place.depth < KEPT_DEPTH && place.keep.has(name)) {
      place.texts.set(`${place.path}/${name}`, text.slice(index, end));
    }
    index = space(text, end);
    if (text[index] === "}") return index + 1;
    if (text[index] !== ",") {
      throw new JsonFault("expected ',' or '}' after property value", index);
    }
    index = space(text, index + 1);
  }
}

function array(text: string, start: number, place: Place): number {
  let index = space(text, start + 1);
  if (text[index] === "]") return index + 1;
  for (let position = 0; ; position += 1) {
    index = space(text, value(text, index, inside(place, position)));
    if (text[index] === "]") return index + 1;
    if (text[index] !== ",") throw new JsonFault("expected ',' or ']' after array element", index);
    index = space(text, index + 1);
  }
}

function inside(place: Place, step: string | number): Place {
  const { keep, texts, path, depth } = place;
  return { keep, texts, path: depth < KEPT_DEPTH ? `${path}/${step}` : path, depth: depth + 1 };
}

function string(text: string, start: number): number {
  let index = start + 1;
  for (;;) {
    index = skip(PLAIN, text, index);
    const code = text.charCodeAt(index);
    if (code === 0x22) return index + 1;
    if (Number.isNaN(code)) throw new JsonFault("expected '\"' at the end of the string", index);
    if (code < 0x20) throw new JsonFault("expected control characters to be escaped", index);
    index = code === 0x5c ? escape(text, index) : pair(text, index, 1, codeAt);
  }
}

function escape(text: string, start: number): number {
  const end = skip(ESCAPE, text, start + 1);
  if (end === start + 1)
    throw new JsonFault('expected one of \\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX', start);
  return end === start + 6 ? pair(text, start, 6, escapedCodeAt) : end;
}

/** Steps over one UTF-16 code unit that is `width` characters long, or over both halves of a surrogate pair. */
function pair(
  text: string,
  start: number,
  width: number,
  read: (text: string, index: number) => number,
): number {
  const code = read(text, start);
  if (code < 0xd800 || code > 0xdfff) return start + width;
  const next = read(text, start + width);
  if (code > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) {
    throw new JsonFault("expected both halves of a surrogate pair", start);
  }
  return start + 2 * width;
}

function codeAt(text: string, index: number): number {
  return text.charCodeAt(index);
}

function escapedCodeAt(text: string, index: number): number {
  return text.startsWith("\\u", index) ? Number.parseInt(text.slice(index + 2, index + 6), 16) : -1;
}
