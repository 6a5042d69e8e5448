import type { EventType } from "../../../client/client.ts";
import { knownAttributes } from "../../../lambdas/shared/domain/select-attributes.ts";

/** What is needed of an event type to choose it. */
export type ChosenType = Pick<EventType, "name" | "description"> &
  Partial<Pick<EventType, "profile" | "mandatory" | "selectable" | "default" | "example">>;

/** The event types in whose name, system or description every word is; by name first. */
export function matchingTypes(types: readonly ChosenType[], query: string): readonly ChosenType[] {
  const words = query
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== "");
  if (words.length === 0) return types;
  const found = types.filter((type) => {
    const text = `${type.name} ${type.profile ?? ""} ${type.description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const [first = ""] = words;
  const isByName = ({ name }: ChosenType) => (name.toLowerCase().includes(first) ? 0 : 1);
  return found.toSorted((one, other) => isByName(one) - isByName(other));
}

/** Attributes that may be chosen of some event types, and those that are sent in any case. */
export interface AttributeChoices {
  readonly selectable: readonly string[];
  /** Mandatory in each of the types. */
  readonly mandatory: readonly string[];
}

/**
 * What attributes there are to choose.
 * @param events names of types, all of them where empty
 */
export function attributeChoices(
  types: readonly ChosenType[],
  events: readonly string[],
): AttributeChoices {
  const chosen = types.filter(({ name }) => events.length === 0 || events.includes(name));
  const known = chosen.map(({ mandatory = [], selectable = [], default: usual = [] }) => ({
    mandatory,
    selectable,
    default: usual.includes("*") ? ("*" as const) : usual,
  }));
  const [first, ...others] = known;
  const mandatory = (first?.mandatory ?? []).filter((name) =>
    others.every((type) => type.mandatory.includes(name)),
  );
  const selectable = knownAttributes(known).filter((name) => !mandatory.includes(name));
  return { selectable, mandatory };
}

/** A sample to try a filter on: the example of the first chosen type that has one. */
export function sampleOf(types: readonly ChosenType[], events: readonly string[]): string {
  const withExample = types.filter(({ example }) => example !== undefined);
  const chosen = events
    .map((event) => withExample.find(({ name }) => name === event))
    .find((type) => type !== undefined);
  const type = events.length === 0 ? withExample[0] : chosen;
  return type === undefined ? "{\n}" : JSON.stringify(type.example, undefined, 2);
}
