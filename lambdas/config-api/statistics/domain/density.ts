/** A stretch of an index that was read, both ends included. */
export interface ReadPage {
  readonly fromMs: number;
  readonly toMs: number;
  /** Rows in it. */
  readonly rows: number;
  /** Times of some of its rows, chosen by chance, oldest first. */
  readonly sampledMs: readonly number[];
}

/** The end of a page that one looks from. */
export type Edge = "from" | "to";

/**
 * Rows a millisecond in the quarter of its rows next to an end: how dense it may be behind that. 0
 * without a page.
 */
export function peakBeside(page: ReadPage | undefined, edge: Edge): number {
  if (page === undefined) return 0;
  const { fromMs, toMs, rows, sampledMs } = page;
  const count = Math.ceil(sampledMs.length / 4);
  const last = edge === "from" ? sampledMs[count - 1] : sampledMs.at(-count);
  if (last === undefined) return rows / (toMs - fromMs + 1);
  const spanMs = (edge === "from" ? last - fromMs : toMs - last) + 1;
  return (rows * count) / sampledMs.length / spanMs;
}
