import { useEffect, useRef, useState } from "preact/hooks";

import type { Problem } from "../api/problems.ts";
import { useAccess } from "../shell/use-access.ts";
import { collectMatching } from "./collect-matching.ts";
import { type Filters, writeFilters } from "./filters.ts";
import { MOST_SELECTED, type SelectionChange } from "./selection.ts";

/** Selecting everything that filters let pass, which takes a request for 200. */
export interface SelectAll {
  readonly isRunning: boolean;
  /** How many were found so far. */
  readonly found: number;
  /** Why it could not go on; what was found is selected. */
  readonly problem: Problem | undefined;
  readonly start: () => void;
  readonly stop: () => void;
}

/** Selects all that match; it ends when the filters change, or the page is left. */
export function useSelectAll(
  filters: Filters,
  onSelect: (change: SelectionChange) => void,
): SelectAll {
  const { client } = useAccess();
  const stopping = useRef<AbortController | undefined>(undefined);
  const [state, setState] = useState<{ isRunning: boolean; found: number; problem?: Problem }>({
    isRunning: false,
    found: 0,
  });
  const stop = (): void => stopping.current?.abort();
  useEffect(
    () => () => {
      stop();
      // What it finds until then belongs to another list.
      stopping.current = undefined;
      setState({ isRunning: false, found: 0 });
    },
    [writeFilters(filters)],
  );

  const start = async (): Promise<void> => {
    stop();
    const stopped = new AbortController();
    stopping.current = stopped;
    const { signal } = stopped;
    setState({ isRunning: true, found: 0 });
    const { ids, problem } = await collectMatching(
      (cursor, limit) => {
        const query = { ...filters, limit, ...(cursor !== undefined && { cursor }) };
        return client.GET("/deliveries", { params: { query }, signal });
      },
      { most: MOST_SELECTED, signal, found: (found) => setState({ isRunning: true, found }) },
    );
    if (stopping.current !== stopped) return;
    onSelect({ kind: "set", ids, isSelected: true });
    setState({ isRunning: false, found: ids.length, ...(problem !== undefined && { problem }) });
  };
  return { ...state, problem: state.problem, start: () => void start(), stop };
}
