import { describe } from "vitest";

import { waitingStoresContract } from "../../../contracts/waiting-stores.ts";
import { callPlainly } from "../../../support/fakes/external-call.ts";
import { MemoryDeliveries, recordsThrough } from "../../../support/fakes/memory-deliveries.ts";
import { laneIndexThrough, MemoryLaneIndex } from "../../../support/fakes/memory-lane-index.ts";
import {
  heartbeatsThrough,
  laneListThrough,
  callsThrough,
  lanesThrough,
  MemoryLanes,
  notesThrough,
} from "../../../support/fakes/memory-lanes.ts";

describe("the stores behind waiting in memory", () => {
  waitingStoresContract(async () => {
    const index = new MemoryLaneIndex();
    const deliveries = new MemoryDeliveries((id, after) => index.follow(id, after));
    const lanes = new MemoryLanes();
    return {
      lanes: {
        ...callsThrough(lanes, callPlainly),
        ...lanesThrough(lanes, callPlainly),
        ...notesThrough(lanes, callPlainly, "O2"),
      },
      list: laneListThrough(lanes, callPlainly, 3),
      heartbeats: heartbeatsThrough(lanes, callPlainly),
      index: laneIndexThrough(index, callPlainly, 3),
      records: recordsThrough(deliveries, callPlainly),
      spread: recordsThrough(deliveries, callPlainly),
    };
  });
});
