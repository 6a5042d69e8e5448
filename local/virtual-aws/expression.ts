import type { AttributeValue } from "@aws-sdk/client-dynamodb";

import type { Item } from "../../lambdas/shared/adapters/delivery-item.ts";

/** What the placeholders of an expression (`#name`, `:value`) or a statement (`?`) stand for. */
export interface Bindings {
  readonly names?: Readonly<Record<string, string>> | undefined;
  readonly values?: Item | undefined;
  readonly parameters?: readonly AttributeValue[] | undefined;
}

/** Whether an item meets a condition. `undefined`: there is no item. */
export type Condition = (item: Item | undefined, bindings: Bindings) => boolean;

/** A value of an expression, taken from an item or from the placeholders. */
export type Operand = (item: Item | undefined, bindings: Bindings) => AttributeValue | undefined;

const TOKEN =
  /\s*(?<token>[#:][A-Za-z_]\w*|[A-Za-z_]\w*|\d+|'[^']*'|"[^"]*"|<=|>=|<>|[=<>(),+{}:?-])/uy;

/** The words of an expression, one after the other. */
export class Tokens {
  readonly #tokens: string[] = [];
  readonly #text: string;
  #at = 0;
  /** Parameters (`?`) read so far. */
  parameters = 0;

  /** @throws Error at a character that belongs to no word */
  constructor(text: string) {
    this.#text = text;
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.trimEnd().length) {
      const from = TOKEN.lastIndex;
      const token = TOKEN.exec(text)?.groups?.["token"];
      if (token === undefined) throw new Error(`cannot read "${text.slice(from)}"`);
      this.#tokens.push(token);
    }
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  /** The word that `next` gives, or nothing at the end. */
  get upcoming(): string {
    return this.#tokens[this.#at] ?? "";
  }

  next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new Error(`"${this.#text}" ends too soon`);
    this.#at += 1;
    return token;
  }

  /** Goes past the next word if it is this one; words are the same in any case. */
  skip(word: string): boolean {
    const isIt = this.#tokens[this.#at]?.toUpperCase() === word.toUpperCase();
    if (isIt) this.#at += 1;
    return isIt;
  }

  expect(word: string): void {
    if (!this.skip(word)) {
      throw new Error(`expected ${word} before "${this.#tokens.slice(this.#at).join(" ")}"`);
    }
  }
}

/** The name of an attribute: plain, `"quoted"`, or `#placeholder`. */
export function readName(tokens: Tokens): (bindings: Bindings) => string {
  const token = tokens.next();
  if (token.startsWith("#")) {
    return ({ names }) => {
      const name = names?.[token];
      if (name === undefined) throw new Error(`${token} stands for nothing`);
      return name;
    };
  }
  const name = token.replaceAll(/["']/gu, "");
  return () => name;
}

/** One value: an attribute, `if_not_exists(…)`, `:value`, `?`, or a number; two of them may be added or subtracted. */
export function readOperand(tokens: Tokens): Operand {
  const left = readSingle(tokens);
  for (const [sign, factor] of [["+", 1] as const, ["-", -1] as const]) {
    if (tokens.skip(sign)) {
      const right = readSingle(tokens);
      return (item, bindings) => ({
        N: String(numberIn(left(item, bindings)) + factor * numberIn(right(item, bindings))),
      });
    }
  }
  return left;
}

function readSingle(tokens: Tokens): Operand {
  if (tokens.skip("?")) {
    const index = tokens.parameters;
    tokens.parameters += 1;
    return (_item, { parameters }) => parameters?.[index];
  }
  if (/^[:\d]/u.test(tokens.upcoming)) {
    const token = tokens.next();
    return token.startsWith(":") ? (_item, { values }) => values?.[token] : () => ({ N: token });
  }
  if (tokens.skip("if_not_exists")) {
    const [kept, otherwise] = readArguments(tokens);
    return (item, bindings) => kept?.(item, bindings) ?? otherwise?.(item, bindings);
  }
  const name = readName(tokens);
  return (item, bindings) => item?.[name(bindings)];
}

/** A whole condition: `OR` of `AND` of comparisons, in brackets where wanted. */
export function readCondition(tokens: Tokens): Condition {
  const all = [readConjunction(tokens)];
  while (tokens.skip("OR")) all.push(readConjunction(tokens));
  return (item, bindings) => all.some((one) => one(item, bindings));
}

function readConjunction(tokens: Tokens): Condition {
  const all = [readTerm(tokens)];
  while (tokens.skip("AND")) all.push(readTerm(tokens));
  return (item, bindings) => all.every((one) => one(item, bindings));
}

function readTerm(tokens: Tokens): Condition {
  if (tokens.skip("(")) {
    const inner = readCondition(tokens);
    tokens.expect(")");
    return inner;
  }
  for (const [word, isWanted] of [
    ["attribute_exists", true] as const,
    ["attribute_not_exists", false] as const,
  ]) {
    if (tokens.skip(word)) {
      const [operand] = readArguments(tokens);
      return (item, bindings) => (operand?.(item, bindings) !== undefined) === isWanted;
    }
  }
  if (tokens.skip("begins_with")) {
    const [text, prefix] = readArguments(tokens);
    return (item, bindings) =>
      text?.(item, bindings)?.S?.startsWith(prefix?.(item, bindings)?.S ?? "\0") === true;
  }
  return readComparison(tokens);
}

function readArguments(tokens: Tokens): Operand[] {
  tokens.expect("(");
  const operands = [readOperand(tokens)];
  while (tokens.skip(",")) operands.push(readOperand(tokens));
  tokens.expect(")");
  return operands;
}

/** An absent attribute meets no comparison but `<>`. */
function readComparison(tokens: Tokens): Condition {
  const left = readOperand(tokens);
  if (tokens.skip("IN")) {
    const options = readArguments(tokens);
    return (item, bindings) => {
      const value = left(item, bindings);
      return options.some((option) => isEqual(value, option(item, bindings)));
    };
  }
  const operator = tokens.next();
  const right = readOperand(tokens);
  const holds = COMPARISONS[operator];
  if (holds === undefined) throw new Error(`no comparison is called ${operator}`);
  return (item, bindings) => holds(left(item, bindings), right(item, bindings));
}

type Comparison = (a: AttributeValue | undefined, b: AttributeValue | undefined) => boolean;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  "=": isEqual,
  "<>": (a, b) => !isEqual(a, b),
  "<": (a, b) => isBoth(a, b) && compareValues(a, b) < 0,
  "<=": (a, b) => isBoth(a, b) && compareValues(a, b) <= 0,
  ">": (a, b) => isBoth(a, b) && compareValues(a, b) > 0,
  ">=": (a, b) => isBoth(a, b) && compareValues(a, b) >= 0,
};

function isBoth(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  return a !== undefined && b !== undefined;
}

function isEqual(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  return isBoth(a, b) && compareValues(a, b) === 0;
}

/** Order of two scalars: numbers by value, texts by code units (ids and keys are ASCII). */
export function compareValues(
  a: AttributeValue | undefined,
  b: AttributeValue | undefined,
): number {
  if (a?.N !== undefined && b?.N !== undefined) return Number(a.N) - Number(b.N);
  const [one, other] = [a?.S ?? "", b?.S ?? ""];
  return one < other ? -1 : one > other ? 1 : 0;
}

function numberIn(value: AttributeValue | undefined): number {
  if (value?.N === undefined) throw new Error("arithmetic on an attribute that is no number");
  return Number(value.N);
}
