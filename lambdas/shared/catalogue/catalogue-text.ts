import type { EventType } from "../domain/event-type.ts";

/** What the catalogue adds to a built-in event type; its name, system and attributes stand in the profile. */
export type CatalogueText = Required<Pick<EventType, "description" | "schema" | "example">>;
