import { inexactNumbers } from "../../../../lambdas/config-api/http/inexact-numbers.ts";

/** A value of a condition that is compared as it is. */
export type Scalar = string | number | boolean | null;

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/u;

/** Texts that a list would take apart, or leave out. */
const NEEDS_QUOTES = /^$|[",]/u;

/**
 * Reads a value as it is typed: `300`, `true`, `null` and texts in quotation marks are taken as
 * JSON, everything else is a text.
 */
export function readScalar(typed: string): Scalar {
  const text = typed.trim();
  if (text === "null") return null;
  if (text === "true" || text === "false") return text === "true";
  if (NUMBER.test(text)) return Number(text);
  return quotedOf(text) ?? text;
}

/** The text that is read as this value. */
export function writeScalar(value: Scalar): string {
  if (typeof value !== "string") return String(value);
  const isPlain = !NEEDS_QUOTES.test(value) && readScalar(value) === value;
  return isPlain ? value : JSON.stringify(value);
}

/** Reads a text that stays one: only quotation marks around it are taken away. */
export function readText(typed: string): string {
  const text = typed.trim();
  return quotedOf(text) ?? text;
}

/** The text that is read as this one. */
export function writeText(text: string): string {
  const isPlain = !NEEDS_QUOTES.test(text) && readText(text) === text;
  return isPlain ? text : JSON.stringify(text);
}

/** Splits at commas, but for those within quotation marks; empty parts are left out. */
export function splitList(typed: string): string[] {
  const parts: string[] = [];
  let part = "";
  let isQuoted = false;
  for (let index = 0; index < typed.length; index += 1) {
    const character = typed.charAt(index);
    if (character === "," && !isQuoted) {
      parts.push(part);
      part = "";
      continue;
    }
    if (character === '"') isQuoted = !isQuoted && part.trim() === "";
    part += character;
    if (character === "\\" && isQuoted) {
      index += 1;
      part += typed.charAt(index);
    }
  }
  return [...parts, part].map((one) => one.trim()).filter((one) => one !== "");
}

/** Whether a typed number would be stored, and compared, as another than it was written as. */
export function isInexact(typed: string): boolean {
  const text = typed.trim();
  return NUMBER.test(text) && inexactNumbers(text).length > 0;
}

function quotedOf(text: string): string | undefined {
  if (!text.startsWith('"') || !text.endsWith('"')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
