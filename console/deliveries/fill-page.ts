import type { Answered } from "../api/outcome.ts";
import type { ApiPage } from "../api/use-pages.ts";

/** Rows on a page of deliveries. */
export const PAGE_ROWS = 50;
/** Requests for one page: each looks at up to 1,000 deliveries that a filter may leave out. */
const MOST_REQUESTS = 5;

/** Asks for a part of a list, of so many rows at most. */
export type ListPart<Row> = (
  cursor: string | undefined,
  limit: number,
) => Promise<Answered<ApiPage<Row>>>;

/**
 * A whole page of a list whose pages may be short: where a filter lets few rows pass, the API ends
 * a page early, and this asks on until it is full, the list ends, or five requests were made.
 */
export async function fillPage<Row>(
  list: ListPart<Row>,
  cursor: string | undefined,
  size = PAGE_ROWS,
): Promise<Answered<ApiPage<Row>>> {
  const data: Row[] = [];
  let next = cursor;
  for (let requests = 1; ; requests += 1) {
    const answered = await list(next, size - data.length);
    if (answered.data === undefined) return answered;
    data.push(...answered.data.data);
    next = answered.data.next_cursor ?? undefined;
    if (next === undefined || data.length >= size || requests >= MOST_REQUESTS) {
      return { data: { data, next_cursor: next ?? null }, response: answered.response };
    }
  }
}
