import type { AttributeValue } from "@aws-sdk/client-dynamodb";

import type { Item, ItemKey } from "../../../lambdas/shared/dynamodb/attributes.ts";
import { readConjunction, readName, type Bindings, type Condition } from "./expression.ts";
import { makeReader, type Tokens } from "./tokens.ts";
import { readChange, type Change } from "./update-expression.ts";

/** A PartiQL statement that was read: on which table, and what it does. */
export interface WriteStatement {
  readonly verb: "INSERT" | "UPDATE";
  readonly table: string;
  /** How many `?` it has. */
  readonly parameters: number;
  readonly keyOf: (bindings: Bindings) => ItemKey;
  /** Whether it may be done to what is there. */
  readonly condition: Condition;
  readonly change: Change;
}

/**
 * Reads `INSERT INTO "table" VALUE {…}` or `UPDATE "table" SET … REMOVE … WHERE …`, each text once.
 */
export const statementOf = makeReader((tokens: Tokens): WriteStatement =>
  tokens.skip("INSERT") ? readInsert(tokens) : readUpdate(tokens),
);

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
  const places = { pk: names.indexOf("pk"), sk: names.indexOf("sk") };
  return {
    verb: "INSERT",
    table,
    parameters: names.length,
    keyOf: keyReader(places.pk, places.sk),
    condition: (item) => item === undefined,
    change(_before, { parameters = [] }) {
      const item: Item = {};
      for (const [index, name] of names.entries()) item[name] = parameters[index] as AttributeValue;
      return item;
    },
  };
}

/** An UPDATE of one item: its WHERE begins with the two keys. */
function readUpdate(tokens: Tokens): WriteStatement {
  tokens.expect("UPDATE");
  const table = readName(tokens)({});
  const change = readChange(tokens);
  tokens.expect("WHERE");
  const first = tokens.parameters;
  for (const [index, key] of ["pk", "sk"].entries()) {
    if (index > 0) tokens.expect("AND");
    tokens.expect(`"${key}"`);
    tokens.expect("=");
    tokens.expect("?");
    tokens.parameters += 1;
  }
  const condition = tokens.skip("AND") ? readConjunction(tokens) : () => true;
  return {
    verb: "UPDATE",
    table,
    parameters: tokens.parameters,
    keyOf: keyReader(first, first + 1),
    condition: (item, bindings) => item !== undefined && condition(item, bindings),
    change,
  };
}

function keyReader(pk: number, sk: number): WriteStatement["keyOf"] {
  return ({ parameters = [] }) => ({ pk: textIn(parameters[pk]), sk: textIn(parameters[sk]) });
}

function textIn(value: AttributeValue | undefined): { readonly S: string } {
  if (value?.S === undefined) throw new TypeError("expected a key");
  return value;
}
