import { distance } from "fastest-levenshtein";

/** The name nearest to `wrong`, or `undefined` when none is within a third of its length. */
export function nearestName(wrong: string, names: readonly string[]): string | undefined {
  const [best] = names
    .map((name) => ({ name, edits: distance(wrong.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, edits }) => edits <= name.length / 3)
    .toSorted((one, other) => one.edits - other.edits);
  return best?.name;
}
