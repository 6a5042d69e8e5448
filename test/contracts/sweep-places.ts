import { describe, expect, test } from "vitest";

import type { SweepPlaces } from "../../lambdas/sweep/sweep.ts";

/** What every store of the sweep's place does. `open` answers one that is empty. */
export function sweepPlacesContract(open: () => Promise<SweepPlaces>): void {
  describe("the place of the sweep", () => {
    test("is the start until it is moved", async () => {
      const places = await open();
      expect(await places.read()).toEqual({ after: undefined, runs: 0, moves: undefined });
    });

    test("is where it was moved to, on and on, and back to the start", async () => {
      const places = await open();
      for (const to of [
        { after: "wh_1", runs: 1 },
        { after: "wh_2", runs: 2 },
        { after: undefined, runs: 0 },
        { after: "wh_1", runs: 1 },
      ]) {
        expect(await places.move(await places.read(), to)).toBe("written");
        expect(await places.read()).toMatchObject(to);
      }
      expect((await places.read()).moves).toBe(4);
    });

    test("is moved by one of two who saw the same, also when it came back to where it was", async () => {
      const places = await open();
      const atFirst = await places.read();
      const to = { after: "wh_1", runs: 1 };
      expect(await places.move(atFirst, to)).toBe("written");
      expect(await places.move(atFirst, to)).toBe("refused");
      const seen = await places.read();
      expect(await places.move(seen, { after: "wh_2", runs: 1 })).toBe("written");
      expect(await places.move(await places.read(), to)).toBe("written");
      expect(await places.move(seen, { after: "wh_3", runs: 1 })).toBe("refused");
      expect(await places.read()).toMatchObject(to);
    });
  });
}
