/**
 * Turns the text of one environment variable into a value; throws an Error that says what was
 * expected.
 */
export type EnvReader<T> = (raw: string) => T;

/**
 * The variables of one function: name → reader. `as const` keeps the names for the stacks that set
 * them.
 */
export type EnvSpec = Readonly<Record<string, EnvReader<unknown>>>;

/** The values of a spec, with each reader's own type. */
export type EnvOf<Spec extends EnvSpec> = { readonly [Name in keyof Spec]: ReturnType<Spec[Name]> };

/**
 * Every missing or malformed variable of one function at once. Names and expectations only, never a
 * value.
 */
export class EnvError extends Error {
  readonly code = "ENV_INVALID";
  override readonly name = "EnvError";
}

/** Any text but the empty one. */
export const text: EnvReader<string> = (raw) => {
  if (raw === "") throw new Error("expected text, got nothing");
  return raw;
};

/** An integer ≥ 0 in decimal digits, exact in a JavaScript number. */
export const wholeNumber: EnvReader<number> = (raw) => {
  const value = Number(raw);
  if (!/^\d+$/.test(raw) || !Number.isSafeInteger(value)) {
    throw new Error("expected a whole number of at least 0");
  }
  return value;
};

/** A decimal number ≥ 0 such as `0.01`, without exponent. */
export const decimal: EnvReader<number> = (raw) => {
  if (!/^\d+(\.\d+)?$/.test(raw)) throw new Error("expected a decimal number of at least 0");
  return Number(raw);
};

/** Exactly `true` or `false`. */
export const flag: EnvReader<boolean> = (raw) => {
  if (raw !== "true" && raw !== "false") throw new Error('expected "true" or "false"');
  return raw === "true";
};

/** One of a few words. */
export function oneOf<const Word extends string>(...words: readonly Word[]): EnvReader<Word> {
  return (raw) => {
    const found = words.find((word) => word === raw);
    if (found === undefined) throw new Error(`expected one of ${words.join(", ")}`);
    return found;
  };
}

/** Items separated by commas, spaces around them dropped; the empty text is the empty list. */
export const list: EnvReader<readonly string[]> = (raw) => {
  if (raw.trim() === "") return [];
  const items = raw.split(",").map((item) => item.trim());
  if (items.includes("")) throw new Error("expected items separated by single commas");
  return items;
};

/**
 * Reads the variables of `spec` from `source` (in production `process.env`).
 * @throws EnvError that lists every missing and every malformed variable
 */
export function readEnv<Spec extends EnvSpec>(
  spec: Spec,
  source: Readonly<Record<string, string | undefined>>,
): EnvOf<Spec> {
  const values: Record<string, unknown> = {};
  const problems: string[] = [];
  for (const [name, read] of Object.entries(spec)) {
    const raw = source[name];
    if (raw === undefined) {
      problems.push(`${name} is missing`);
      continue;
    }
    try {
      values[name] = read(raw);
    } catch (error) {
      problems.push(`${name}: ${error instanceof Error ? error.message : "is malformed"}`);
    }
  }
  if (problems.length > 0) {
    throw new EnvError(`environment variables of this function: ${problems.join("; ")}`);
  }
  return values as EnvOf<Spec>;
}
