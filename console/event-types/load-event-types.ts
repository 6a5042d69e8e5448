import type { EventType, RingbackClient } from "../../client/client.ts";
import type { Answered } from "../api/outcome.ts";

/** Elements of a page: the most that the API gives. */
const PAGE = 200;

/** The whole catalogue, by name: built-in event types and the application's own, some 150. */
export async function loadEventTypes(
  client: RingbackClient,
  signal: AbortSignal,
): Promise<Answered<readonly EventType[]>> {
  const all: EventType[] = [];
  let cursor: string | undefined;
  for (;;) {
    const query = { limit: PAGE, ...(cursor !== undefined && { cursor }) };
    const { data, error, response } = await client.GET("/event-types", {
      params: { query },
      signal,
    });
    if (data === undefined) return { error, response };
    all.push(...data.data);
    if (data.next_cursor === null) return { data: all, response };
    cursor = data.next_cursor;
  }
}
