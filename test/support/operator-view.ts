import type { TestCloud } from "./cloud.ts";

/** Elements of a page, the most that the API gives. */
const PAGE_SIZE = 200;

/** Everything of a kind that the operator sees, page by page. */
// oxlint-disable-next-line typescript/no-explicit-any -- each kind has a shape of its own
export async function operatorView(cloud: TestCloud, kind: string): Promise<any[]> {
  const found: unknown[] = [];
  let cursor = "";
  do {
    const path = `/operations?kind=${kind}&limit=${PAGE_SIZE}${cursor}`;
    const { status, body, text } = await cloud.operator("GET", path);
    if (status !== 200) throw new Error(`expected 200, got ${status}: ${text}`);
    found.push(...body.data);
    cursor = body.next_cursor === null ? "" : `&cursor=${body.next_cursor}`;
  } while (cursor !== "");
  return found;
}
