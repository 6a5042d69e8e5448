import { endOfString, skipSpace } from "../../lambdas/shared/domain/json-text.ts";

/** Deeper than that nothing moves further to the right: a line of 100,000 brackets is one, too. */
const DEEPEST_INDENT = 40;

/** A text as it is shown, and whether it is all of it. */
export interface ShownText {
  readonly text: string;
  readonly isWhole: boolean;
}

/** The beginning of a text, at most so many characters; no character is cut in two. */
export function beginningOf(text: string, mostCharacters: number): ShownText {
  if (text.length <= mostCharacters) return { text, isWhole: true };
  const isInPair = /[\uD800-\uDBFF]/u.test(text.charAt(mostCharacters - 1));
  return { text: text.slice(0, mostCharacters - (isInPair ? 1 : 0)), isWhole: false };
}

/**
 * JSON in lines, two blanks a level, up to so many characters. It cuts the text and does not parse
 * it: `5.00`, numbers beyond 2^53 and names that stand twice stay as they were sent. What is no
 * JSON comes back as it is.
 */
export function prettyJson(json: string, mostCharacters: number): ShownText {
  if (!isJson(json)) return beginningOf(json, mostCharacters);
  let text = "";
  for (const piece of piecesOf(json)) {
    text += piece;
    if (text.length > mostCharacters) break;
  }
  return beginningOf(text, mostCharacters);
}

function* piecesOf(json: string): Generator<string, undefined> {
  let depth = 0;
  let index = skipSpace(json, 0);
  const newLine = () => `\n${"  ".repeat(Math.min(depth, DEEPEST_INDENT))}`;
  while (index < json.length) {
    const end = endOfToken(json, index);
    const token = json.slice(index, end);
    index = skipSpace(json, end);
    if (token === "{" || token === "[") {
      const closing = json.charAt(index);
      if (closing === "}" || closing === "]") {
        yield token + closing;
        index = skipSpace(json, index + 1);
      } else {
        depth += 1;
        yield token + newLine();
      }
    } else if (token === "}" || token === "]") {
      depth -= 1;
      yield newLine() + token;
    } else if (token === ":") {
      yield ": ";
    } else {
      yield token === "," ? token + newLine() : token;
    }
  }
  return undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const MARKS = new Set(["{", "}", "[", "]", ":", ","]);

function endOfToken(json: string, start: number): number {
  const first = json.charAt(start);
  if (first === '"') return endOfString(json, start);
  let end = start + 1;
  if (MARKS.has(first)) return end;
  while (end < json.length && !/[\s{}[\]:,]/u.test(json.charAt(end))) end += 1;
  return end;
}
