import { setImmediate as nextTurn } from "node:timers/promises";

import * as functions from "../../tools/virtual-aws/functions.ts";
import type { Fate } from "../../tools/virtual-aws/scheduler.ts";
import { scenarioOf } from "./scenario.ts";
import { simulate } from "./simulate.ts";

/** What many runs came to. */
export interface SeedsReport {
  readonly seeds: number;
  readonly requests: number;
  readonly steps: number;
  readonly seconds: number;
  /**
   * How often each external call met with each fate: `R2 mark` → `twice` → 17. A batch counts as
   * one call.
   */
  readonly met: ReadonlyMap<string, ReadonlyMap<Fate, number>>;
}

/** Lines of a failed run's log that are shown; the whole is to be had by replaying it. */
const SHOWN_LINES = 60;
/** Seeds between two turns of the event loop, which tells others that this process lives. */
const SEEDS_A_TURN = 500;

/**
 * Runs a range of seeds.
 * @throws Error at the first that fails, with the end of its log and how to replay it
 */
export async function runSeeds(first: number, count: number): Promise<SeedsReport> {
  const startedAtMs = performance.now();
  const met = new Map<string, Map<Fate, number>>();
  let requests = 0;
  let steps = 0;
  for (let seed = first; seed < first + count; seed += 1) {
    const result = await simulate(scenarioOf(seed), functions, {
      onCall: (name, fate) => {
        const fates = met.get(name);
        if (fates === undefined) met.set(name, new Map([[fate, 1]]));
        else fates.set(fate, (fates.get(fate) ?? 0) + 1);
      },
    });
    if (result.violation !== undefined) {
      throw new Error(await explain(seed));
    }
    requests += result.posts;
    steps += result.steps;
    if (seed % SEEDS_A_TURN === 0) {
      await nextTurn();
    }
  }
  const seconds = (performance.now() - startedAtMs) / 1000;
  return { seeds: count, requests, steps, seconds, met };
}

/** Runs one seed and tells everything that happens in it. */
export async function replay(seed: number, onLine: (line: string) => void): Promise<void> {
  const scenario = scenarioOf(seed);
  onLine(JSON.stringify(scenario));
  const { violation } = await simulate(scenario, functions, { onLine });
  onLine(violation ?? "everything held");
}

async function explain(seed: number): Promise<string> {
  const lines: string[] = [];
  await replay(seed, (line) => void lines.push(line));
  return [
    `seed ${seed} fails; replay it with: RINGBACK_SIM_SEED=${seed} npx vitest run test/simulation`,
    lines[0],
    ...lines.slice(1).slice(-SHOWN_LINES),
  ].join("\n");
}
