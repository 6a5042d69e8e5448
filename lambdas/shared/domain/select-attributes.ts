import type { EventAttributes } from "./event-type.ts";
import { compactJson, membersOf } from "./json-text.ts";

/**
 * The attributes that are sent: the mandatory ones and the chosen ones, or the event type's default
 * set where nothing was chosen. Chosen names that this type does not know are ignored: a webhook
 * may name attributes of several types.
 * @param attributes of the event type; `undefined` where it is not in the catalogue
 * @returns `whole` where the payload is sent as it is: the type declares no attributes, or has all
 *   of them as its default
 */
export function selectionOf(
  attributes: EventAttributes | undefined,
  chosen: readonly string[] | undefined,
): "whole" | readonly string[] {
  if (attributes === undefined) return "whole";
  const wanted = chosen ?? attributes.default;
  if (wanted === "*") return "whole";
  const known = new Set(namesOf(attributes));
  if (known.size === 0) return "whole";
  return unique([...attributes.mandatory, ...wanted.filter((name) => known.has(name))]);
}

/**
 * The payload with some of its members: their order, names and values keep the text that stands
 * there, so `5.00` stays.
 * @param payload text of a JSON object
 * @returns compact JSON
 */
export function selectAttributes(payload: string, names: readonly string[]): string {
  const selected = new Set(names);
  const members = membersOf(payload)
    .filter(({ name }) => selected.has(name))
    .map(({ nameText, valueText }) => `${nameText}:${valueText}`);
  return compactJson(`{${members.join(",")}}`);
}

/** The chosen names that none of the event types knows. */
export function unknownAttributes(
  chosen: readonly string[],
  types: readonly EventAttributes[],
): string[] {
  const known = new Set(knownAttributes(types));
  return chosen.filter((name) => !known.has(name));
}

/** The names that any of the event types knows, in the order in which they first come. */
export function knownAttributes(types: readonly EventAttributes[]): string[] {
  return unique(types.flatMap(namesOf));
}

function namesOf({ mandatory, selectable, default: defaults }: EventAttributes): string[] {
  return [...mandatory, ...selectable, ...(defaults === "*" ? [] : defaults)];
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}
