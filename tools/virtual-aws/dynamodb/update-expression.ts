import type { AttributeValue } from "@aws-sdk/client-dynamodb";

import type { Item } from "../../../lambdas/shared/dynamodb/attributes.ts";
import { validationFailed } from "./dynamodb-errors.ts";
import { readName, readOperand, type Bindings } from "./expression.ts";
import type { Tokens } from "./tokens.ts";

/** What an update makes of an item; all its values are those of the item before. */
export type Change = (before: Item, bindings: Bindings) => Item;

type NameOf = (bindings: Bindings) => string;

type Assign = (before: Item, after: Item, bindings: Bindings) => void;

/**
 * Reads an update expression: `SET`, `REMOVE` and `ADD` of top-level attributes, as often as there
 * are any.
 */
export function readChange(tokens: Tokens): Change {
  const assigns: Assign[] = [];
  const removed: NameOf[] = [];
  for (;;) {
    if (tokens.skip("SET")) assigns.push(...readList(tokens, readSet));
    else if (tokens.skip("ADD")) assigns.push(...readList(tokens, readAdd));
    else if (tokens.skip("REMOVE")) removed.push(...readList(tokens, readName));
    else break;
  }
  if (assigns.length + removed.length === 0) throw new TypeError("an update that changes nothing");
  return (before, bindings) => {
    const after = without(before, removed, bindings);
    for (const assign of assigns) assign(before, after, bindings);
    return after;
  };
}

function readList<T>(tokens: Tokens, read: (tokens: Tokens) => T): T[] {
  const all = [read(tokens)];
  while (tokens.skip(",")) all.push(read(tokens));
  return all;
}

/**
 * A copy without some attributes. Nothing is deleted from it: an object is slow for ever after a
 * `delete`.
 */
function without(item: Item, removed: readonly NameOf[], bindings: Bindings): Item {
  const names = removed.map((nameOf) => nameOf(bindings)).filter((name) => name in item);
  if (names.length === 0) return { ...item };
  const copy: Item = {};
  for (const name in item) {
    if (!names.includes(name)) copy[name] = item[name] as AttributeValue;
  }
  return copy;
}

function readSet(tokens: Tokens): Assign {
  const nameOf = readName(tokens);
  tokens.expect("=");
  const operand = readOperand(tokens);
  return (before, after, bindings) => {
    const name = nameOf(bindings);
    const value = operand(before, bindings);
    if (value === undefined) throw validationFailed(`${name} is set to nothing`);
    after[name] = value;
  };
}

/** A number is added to, a set of texts is joined; what is absent begins with nothing. */
function readAdd(tokens: Tokens): Assign {
  const nameOf = readName(tokens);
  const operand = readOperand(tokens);
  return (before, after, bindings) => {
    const name = nameOf(bindings);
    const [present, added] = [before[name], operand(before, bindings)];
    if (added?.N !== undefined && (present === undefined || present.N !== undefined)) {
      after[name] = { N: String(Number(present?.N ?? 0) + Number(added.N)) };
    } else if (added?.SS !== undefined && (present === undefined || present.SS !== undefined)) {
      after[name] = { SS: [...new Set([...(present?.SS ?? []), ...added.SS])] };
    } else {
      throw validationFailed(`nothing can be added to ${name}`);
    }
  };
}
