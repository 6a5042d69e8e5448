import type { AttributeValue } from "@aws-sdk/client-dynamodb";

import type { Item } from "../../../lambdas/shared/dynamodb/attributes.ts";
import { compareValues, isEqualValue } from "./attribute-values.ts";
import { validationFailed } from "./dynamodb-errors.ts";
import type { Tokens } from "./tokens.ts";

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

/** The name of an attribute: plain, `"quoted"`, or `#placeholder`. */
export function readName(tokens: Tokens): (bindings: Bindings) => string {
  const token = tokens.next();
  if (token.startsWith("#")) {
    return ({ names }) => {
      const name = names?.[token];
      if (name === undefined) throw new TypeError(`${token} stands for nothing`);
      return name;
    };
  }
  if (!/^["'A-Za-z_]/u.test(token)) throw new TypeError(`${token} is no name of an attribute`);
  const name = token.replaceAll(/["']/gu, "");
  return () => name;
}

/** An attribute, or one within another: `config.mtls`. */
export function readPath(tokens: Tokens): readonly ((bindings: Bindings) => string)[] {
  const path = [readName(tokens)];
  while (tokens.skip(".")) path.push(readName(tokens));
  return path;
}

/** A value: attribute, `if_not_exists(…)`, `:value`, `?`, number; sum or difference of two. */
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
    const [kept, otherwise] = readArguments(tokens, 2);
    return (item, bindings) => kept?.(item, bindings) ?? otherwise?.(item, bindings);
  }
  const word = tokens.upcoming;
  const [first, ...within] = readPath(tokens);
  if (tokens.upcoming === "(") throw new TypeError(`no function is called ${word}`);
  if (within.length === 0) return (item, bindings) => item?.[first?.(bindings) ?? ""];
  return (item, bindings) =>
    within.reduce<AttributeValue | undefined>(
      (value, name) => value?.M?.[name(bindings)],
      item?.[first?.(bindings) ?? ""],
    );
}

/** A whole condition: `OR` of `AND` of comparisons, in brackets where wanted. */
export function readCondition(tokens: Tokens): Condition {
  const first = readConjunction(tokens);
  if (!tokens.skip("OR")) return first;
  const second = readCondition(tokens);
  return (item, bindings) => first(item, bindings) || second(item, bindings);
}

/** Comparisons that must all hold. */
export function readConjunction(tokens: Tokens): Condition {
  const first = readTerm(tokens);
  if (!tokens.skip("AND")) return first;
  const second = readConjunction(tokens);
  return (item, bindings) => first(item, bindings) && second(item, bindings);
}

function readTerm(tokens: Tokens): Condition {
  if (tokens.skip("(")) {
    const inner = readCondition(tokens);
    tokens.expect(")");
    return inner;
  }
  if (tokens.skip("NOT")) {
    const inner = readTerm(tokens);
    return (item, bindings) => !inner(item, bindings);
  }
  for (const [word, isWanted] of [
    ["attribute_exists", true] as const,
    ["attribute_not_exists", false] as const,
  ]) {
    if (tokens.skip(word)) {
      const [operand] = readArguments(tokens, 1);
      return (item, bindings) => (operand?.(item, bindings) !== undefined) === isWanted;
    }
  }
  if (tokens.skip("attribute_type")) {
    const [operand, type] = readArguments(tokens, 2);
    return (item, bindings) =>
      Object.keys(operand?.(item, bindings) ?? {})[0] === type?.(item, bindings)?.S;
  }
  if (tokens.skip("begins_with")) {
    const [text, prefix] = readArguments(tokens, 2);
    return (item, bindings) =>
      text?.(item, bindings)?.S?.startsWith(prefix?.(item, bindings)?.S ?? "\0") === true;
  }
  return readComparison(tokens);
}

function readArguments(tokens: Tokens, count?: number): Operand[] {
  tokens.expect("(");
  const operands = [readOperand(tokens)];
  while (tokens.skip(",")) operands.push(readOperand(tokens));
  tokens.expect(")");
  if (operands.length !== (count ?? operands.length)) {
    throw new TypeError(`${operands.length} arguments where ${count} are expected`);
  }
  return operands;
}

/** An absent attribute meets no comparison but `<>`. */
function readComparison(tokens: Tokens): Condition {
  const left = readOperand(tokens);
  if (tokens.skip("IN")) {
    const options = readArguments(tokens);
    return (item, bindings) => {
      const value = left(item, bindings);
      return options.some((option) => isEqualValue(value, option(item, bindings)));
    };
  }
  if (tokens.skip("BETWEEN")) {
    const lowest = readOperand(tokens);
    tokens.expect("AND");
    const highest = readOperand(tokens);
    return (item, bindings) => {
      const value = left(item, bindings);
      return (
        compareValues(value, lowest(item, bindings)) >= 0 &&
        compareValues(value, highest(item, bindings)) <= 0
      );
    };
  }
  const operator = tokens.next();
  const right = readOperand(tokens);
  const holds = COMPARISONS[operator];
  if (holds === undefined) throw new TypeError(`no comparison is called ${operator}`);
  return (item, bindings) => holds(left(item, bindings), right(item, bindings));
}

type Comparison = (a: AttributeValue | undefined, b: AttributeValue | undefined) => boolean;

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  "=": isEqualValue,
  "<>": (a, b) => !isEqualValue(a, b),
  "<": (a, b) => compareValues(a, b) < 0,
  "<=": (a, b) => compareValues(a, b) <= 0,
  ">": (a, b) => compareValues(a, b) > 0,
  ">=": (a, b) => compareValues(a, b) >= 0,
};

function numberIn(value: AttributeValue | undefined): number {
  if (value?.N === undefined) throw validationFailed("arithmetic on what is no number");
  return Number(value.N);
}
