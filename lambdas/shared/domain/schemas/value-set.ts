import { isJsonObject } from "../json-object.ts";
import { scalarSet } from "../scalar-set.ts";
import { isSpent, type StepBudget } from "../step-budget.ts";
import { memberNames } from "./member-names.ts";

/** Steps to write a value as canonical text: 100 ns. */
export const STEPS_PER_WRITTEN_VALUE = 5;
/** Characters of it that are written in the time of a step. */
const CHARACTERS_PER_STEP = 16;

/** Whether a value is one of an `enum`, or a `const`. Anything once the budget is spent. */
export type IsAmong = (value: unknown, budget: StepBudget) => boolean;

/** What may still be written of a canonical text: characters, levels of objects and lists. */
interface Room {
  characters: number;
  readonly levels: number;
}

/**
 * Makes the test. Numbers, texts and the like are looked up. So are objects and lists, as
 * canonical text, of which no more is written than the longest of the values has: that takes as
 * long for a thousand of them as for one.
 */
export function valueSet(values: readonly unknown[]): IsAmong {
  const isScalarAmong = scalarSet(values.filter((value) => !isCompound(value)));
  const compounds = values.filter(isCompound);
  if (compounds.length === 0) return isScalarAmong;
  const endless = { characters: Infinity, levels: Infinity };
  const texts = compounds.map((value) => canonical(value, endless, { left: Infinity }));
  const known = new Set(texts);
  const characters = Math.max(...texts.map((text = "") => text.length));
  const levels = Math.max(...compounds.map(levelsOf));
  return (value, budget) => {
    if (!isCompound(value)) return isScalarAmong(value);
    const text = canonical(value, { characters, levels }, budget);
    return text !== undefined && known.has(text);
  };
}

/** Whether a value holds others: an object or a list. */
export function isCompound(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function levelsOf(value: unknown): number {
  return isCompound(value) ? 1 + Math.max(0, ...Object.values(value).map(levelsOf)) : 0;
}

/**
 * A value as JSON, its members in the order of their names.
 * @returns `undefined` where there is no room for it, or the budget is spent
 */
function canonical(value: unknown, room: Room, budget: StepBudget): string | undefined {
  budget.left -= STEPS_PER_WRITTEN_VALUE;
  if (!isCompound(value)) return take(scalarText(value, room), room, budget);
  const inside = { characters: room.characters, levels: room.levels - 1 };
  // Each element takes up a character at least.
  const isList = Array.isArray(value);
  const names = isList ? [] : memberNames(value, budget);
  const count = isList ? value.length : names.length;
  if (inside.levels < 0 || count > inside.characters || isSpent(budget)) return undefined;
  const parts: string[] = [];
  for (const element of isList ? (value as unknown[]) : names.toSorted()) {
    const name = isList ? "" : take(`${JSON.stringify(element)}:`, inside, budget);
    const inner = isJsonObject(value) ? value[String(element)] : element;
    const text = name === undefined ? undefined : canonical(inner, inside, budget);
    if (text === undefined) return undefined;
    parts.push(`${name}${text}`);
  }
  room.characters = inside.characters;
  return isList ? `[${parts.join(",")}]` : `{${parts.join(",")}}`;
}

/** A text too long for its room is not written. */
function scalarText(value: unknown, room: Room): string {
  if (typeof value !== "string") return String(value);
  return value.length > room.characters ? value : JSON.stringify(value);
}

function take(text: string, room: Room, budget: StepBudget): string | undefined {
  budget.left -= Math.floor(text.length / CHARACTERS_PER_STEP);
  room.characters -= text.length;
  return room.characters < 0 || isSpent(budget) ? undefined : text;
}
