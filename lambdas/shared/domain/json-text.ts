/**
 * JSON as text. A payload is passed on exactly as the producer wrote it, only without the white
 * space between its tokens: parsing and printing it again would turn `5.00` into `5`, round numbers
 * beyond 2^53 and move keys such as `"2"` to the front. So these functions cut the text instead.
 * They expect text that `JSON.parse` takes, as found by the caller.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENING = new Set([0x7b, 0x5b]);
const CLOSING = new Set([0x7d, 0x5d]);

/** JSON's own white space: space, tab, line feed, carriage return (RFC 8259, section 2). */
function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Index behind the string that begins with the quote at `start`. */
export function endOfString(text: string, start: number): number {
  let index = start + 1;
  for (;;) {
    const quote = text.indexOf('"', index);
    if (quote === -1) {
      return text.length;
    }
    let slashes = 0;
    while (text.charCodeAt(quote - 1 - slashes) === BACKSLASH) {
      slashes += 1;
    }
    if (slashes % 2 === 0) {
      return quote + 1;
    }
    index = quote + 1;
  }
}

/** Index of the first character from `start` on that is no white space. */
export function skipSpace(text: string, start: number): number {
  let index = start;
  while (isSpace(text.charCodeAt(index))) {
    index += 1;
  }
  return index;
}

/** Index behind the value that begins at `start`. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  let index = start;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      index = endOfString(text, index);
      if (depth === 0) {
        return index;
      }
      continue;
    }
    if (OPENING.has(code)) {
      depth += 1;
    } else if (CLOSING.has(code)) {
      if (depth === 0) {
        return index;
      }
      depth -= 1;
      if (depth === 0) {
        return index + 1;
      }
    } else if (depth === 0 && (code === COMMA || isSpace(code))) {
      return index;
    }
    index += 1;
  }
  return index;
}

/** One member of a JSON object: its name, and name and value as the text that stands there. */
export interface JsonMember {
  readonly name: string;
  /** With its quotes and escapes. */
  readonly nameText: string;
  readonly valueText: string;
}

/** The members of the JSON object `text`, in their order; a name that stands twice comes twice. */
export function membersOf(text: string): JsonMember[] {
  const members: JsonMember[] = [];
  let index = skipSpace(text, skipSpace(text, 0) + 1);
  while (index < text.length && text.charCodeAt(index) === QUOTE) {
    const nameEnd = endOfString(text, index);
    const nameText = text.slice(index, nameEnd);
    const name = JSON.parse(nameText) as string;
    index = skipSpace(text, nameEnd);
    index = skipSpace(text, text.charCodeAt(index) === COLON ? index + 1 : index);
    const valueEnd = endOfValue(text, index);
    members.push({ name, nameText, valueText: text.slice(index, valueEnd) });
    index = skipSpace(text, valueEnd);
    index = skipSpace(text, text.charCodeAt(index) === COMMA ? index + 1 : index);
  }
  return members;
}

/**
 * The text of one member's value, the last where the name stands twice (as `JSON.parse` has it);
 * `undefined` if absent.
 */
export function memberText(text: string, name: string): string | undefined {
  return membersOf(text).findLast((member) => member.name === name)?.valueText;
}

/** The same JSON without white space between its tokens; strings and numbers keep their text. */
export function compactJson(text: string): string {
  let compact = "";
  let index = 0;
  let kept = 0;
  while (index < text.length) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      index = endOfString(text, index);
    } else if (isSpace(code)) {
      compact += text.slice(kept, index);
      index = skipSpace(text, index);
      kept = index;
    } else {
      index += 1;
    }
  }
  return kept === 0 ? text : compact + text.slice(kept);
}
