import { useRef, useState } from "preact/hooks";

import type { RingbackClient } from "../../client/client.ts";
import { useClient } from "./client-context.ts";
import { type Answered, outcomeOf } from "./outcome.ts";
import type { Problem } from "./problems.ts";
import { type Loaded, useLoaded } from "./use-loaded.ts";

/** A page as the API's lists answer it. */
export interface ApiPage<Row> {
  readonly data: readonly Row[];
  /** null on the last page. */
  readonly next_cursor: string | null;
}

/** Asks for one page: the first where the cursor is undefined. */
export type LoadPage<Row> = (
  client: RingbackClient,
  cursor: string | undefined,
  signal: AbortSignal,
) => Promise<Answered<ApiPage<Row>>>;

/** Most rows that one list grows to: more than that nobody reads, and the page stays quick. */
const MOST_ROWS = 2000;

/** The first pages of a list, more of them on demand. */
export type FirstPages<Row> = Loaded<readonly Row[]> & {
  /** Empty until the first page is there. */
  readonly rows: readonly Row[];
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  /** Why the last `loadMore` failed. */
  readonly moreProblem: Problem | undefined;
  readonly loadMore: () => Promise<void>;
  readonly reload: () => void;
};

interface More<Row> {
  readonly first: ApiPage<Row> | undefined;
  readonly rows: readonly Row[];
  readonly cursor: string | null;
}

/** A list that grows, up to 2,000 rows; it begins anew when `deps` change. */
export function useFirstPages<Row>(load: LoadPage<Row>, deps: readonly unknown[]): FirstPages<Row> {
  const client = useClient();
  const loaded = useLoaded<ApiPage<Row>>((own, signal) => load(own, undefined, signal), deps);
  const first = loaded.state === "loaded" ? loaded.value : undefined;
  const [more, setMore] = useState<More<Row>>({ first: undefined, rows: [], cursor: null });
  const [adding, setAdding] = useState<{ isRunning: boolean; problem?: Problem }>({
    isRunning: false,
  });
  // What was added belongs to the first page that it was added to.
  const present: More<Row> =
    more.first === first && first !== undefined
      ? more
      : { first, rows: first?.data ?? [], cursor: first?.next_cursor ?? null };
  const latest = useRef(present);
  latest.current = present;

  const loadMore = async (): Promise<void> => {
    const from = latest.current;
    if (from.cursor === null || adding.isRunning) return;
    const cursor = from.cursor;
    setAdding({ isRunning: true });
    const { signal } = new AbortController();
    const outcome = await outcomeOf(() => load(client, cursor, signal));
    setAdding(
      outcome.kind === "problem"
        ? { isRunning: false, problem: outcome.problem }
        : { isRunning: false },
    );
    if (outcome.kind !== "value" || latest.current.first !== from.first) return;
    const { data, next_cursor: next } = outcome.value;
    setMore({ first: from.first, rows: [...from.rows, ...data], cursor: next });
  };

  const { rows } = present;
  const state: Loaded<readonly Row[]> =
    loaded.state === "loaded" ? { ...loaded, value: rows } : loaded;
  return {
    ...state,
    rows,
    hasMore: present.cursor !== null && rows.length < MOST_ROWS,
    isLoadingMore: adding.isRunning,
    moreProblem: adding.problem,
    loadMore,
    reload: loaded.reload,
  };
}

/** One page of a list at a time. */
export type OnePage<Row> = Loaded<readonly Row[]> & {
  /** Empty until the page is there. */
  readonly rows: readonly Row[];
  /** Number of the page, from 1. */
  readonly number: number;
  readonly hasNewer: boolean;
  readonly hasOlder: boolean;
  readonly newer: () => void;
  readonly older: () => void;
  readonly reload: () => void;
};

/** A list by pages, newest first; it is at its first page again when `deps` change. */
export function usePage<Row>(load: LoadPage<Row>, deps: readonly unknown[]): OnePage<Row> {
  const [at, setAt] = useState<{ key: string; cursors: readonly string[] }>({
    key: "",
    cursors: [],
  });
  const key = JSON.stringify(deps);
  const cursors = at.key === key ? at.cursors : [];
  const cursor = cursors.at(-1);
  const loaded = useLoaded<ApiPage<Row>>(
    (client, signal) => load(client, cursor, signal),
    [key, cursor],
  );
  const page = loaded.state === "loaded" ? loaded.value : undefined;
  const next = page?.next_cursor ?? null;
  const state: Loaded<readonly Row[]> =
    loaded.state === "loaded" ? { ...loaded, value: loaded.value.data } : loaded;
  return {
    ...state,
    rows: page?.data ?? [],
    number: cursors.length + 1,
    hasNewer: cursors.length > 0,
    hasOlder: next !== null,
    newer: () => setAt({ key, cursors: cursors.slice(0, -1) }),
    older: () => {
      if (next !== null) setAt({ key, cursors: [...cursors, next] });
    },
    reload: loaded.reload,
  };
}
