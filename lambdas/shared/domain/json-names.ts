import { endOfString, skipSpace } from "./json-text.ts";
import { jsonPath, type JsonStep } from "./schemas/json-path.ts";

/** A name that not everybody reads alike: where it stands, and what was expected there. */
export interface OddName {
  readonly path: string;
  readonly message: string;
}

const QUOTE = 0x22;
const COLON = 0x3a;

/** Steps of a path that are told: nesting has no limit. */
const MOST_TOLD_STEPS = 20;

/**
 * The first name in a JSON text that makes one reader see another object than the next: one that
 * stands twice, `__proto__`, or one with half of a surrogate pair, which some take for another
 * such. The way there is looked for only if there is one.
 * @param value what `JSON.parse` makes of the text
 */
export function oddNameIn(text: string, value: unknown): OddName | undefined {
  const { count, areAllPlain } = namesIn(value);
  // A colon outside strings stands behind each name: where there are more than members, a name
  // stands twice.
  return areAllPlain && colonsIn(text) === count ? undefined : firstOddName(text);
}

function colonsIn(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length;) {
    const code = text.charCodeAt(index);
    if (code === COLON) count += 1;
    index = code === QUOTE ? endOfString(text, index) : index + 1;
  }
  return count;
}

/** How many members there are, at any depth, and whether everybody reads each name alike. */
function namesIn(root: unknown): { count: number; areAllPlain: boolean } {
  const open: unknown[] = [root];
  let count = 0;
  let areAllPlain = true;
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== "object" || value === null) continue;
    if (Array.isArray(value)) {
      for (const element of value as unknown[]) open.push(element);
      continue;
    }
    for (const name of Object.keys(value)) {
      count += 1;
      areAllPlain &&= nameError(name) === undefined;
      open.push((value as Readonly<Record<string, unknown>>)[name]);
    }
  }
  return { count, areAllPlain };
}

function nameError(name: string): string | undefined {
  if (name === "__proto__") return "expected no member named __proto__";
  return name.isWellFormed() ? undefined : "expected a name of whole characters";
}

/** An object or list that is open at the place being read: its names so far, and what is next. */
interface Level {
  readonly names?: Set<string>;
  step: JsonStep;
}

/** Without recursion, for nesting has no limit. */
function firstOddName(text: string): OddName | undefined {
  const levels: Level[] = [];
  const found = (message: string) => ({
    path: jsonPath(levels.slice(0, MOST_TOLD_STEPS).map(({ step }) => step)),
    message,
  });
  for (let index = 0; index < text.length;) {
    const level = levels.at(-1);
    switch (text[index]) {
      case "{":
        levels.push({ names: new Set(), step: "" });
        break;
      case "[":
        levels.push({ step: 0 });
        break;
      case "}":
      case "]":
        levels.pop();
        break;
      case ",":
        if (typeof level?.step === "number") level.step += 1;
        break;
      case '"': {
        const end = endOfString(text, index);
        const start = index;
        index = skipSpace(text, end);
        if (text.charCodeAt(index) !== COLON || level?.names === undefined) continue;
        const name = JSON.parse(text.slice(start, end)) as string;
        level.step = name;
        const error = level.names.has(name)
          ? "expected each name once in its object"
          : nameError(name);
        if (error !== undefined) return found(error);
        level.names.add(name);
        continue;
      }
      default:
    }
    index += 1;
  }
  return undefined;
}
