import { outcomeOf } from "../api/outcome.ts";
import type { Problem } from "../api/problems.ts";
import type { ListPart } from "./fill-page.ts";

/** The most that the API gives at once. */
const PART_ROWS = 200;

/** The ids of all that a filter lets pass, as far as they were read. */
export interface Matching {
  readonly ids: readonly string[];
  /**
   * - `end`: all of them.
   * - `bound`: there may be more than the bound.
   * - `stopped`: on demand.
   * - `problem`: the API refused, or did not answer.
   */
  readonly ended: "end" | "bound" | "stopped" | "problem";
  readonly problem?: Problem;
}

/**
 * Reads the ids of a list, page by page.
 * @param of.most the bound: no more ids than that
 * @param of.found tells how many there are so far
 */
export async function collectMatching(
  list: ListPart<{ readonly id: string }>,
  of: {
    readonly most: number;
    readonly signal: AbortSignal;
    readonly found: (count: number) => void;
  },
): Promise<Matching> {
  const { most, signal, found } = of;
  const ids: string[] = [];
  let cursor: string | undefined;
  for (;;) {
    if (signal.aborted) return { ids, ended: "stopped" };
    const from = cursor;
    const limit = Math.min(PART_ROWS, most - ids.length);
    const outcome = await outcomeOf(() => list(from, limit), signal);
    if (outcome.kind === "gone") return { ids, ended: "stopped" };
    if (outcome.kind === "problem") return { ids, ended: "problem", problem: outcome.problem };
    const { data, next_cursor: next } = outcome.value;
    ids.push(...data.map(({ id }) => id));
    found(ids.length);
    if (next === null) return { ids, ended: "end" };
    if (ids.length >= most) return { ids, ended: "bound" };
    cursor = next;
  }
}
