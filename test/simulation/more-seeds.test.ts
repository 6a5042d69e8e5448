import { describe, expect, test } from "vitest";

import { runSeedsInThread } from "./run-seeds.ts";

const FIRST = 10_000;
const SEEDS = 10_000;
const TIMEOUT_MS = 600_000;

describe.skipIf(process.env["RINGBACK_SIM_SEED"] !== undefined)(`the next ${SEEDS} seeds`, () => {
  test(
    "hold everything that section 3 of the protocol promises",
    async () => {
      const { requests } = await runSeedsInThread(FIRST, SEEDS);
      expect(requests).toBeGreaterThan(SEEDS);
    },
    TIMEOUT_MS,
  );
});
