/** Stands for a number that is not what it was written as. */
const INEXACT = Symbol("inexact");

/**
 * Where a JSON text has numbers that no double stands for alone: `9007199254740993` is read as
 * …992, which is also what a payload's `9007199254740992` is read as. `0.1` is what every reader
 * writes again, and so exact.
 * @param text what `JSON.parse` takes
 */
export function inexactNumbers(text: string): PropertyKey[][] {
  return pathsOf((JSON.parse as SourcedParse)(text, revive));
}

function revive(_: string, value: unknown, { source }: { readonly source?: string } = {}): unknown {
  const isRounded = typeof value === "number" && source !== undefined && !isExact(source, value);
  return isRounded ? INEXACT : value;
}

/** With the source of each value: https://tc39.es/proposal-json-parse-with-source/ */
type SourcedParse = (
  text: string,
  revive: (name: string, value: unknown, context?: { readonly source?: string }) => unknown,
) => unknown;

function pathsOf(value: unknown): PropertyKey[][] {
  if (value === INEXACT) return [[]];
  if (typeof value !== "object" || value === null) return [];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([name, inner]) => {
    const step: PropertyKey[] = [isList ? Number(name) : name];
    return pathsOf(inner).map((path) => step.concat(path));
  });
}

function isExact(source: string, value: number): boolean {
  const isFine = Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  return isFine && significant(source) === significant(String(value));
}

/** A number's digits without outer zeros, and the power of ten they multiply. */
function significant(literal: string): string {
  const [coefficient = "", exponent = "0"] = literal.replace(/^-/u, "").toLowerCase().split(/e/u);
  const [whole = "", fraction = ""] = coefficient.split(".");
  const digits = `${whole}${fraction}`.replace(/^0+/u, "");
  let end = digits.length;
  while (digits[end - 1] === "0") end -= 1;
  const power = Number(exponent) - fraction.length + digits.length - end;
  return end === 0 ? "0" : `${digits.slice(0, end)}e${power}`;
}
