import type { ItemKey } from "../../../lambdas/shared/dynamodb/attributes.ts";

/** Sort keys tell what an item is. */
const KINDS: readonly (readonly [prefix: string, kind: string])[] = [
  ["event", "event"],
  ["d#", "delivery"],
  ["a#", "attempt"],
  ["lane", "lane"],
  ["span#", "tally"],
  ["webhook#", "webhook"],
  ["environment", "revision"],
];

/** What an item is, as the meter calls it. */
export function kindOf({ sk }: ItemKey): string {
  return KINDS.find(([prefix]) => sk.S.startsWith(prefix))?.[1] ?? "item";
}
