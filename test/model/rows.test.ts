import { afterAll, describe, expect, test } from "vitest";

import { explored } from "../support/explored.ts";
import { Explorer, PATIENCE_MS } from "./explorer.ts";
import { SMALL_ROWS } from "./rows.ts";

const lines: string[] = [];

describe("the protocol holds, in every state and in every fair run", () => {
  const explorer = new Explorer();
  afterAll(async () => {
    await explorer.close();
    process.stdout.write(`configurations explored exhaustively:\n${lines.join("\n")}\n`);
  });

  test.each(explored(SMALL_ROWS))(
    "$name",
    async (row) => {
      const { states, extra, releasing, wrong, cpuSeconds } = await explorer.check(row);
      lines.push(
        `${row.name.padEnd(56)} ${String(states).padStart(7)} states  ${cpuSeconds.toFixed(1)} s`,
      );
      expect(wrong).toBeUndefined();
      expect({ states, extra }).toEqual({ states: row.states, extra: row.extra });
      // What a given lane relies on.
      expect(releasing).toBeLessThanOrEqual(1);
    },
    PATIENCE_MS,
  );
});
