import { printParseErrorCode, visit } from "jsonc-parser";

/**
 * Levels of objects and arrays that a body may have: far more than any real one needs, far less
 * than the stack holds.
 */
export const MAX_JSON_DEPTH = 100;

/** How deep the members lie whose text is kept: `payload` and `events[0].payload`. */
const KEPT_DEPTH = 3;

/**
 * The verdict on a text: it is JSON that everybody reads alike, or where it is not and what was
 * expected there.
 */
export type JsonVerdict =
  | { readonly ok: true; readonly texts: ReadonlyMap<string, string> }
  | {
      readonly ok: false;
      /** E.g. `expected ',' or '}' after property value`. Quotes nothing of the body. */
      readonly message: string;
      /** From 1. */
      readonly line: number;
      /** In UTF-16 code units, from 1: where the string begins, for what is wrong within one. */
      readonly column: number;
    };

class JsonFault extends Error {
  readonly index: number;

  constructor(expected: string, index: number) {
    super(`expected ${expected}`);
    this.index = index;
  }
}

const ESCAPES = String.raw`one of \" \\ \/ \b \f \n \r \t \uXXXX`;
const AFTER_MEMBER = "',' or '}' after property value";
const AFTER_ELEMENT = "',' or ']' after array element";

/** What was expected where the parser tells of an error, by the error's name. */
const EXPECTED: Readonly<Record<string, string>> = {
  CloseBraceExpected: AFTER_MEMBER,
  CloseBracketExpected: AFTER_ELEMENT,
  ColonExpected: "':' after property name",
  EndOfFileExpected: "nothing more after the JSON value",
  InvalidCharacter: "control characters to be escaped",
  InvalidCommentToken: "no comment",
  InvalidEscapeCharacter: ESCAPES,
  InvalidSymbol: "JSON: a text or name in double quotes, a number, true, false or null",
  InvalidUnicode: ESCAPES,
  PropertyNameExpected: "a property name in double quotes",
  UnexpectedEndOfNumber: "digits at the end of the number",
  UnexpectedEndOfString: "'\"' at the end of the string, or its line breaks as \\n",
  ValueExpected: "a JSON value",
};

/** An object or array that is open. */
interface Open {
  readonly start: number;
  /** Of an object: those of its members so far. */
  readonly names?: Set<string>;
  /** Its path, if its text is wanted. */
  readonly path: string | undefined;
}

/**
 * Checks the syntax of a JSON text (RFC 8259), and what interoperable JSON (RFC 7493) forbids as
 * well: a name twice in one object, halves of surrogate pairs, and numbers beyond what a double
 * holds. `__proto__` is refused as a name, for the sake of everybody's receivers.
 * @param keep names of members whose text is wanted; `texts` has it by path: `/payload`,
 * `/events/0/payload`
 */
export function checkJson(text: string, keep: ReadonlySet<string> = new Set()): JsonVerdict {
  const texts = new Map<string, string>();
  const open: Open[] = [];
  /** Of the value that comes next, if its text is wanted. */
  let path: string | undefined;

  function begin(start: number): void {
    if (open.length >= MAX_JSON_DEPTH) {
      throw new JsonFault(`at most ${MAX_JSON_DEPTH} levels of objects and arrays`, start);
    }
    open.push(text[start] === "{" ? { start, path, names: new Set() } : { start, path });
    path = undefined;
  }

  function end(index: number): void {
    const closed = open.pop();
    if (closed?.path !== undefined) texts.set(closed.path, text.slice(closed.start, index + 1));
  }

  try {
    visit(
      text,
      {
        onObjectBegin: begin,
        onArrayBegin: begin,
        onObjectEnd: end,
        onArrayEnd: end,
        onObjectProperty(name, index, _length, _line, _character, pathOfObject) {
          checkText(name, index);
          const names = open.at(-1)?.names;
          if (names?.has(name)) throw new JsonFault("each property name once per object", index);
          if (name === "__proto__") throw new JsonFault("no property named __proto__", index);
          names?.add(name);
          if (open.length > KEPT_DEPTH || !keep.has(name)) return;
          path = ["", ...pathOfObject(), name].join("/");
        },
        onLiteralValue(value, index, length) {
          checkText(value, index);
          if (value === Infinity || value === -Infinity) {
            throw new JsonFault("a number up to 1.7976931348623157e308", index);
          }
          if (path !== undefined) texts.set(path, text.slice(index, index + length));
          path = undefined;
        },
        onError(code, index) {
          const name = printParseErrorCode(code);
          const afterPart = open.at(-1)?.names === undefined ? AFTER_ELEMENT : AFTER_MEMBER;
          const expected = name === "CommaExpected" ? afterPart : EXPECTED[name];
          const atEnd = index === text.length ? ", but the text ends" : "";
          throw new JsonFault(`${expected}${atEnd}`, index);
        },
      },
      { disallowComments: true },
    );
    return { ok: true, texts };
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    const before = text.slice(0, error.index).split("\n");
    const column = (before.at(-1)?.length ?? 0) + 1;
    return { ok: false, message: error.message, line: before.length, column };
  }
}

function checkText(value: unknown, index: number): void {
  if (typeof value !== "string" || value.isWellFormed()) return;
  throw new JsonFault("both halves of a surrogate pair", index);
}
