import { queueableJson } from "./queueable-json.ts";

/**
 * The detail of an entry that we put on the bus, as text: the payload's numbers and key order stay
 * as they were written, and every character is one that the queue behind the bus takes.
 * `readEventEntry` reads it.
 * @param head the other members: at least one
 * @param payload JSON text of an object
 */
export function entryDetail(head: object, payload: string): string {
  return queueableJson(`${JSON.stringify(head).slice(0, -1)},"payload":${payload}}`);
}
