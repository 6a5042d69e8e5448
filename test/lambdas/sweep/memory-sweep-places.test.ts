import { describe } from "vitest";

import { sweepPlacesContract } from "../../contracts/sweep-places.ts";
import { callPlainly } from "../../support/fakes/external-call.ts";
import { MemorySweepPlaces, placesThrough } from "../../support/fakes/memory-sweep-places.ts";

describe("in memory", () => {
  sweepPlacesContract(async () => placesThrough(new MemorySweepPlaces(), callPlainly));
});
