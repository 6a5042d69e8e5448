import type { WriteResult } from "../../../lambdas/shared/waiting/write-result.ts";
import type { SeenPlace, SweepPlace, SweepPlaces } from "../../../lambdas/sweep/sweep.ts";
import type { ExternalCall } from "./external-call.ts";

/** Where the sweep is in its pass through the list of lanes. */
export class MemorySweepPlaces {
  place: SeenPlace = { after: undefined, runs: 0, moves: undefined };

  move(seen: SeenPlace, to: SweepPlace): WriteResult {
    if (seen.moves !== this.place.moves) {
      return "refused";
    }
    this.place = { ...to, moves: (seen.moves ?? 0) + 1 };
    return "written";
  }
}

/** The place as the sweep sees it. */
export function placesThrough(places: MemorySweepPlaces, call: ExternalCall): SweepPlaces {
  return {
    read: () => call("S read the place", () => places.place),
    move: (seen, to) => call("S take a page", () => places.move(seen, to)),
  };
}
