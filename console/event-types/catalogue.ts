import type { EventType } from "../../client/client.ts";

/** Event types of one system, as the list shows them together. */
export interface CatalogueGroup {
  /** `own`, or the name of a profile. */
  readonly system: string;
  readonly title: string;
  readonly types: readonly EventType[];
}

/** Systems in the order of the list; `standard` are those that Ringback tells of itself. */
const TITLES: ReadonlyMap<string, string> = new Map([
  ["own", "Your own"],
  ["powerauth", "PowerAuth"],
  ["transactionlink", "TransactionLink"],
  ["ncore", "nCore"],
  ["relid", "REL-ID"],
  ["pawapass", "pawaPass"],
  ["standard", "About Ringback itself"],
]);

/** The system of an event type: its profile, or `own`. */
export function systemOf({ built_in: isBuiltIn, profile }: EventType): string {
  return isBuiltIn ? (profile ?? "standard") : "own";
}

/** How a system is called. */
export function systemTitle(system: string): string {
  return TITLES.get(system) ?? system;
}

/** The systems that a catalogue has, in the order of the list. */
export function systemsIn(types: readonly EventType[]): string[] {
  const present = new Set(types.map(systemOf));
  const known = [...TITLES.keys()];
  return [
    ...known.filter((system) => present.has(system)),
    ...[...present].filter((system) => !TITLES.has(system)),
  ];
}

/**
 * The catalogue by system, cut to what is searched for.
 * @param search words that a name or description must all have, in any case
 * @param system only its event types; empty: all
 */
export function catalogueGroups(
  types: readonly EventType[],
  search: string,
  system: string,
): CatalogueGroup[] {
  const words = search
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== "");
  const found = types.filter((type) => {
    const text = `${type.name} ${type.description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  return systemsIn(found)
    .filter((each) => system === "" || each === system)
    .map((each) => ({
      system: each,
      title: systemTitle(each),
      types: found.filter((type) => systemOf(type) === each),
    }));
}
