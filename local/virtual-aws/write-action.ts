import type { AttributeValue } from "@aws-sdk/client-dynamodb";

import type { Item, ItemKey } from "../../lambdas/shared/adapters/delivery-item.ts";
import {
  readCondition,
  readName,
  readOperand,
  Tokens,
  type Bindings,
  type Condition,
} from "./expression.ts";

/** What an update makes of an item; all its values are those of the item before. */
export type Change = (before: Item, bindings: Bindings) => Item;

/** A PartiQL statement that was read: on which table, and what it does. */
export type WriteStatement =
  | { readonly kind: "insert"; readonly table: string; readonly names: readonly string[] }
  | {
      readonly kind: "update";
      readonly table: string;
      readonly change: Change;
      /** The whole WHERE clause; both keys are in it. */
      readonly condition: Condition;
      readonly keyOf: (bindings: Bindings) => ItemKey;
    };

type Assign = (before: Item, after: Item, bindings: Bindings) => void;

const remembered = new Map<string, unknown>();

/** Reads each text once: statements differ in their parameters only. */
function once<T>(kind: string, text: string, read: (tokens: Tokens) => T): T {
  const key = `${kind} ${text}`;
  if (!remembered.has(key)) {
    const tokens = new Tokens(text);
    const result = read(tokens);
    if (!tokens.isAtEnd) throw new Error(`"${tokens.upcoming}" is too much in ${text}`);
    remembered.set(key, result);
  }
  return remembered.get(key) as T;
}

/** Reads a condition expression; an absent one always holds. */
export function conditionOf(text: string | undefined): Condition {
  return text === undefined ? () => true : once("condition", text, readCondition);
}

/** Reads an update expression: `SET`, `REMOVE` and `ADD` of top-level attributes. */
export function changeOf(text: string): Change {
  return once("update", text, readChange);
}

/** Reads `INSERT INTO "table" VALUE {…}` or `UPDATE "table" SET … REMOVE … WHERE …`. */
export function statementOf(text: string): WriteStatement {
  return once("statement", text, (tokens) =>
    tokens.skip("INSERT") ? readInsert(tokens) : readUpdate(tokens),
  );
}

function readInsert(tokens: Tokens): WriteStatement {
  tokens.expect("INTO");
  const table = readName(tokens)({});
  tokens.expect("VALUE");
  tokens.expect("{");
  const names: string[] = [];
  do {
    names.push(readName(tokens)({}));
    tokens.expect(":");
    tokens.expect("?");
  } while (tokens.skip(","));
  tokens.expect("}");
  return { kind: "insert", table, names };
}

function readUpdate(tokens: Tokens): WriteStatement {
  tokens.expect("UPDATE");
  const table = readName(tokens)({});
  const change = readChange(tokens);
  tokens.expect("WHERE");
  const firstOfWhere = tokens.parameters;
  const condition = readCondition(tokens);
  // Every WHERE of ours begins with the two keys.
  const keyOf = ({ parameters = [] }: Bindings): ItemKey => ({
    pk: textValue(parameters[firstOfWhere]),
    sk: textValue(parameters[firstOfWhere + 1]),
  });
  return { kind: "update", table, change, condition, keyOf };
}

function textValue(value: AttributeValue | undefined): { readonly S: string } {
  if (value?.S === undefined) throw new Error("expected a key");
  return { S: value.S };
}

function readChange(tokens: Tokens): Change {
  const assigns: Assign[] = [];
  for (;;) {
    if (tokens.skip("SET")) readList(tokens, assigns, readSet);
    else if (tokens.skip("REMOVE")) readList(tokens, assigns, readRemove);
    else if (tokens.skip("ADD")) readList(tokens, assigns, readAdd);
    else break;
  }
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
  const name = readName(tokens);
  tokens.expect("=");
  const operand = readOperand(tokens);
  return (before, after, bindings) => {
    const value = operand(before, bindings);
    if (value === undefined) throw new Error(`${name(bindings)} is set to nothing`);
    after[name(bindings)] = value;
  };
}

function readRemove(tokens: Tokens): Assign {
  const name = readName(tokens);
  return (_before, after, bindings) => {
    delete after[name(bindings)];
  };
}

function readAdd(tokens: Tokens): Assign {
  const name = readName(tokens);
  const operand = readOperand(tokens);
  return (before, after, bindings) => {
    const [present, added] = [before[name(bindings)], operand(before, bindings)];
    after[name(bindings)] =
      added?.SS === undefined
        ? { N: String(Number(present?.N ?? 0) + Number(added?.N)) }
        : { SS: [...new Set([...(present?.SS ?? []), ...added.SS])] };
  };
}
