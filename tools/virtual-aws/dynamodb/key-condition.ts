import type { AttributeValue } from "@aws-sdk/client-dynamodb";

import { compareValues } from "./attribute-values.ts";
import { readName, readOperand, type Bindings, type Operand } from "./expression.ts";
import { makeReader, type Tokens } from "./tokens.ts";

/**
 * The part of a partition that a query asks for: everything from the first sort key not before it
 * to the last not behind it.
 */
export interface SortRange {
  readonly isBefore: (sortKey: AttributeValue | undefined) => boolean;
  readonly isBehind: (sortKey: AttributeValue | undefined) => boolean;
}

/** What a query asks for. */
export interface KeyCondition {
  /** Name of the partition key, and its value. */
  readonly partition: (bindings: Bindings) => readonly [name: string, value: string];
  /** Name of the sort key, and the range; `undefined`: the whole partition. */
  readonly sort: ((bindings: Bindings) => readonly [name: string, range: SortRange]) | undefined;
}

/** The whole of a partition. */
export const EVERYTHING: SortRange = { isBefore: () => false, isBehind: () => false };

/** Reads `partition = :value`, and after `AND` what is asked of the sort key; each text once. */
export const keyConditionOf = makeReader((tokens: Tokens): KeyCondition => {
  const name = readName(tokens);
  tokens.expect("=");
  const value = readOperand(tokens);
  const sort = tokens.skip("AND") ? readSort(tokens) : undefined;
  return {
    partition(bindings) {
      const text = value(undefined, bindings)?.S;
      if (text === undefined) throw new TypeError("the partition of a query is no text");
      return [name(bindings), text];
    },
    sort,
  };
});

type RangeOf = (...values: readonly AttributeValue[]) => SortRange;

function readSort(tokens: Tokens): KeyCondition["sort"] {
  if (tokens.skip("begins_with")) {
    tokens.expect("(");
    const name = readName(tokens);
    tokens.expect(",");
    const prefix = readOperand(tokens);
    tokens.expect(")");
    return sortOf(name, [prefix], beginningWith);
  }
  const name = readName(tokens);
  if (tokens.skip("BETWEEN")) {
    const lowest = readOperand(tokens);
    tokens.expect("AND");
    return sortOf(name, [lowest, readOperand(tokens)], between);
  }
  const operator = tokens.next();
  const rangeOf = RANGES[operator];
  if (rangeOf === undefined) throw new TypeError(`no sort key is compared by ${operator}`);
  return sortOf(name, [readOperand(tokens)], rangeOf);
}

function sortOf(
  name: (bindings: Bindings) => string,
  operands: readonly Operand[],
  rangeOf: RangeOf,
): KeyCondition["sort"] {
  return (bindings) => {
    const values = operands.map((operand) => {
      const value = operand(undefined, bindings);
      if (value === undefined) throw new TypeError("a sort key is compared with nothing");
      return value;
    });
    return [name(bindings), rangeOf(...values)];
  };
}

const between: RangeOf = (lowest, highest) => ({
  isBefore: (key) => compareValues(key, lowest) < 0,
  isBehind: (key) => compareValues(key, highest) > 0,
});

const beginningWith: RangeOf = (prefix) => ({
  isBefore: (key) => compareValues(key, prefix) < 0,
  isBehind: (key) =>
    compareValues(key, prefix) >= 0 && key?.S?.startsWith(prefix?.S ?? "") !== true,
});

const RANGES: Readonly<Record<string, RangeOf>> = {
  "=": (value) => between(value, value),
  "<": (value) => ({ ...EVERYTHING, isBehind: (key) => compareValues(key, value) >= 0 }),
  "<=": (value) => ({ ...EVERYTHING, isBehind: (key) => compareValues(key, value) > 0 }),
  ">": (value) => ({ ...EVERYTHING, isBefore: (key) => compareValues(key, value) <= 0 }),
  ">=": (value) => ({ ...EVERYTHING, isBefore: (key) => compareValues(key, value) < 0 }),
};
