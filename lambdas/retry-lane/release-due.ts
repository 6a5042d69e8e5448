import type { Lane } from "../shared/domain/lane.ts";
import type { LaneIndex, LanePage } from "../shared/waiting/lane-ports.ts";
import type { Parked, Release } from "../shared/waiting/release.ts";
import { releaseAll } from "./release-all.ts";

/** How it is released, and what not. */
interface Chosen {
  readonly spread: (parked: Parked, place: number) => Parked;
  readonly except: ReadonlySet<string>;
}

const PLAINLY: Chosen = { spread: (parked) => parked, except: new Set() };

/** What came of it. */
interface Released {
  readonly released: number;
  /** Whether nothing was left over. */
  readonly isAll: boolean;
}

/** Page after page, up to `most`; what is released leaves the index, or its record tells. */
export async function releaseDue(
  index: Pick<LaneIndex, "due">,
  lane: Lane,
  untilMs: number,
  most: number,
  release: Release,
  { spread, except }: Chosen = PLAINLY,
): Promise<Released> {
  let released = 0;
  let page: LanePage | undefined;
  do {
    // oxlint-disable-next-line no-await-in-loop
    const { parked: found, next } = await index.due(lane.webhookId, untilMs, page);
    const parked = found.filter(({ eventId }) => !except.has(eventId));
    const part = parked.slice(0, most - released);
    const places = released;
    // oxlint-disable-next-line no-await-in-loop
    await releaseAll(
      part.map((one, place) => spread(one, places + place)),
      release,
    );
    released += part.length;
    if (part.length < parked.length) return { released, isAll: false };
    page = next;
  } while (page !== undefined && released < most);
  return { released, isAll: page === undefined };
}
