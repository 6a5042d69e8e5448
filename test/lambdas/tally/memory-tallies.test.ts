import { describe } from "vitest";

import { talliesContract } from "../../contracts/tallies.ts";
import { memoryTallies } from "../../support/fakes/memory-tallies.ts";

describe("in memory", () => {
  talliesContract(async (now, spanMs) => memoryTallies({ now, spanMs }));
});
