import type { EventType, RingbackClient } from "../../../client/client.ts";
import type { Answered } from "../../api/outcome.ts";

/** Pages that are read at most: 100 types each, more than an application may have. */
const MOST_PAGES = 20;

/** All event types of the environment. */
export async function loadEventTypes(
  client: RingbackClient,
  signal: AbortSignal,
): Promise<Answered<readonly EventType[]>> {
  const types: EventType[] = [];
  let cursor: string | undefined;
  for (let page = 1; ; page += 1) {
    const query = { limit: 100, ...(cursor !== undefined && { cursor }) };
    const answer = await client.GET("/event-types", { params: { query }, signal });
    if (answer.data === undefined) return { error: answer.error, response: answer.response };
    types.push(...answer.data.data);
    cursor = answer.data.next_cursor ?? undefined;
    if (cursor === undefined || page === MOST_PAGES) {
      return { data: types, response: answer.response };
    }
  }
}
