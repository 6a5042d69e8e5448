import { afterAll, describe, expect, test } from "vitest";

import { explored } from "../support/explored.ts";
import { Explorer, PATIENCE_MS } from "./explorer.ts";
import { MUTANTS } from "./mutants.ts";
import { type Rule, RULES } from "./protocol/rules.ts";
import { ROWS } from "./rows.ts";

const lines: string[] = [];

describe("the model sees when a rule is taken away", () => {
  const explorer = new Explorer();
  afterAll(async () => {
    await explorer.close();
    process.stdout.write(
      `rules taken away, and a shortest way to what is wrong then:\n${lines.join("\n")}\n`,
    );
  });

  test("each of them", () => {
    const taken = new Set<string>();
    for (const { settings } of [...MUTANTS, ...ROWS]) {
      for (const rule of Object.keys(settings.without)) taken.add(rule);
    }
    expect([...taken].toSorted()).toEqual((Object.keys(RULES) as Rule[]).toSorted());
  });

  test.each(explored(MUTANTS))(
    "$name",
    async (mutant) => {
      const { wrong } = await explorer.check(mutant);
      lines.push(
        `${mutant.name.padEnd(56)} ${String(wrong?.way.length).padStart(2)} steps  ${wrong?.what}`,
      );
      expect(wrong?.what).toBe(mutant.seen);
      expect(wrong?.way).toHaveLength(mutant.steps);
    },
    PATIENCE_MS,
  );
});
