import type { AttributeValue } from "@aws-sdk/client-dynamodb";

import type { Item } from "../../../lambdas/shared/dynamodb/attributes.ts";
import { readPath, type Bindings } from "./expression.ts";
import { makeReader, type Tokens } from "./tokens.ts";

/** What of an item is shown. */
export type Projection = (item: Item, bindings: Bindings) => Item;

/** Reads `name, #name, map.member`, each text once. */
export const projectionOf = makeReader((tokens: Tokens): Projection => {
  const paths = [readPath(tokens)];
  while (tokens.skip(",")) paths.push(readPath(tokens));
  return (item, bindings) => {
    const shown: Item = {};
    for (const path of paths)
      show(
        item,
        shown,
        path.map((name) => name(bindings)),
      );
    return shown;
  };
});

/** Copies the one value at the end of a path, and of the maps on the way no other member. */
function show(from: Item, to: Item, [name = "", ...within]: readonly string[]): void {
  const value = from[name];
  if (value === undefined) return;
  if (within.length === 0) {
    to[name] = value;
  } else if (value.M !== undefined) {
    const members: Record<string, AttributeValue> = { ...to[name]?.M };
    show(value.M, members, within);
    if (Object.keys(members).length > 0) to[name] = { M: members };
  }
}
