import type { EventType } from "../domain/event-type.ts";

/** What the catalogue adds to a built-in event type: name, system, attributes are the profile's. */
export type CatalogueText = Required<Pick<EventType, "description" | "schema" | "example">>;
