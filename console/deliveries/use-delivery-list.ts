import { useEffect, useState } from "preact/hooks";

import type { Delivery } from "../../client/client.ts";
import { type Loaded, useLoaded } from "../api/use-loaded.ts";
import type { ApiPage, OnePage } from "../api/use-pages.ts";
import { useAccess } from "../shell/use-access.ts";
import { fillPage } from "./fill-page.ts";
import { type Filters, writeFilters } from "./filters.ts";

/** Lists whose place is kept while somebody looks at one of their deliveries. */
const MOST_PLACES = 20;

/** Cursors of the pages that lead to where each list was left; the newest list last. */
const places = new Map<string, readonly string[]>();

/** A page of deliveries at a time; who comes back to a list finds the page that was left. */
export type DeliveryList = OnePage<Delivery> & {
  /** Goes to the first page. */
  readonly newest: () => void;
};

/** The deliveries that filters let pass, newest first. */
export function useDeliveryList(filters: Filters): DeliveryList {
  const { application, environment } = useAccess();
  const [, redraw] = useState({});
  const key = `${application}/${environment}?${writeFilters(filters)}`;
  const cursors = places.get(key) ?? [];
  const cursor = cursors.at(-1);

  const loaded = useLoaded<ApiPage<Delivery>>(
    (client, signal) =>
      fillPage((from, limit) => {
        const query = { ...filters, limit, ...(from !== undefined && { cursor: from }) };
        return client.GET("/deliveries", { params: { query }, signal });
      }, cursor),
    [key, cursor],
  );
  const page = loaded.state === "loaded" ? loaded.value : undefined;
  const next = page?.next_cursor ?? null;

  const goTo = (way: readonly string[]): void => {
    places.delete(key);
    places.set(key, way);
    const [oldest] = places.keys();
    if (places.size > MOST_PLACES && oldest !== undefined) places.delete(oldest);
    redraw({});
  };
  // Cursors open for the key that got them: another one begins at the newest.
  const isForeign =
    loaded.state === "failed" && loaded.problem.errors.some(({ field }) => field === "cursor");
  useEffect(() => {
    if (isForeign && cursor !== undefined) goTo([]);
  }, [isForeign, cursor]);
  return {
    ...rowsOf(loaded),
    rows: page?.data ?? [],
    number: cursors.length + 1,
    hasNewer: cursors.length > 0,
    hasOlder: next !== null,
    newest: () => goTo([]),
    newer: () => goTo(cursors.slice(0, -1)),
    older: () => {
      if (next !== null) goTo([...cursors, next]);
    },
    reload: loaded.reload,
  };
}

function rowsOf(loaded: Loaded<ApiPage<Delivery>>): Loaded<readonly Delivery[]> {
  return loaded.state === "loaded" ? { ...loaded, value: loaded.value.data } : loaded;
}
