import type { CarriedEvent } from "../domain/delivery-message.ts";
import { selectAttributes, selectionOf } from "../domain/select-attributes.ts";
import { makeRecentMap } from "../memory/recent-map.ts";
import { builtInAttributesOf } from "../profiles/profiles.ts";

/** Bodies that a warm function remembers: an event's selection for many webhooks is cut once. */
const MOST_BODIES = 200;

/** Makes an event's body for a webhook's attributes: compact JSON, the payload if complete. */
export type RenderBody = (
  eventId: string,
  event: CarriedEvent,
  attributes: readonly string[] | undefined,
) => string;

/** Makes the renderer: once for each event and selection. */
export function makeRenderBody(): RenderBody {
  const remembered = makeRecentMap<string>(MOST_BODIES);
  return (eventId, event, attributes) => {
    const known = event.attributes ?? builtInAttributesOf(event.type);
    const selection = selectionOf(known, attributes);
    if (selection === "whole") return event.payload;
    const name = `${eventId} ${JSON.stringify(selection)}`;
    const rendered = remembered.get(name);
    if (rendered !== undefined) return rendered;
    const body = selectAttributes(event.payload, selection);
    remembered.set(name, body);
    return body;
  };
}
