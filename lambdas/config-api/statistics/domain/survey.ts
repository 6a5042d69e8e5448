/** A stretch of time in epoch milliseconds, both ends included. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a page of an index told: an index gives its rows by time, as many as a page holds. */
export interface Page {
  /** Rows that it went over. */
  readonly rows: number;
  /** Time of its last row, where there may be more behind it. */
  readonly reachedMs?: number;
  /** Times of some of its rows, chosen by chance, in the order of reading. */
  readonly sampledMs: readonly number[];
}

/** Rows in so many milliseconds. */
interface Density {
  readonly rows: number;
  readonly ms: number;
}

/** A stretch that has not been read. */
interface Gap extends Stretch {
  readonly shard: number;
  /** The pages that end where it begins, and begin where it ends. */
  readonly before?: ReadPage;
  readonly after?: ReadPage;
  /**
   * Whether a page ran out at this end. The other ends were chosen before anything was read there.
   */
  readonly isFromRunOut: boolean;
  readonly isToRunOut: boolean;
  /** What was read from places like these: the last that were chosen in what was a gap then. */
  readonly density: Density;
}

/** One page to read: from one end of its stretch on. */
export interface Probe extends Stretch {
  readonly shard: number;
  readonly newestFirst: boolean;
  readonly gap: Gap;
}

/** What has been read of a range, and what has not. */
export interface Survey {
  readonly pages: readonly ReadPage[];
  readonly gaps: readonly Gap[];
}

const NOTHING_READ: Density = { rows: 0, ms: 0 };

/**
 * The first probes: the range in slices, one shard each, in turn.
 * @param chances numbers in [0, 1), one a slice: where it ends in its share of the range. Traffic
 * often begins at full hours, and so do ranges
 */
export function firstProbes(
  { fromMs, toMs }: Stretch,
  chances: readonly number[],
  shards: number,
): Probe[] {
  const shareMs = (toMs - fromMs + 1) / chances.length;
  const inner = chances
    .slice(1)
    .map((chance, index) => Math.floor((index + 0.5 + chance) * shareMs));
  const cuts = [fromMs, ...inner.map((ms) => fromMs + ms), toMs + 1];
  return cuts.slice(1).flatMap((end, index) => {
    const stretch = { fromMs: cuts[index] as number, toMs: end - 1, shard: index % shards };
    const ends = { isFromRunOut: false, isToRunOut: false };
    return stretch.fromMs < end ? [probeOf({ ...stretch, ...ends, density: NOTHING_READ })] : [];
  });
}

/** The survey with one more page. */
export function withPage(survey: Survey, probe: Probe, page: Page): Survey {
  const { fromMs, toMs, newestFirst, gap } = probe;
  const { reachedMs = newestFirst ? fromMs : toMs, rows, sampledMs } = page;
  const read: ReadPage = newestFirst
    ? { fromMs: reachedMs, toMs, rows, sampledMs: sampledMs.toReversed() }
    : { fromMs, toMs: reachedMs, rows, sampledMs };
  const known = isFromMiddle(gap) ? NOTHING_READ : gap.density;
  const density = { rows: known.rows + rows, ms: known.ms + lengthOf(read) };
  const left = { ...gap, density, toMs: read.fromMs - 1, after: read, isToRunOut: newestFirst };
  const right = {
    ...gap,
    density,
    fromMs: read.toMs + 1,
    before: read,
    isFromRunOut: !newestFirst,
  };
  const rest: Gap[] = [left, right].filter((one) => one.fromMs <= one.toMs);
  return {
    pages: [...survey.pages, read],
    gaps: [...survey.gaps.filter((other) => other !== gap), ...rest],
  };
}

/**
 * Where to read next: where most rows may be hidden; `undefined` when there is no place for a
 * single one.
 */
export function nextProbe({ gaps }: Survey): Probe | undefined {
  let most = 1;
  let widest: Gap | undefined;
  for (const gap of gaps) {
    const peak = Math.max(peakBeside(gap.before, "to"), peakBeside(gap.after, "from"));
    if (lengthOf(gap) * peak < most) continue;
    most = lengthOf(gap) * peak;
    widest = gap;
  }
  return widest === undefined ? undefined : probeOf(widest);
}

/**
 * How many rows each page stands for: its own, and its share of those in the gaps beside it. A gap
 * is taken to be as dense as what was read from places that were chosen beforehand; where pages ran
 * out there are always rows.
 */
export function rowsStoodFor({ pages, gaps }: Survey): ReadonlyMap<ReadPage, number> {
  const stoodFor = new Map(pages.map((page) => [page, page.rows]));
  for (const gap of gaps) {
    const { before, after, density } = gap;
    const beside = [before, after].filter((page) => page !== undefined);
    const rowsBeside = beside.reduce((sum, { rows }) => sum + rows, 0);
    const hidden = (lengthOf(gap) * density.rows) / density.ms;
    for (const page of beside) {
      const share = page.rows / Math.max(1, rowsBeside);
      stoodFor.set(page, (stoodFor.get(page) as number) + hidden * share);
    }
  }
  return stoodFor;
}

/**
 * A gap is read from an end that was chosen beforehand, and where pages ran out at both of its
 * ends, from its middle.
 */
function probeOf(gap: Gap): Probe {
  const { fromMs, toMs, shard, isFromRunOut } = gap;
  const middleMs = Math.ceil((fromMs + toMs) / 2);
  if (isFromMiddle(gap)) return { fromMs: middleMs, toMs, shard, newestFirst: false, gap };
  return { fromMs, toMs, shard, newestFirst: isFromRunOut, gap };
}

function isFromMiddle({ isFromRunOut, isToRunOut }: Gap): boolean {
  return isFromRunOut && isToRunOut;
}

function lengthOf({ fromMs, toMs }: Stretch): number {
  return toMs - fromMs + 1;
}

/** A stretch of an index that was read, both ends included. */
interface ReadPage {
  readonly fromMs: number;
  readonly toMs: number;
  /** Rows in it. */
  readonly rows: number;
  /** Times of some of its rows, chosen by chance, oldest first. */
  readonly sampledMs: readonly number[];
}

/** The end of a page that one looks from. */
type Edge = "from" | "to";

/**
 * Rows a millisecond in the quarter of its rows next to an end: how dense it may be behind that. 0
 * without a page.
 */
function peakBeside(page: ReadPage | undefined, edge: Edge): number {
  if (page === undefined) return 0;
  const { fromMs, toMs, rows, sampledMs } = page;
  const count = Math.ceil(sampledMs.length / 4);
  const last = edge === "from" ? sampledMs[count - 1] : sampledMs.at(-count);
  if (last === undefined) return rows / (toMs - fromMs + 1);
  const spanMs = (edge === "from" ? last - fromMs : toMs - last) + 1;
  return (rows * count) / sampledMs.length / spanMs;
}
