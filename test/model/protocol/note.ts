import { LaneState } from "./fields.ts";
import { type State } from "./state.ts";

/** N: the lane is on the list, and was used just now. */
export function note({ lane }: State): void {
  if (lane.state === LaneState.absent) lane.state = LaneState.closed;
  lane.parked = 0;
}
