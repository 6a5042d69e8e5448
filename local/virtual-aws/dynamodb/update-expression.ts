import type { Item } from "../../../lambdas/shared/adapters/delivery-item.ts";
import { validationFailed } from "./dynamodb-errors.ts";
import { readName, readOperand, type Bindings } from "./expression.ts";
import type { Tokens } from "./tokens.ts";

/** What an update makes of an item; all its values are those of the item before. */
export type Change = (before: Item, bindings: Bindings) => Item;

type Assign = (before: Item, after: Item, bindings: Bindings) => void;

/** Reads an update expression: `SET`, `REMOVE` and `ADD` of top-level attributes, as often as there are any. */
export function readChange(tokens: Tokens): Change {
  const assigns: Assign[] = [];
  for (;;) {
    if (tokens.skip("SET")) readList(tokens, assigns, readSet);
    else if (tokens.skip("REMOVE")) readList(tokens, assigns, readRemove);
    else if (tokens.skip("ADD")) readList(tokens, assigns, readAdd);
    else break;
  }
  if (assigns.length === 0) throw new TypeError("an update that changes nothing");
  return (before, bindings) => {
    const after = { ...before };
    for (const assign of assigns) assign(before, after, bindings);
    return after;
  };
}

function readList(tokens: Tokens, assigns: Assign[], read: (tokens: Tokens) => Assign): void {
  do assigns.push(read(tokens));
  while (tokens.skip(","));
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

function readRemove(tokens: Tokens): Assign {
  const nameOf = readName(tokens);
  return (_before, after, bindings) => {
    delete after[nameOf(bindings)];
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
