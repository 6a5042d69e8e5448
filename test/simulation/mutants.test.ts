import { afterAll, describe, expect, test } from "vitest";

import * as functions from "../../tools/virtual-aws/functions.ts";
import { explored } from "../support/explored.ts";
import { BREAKER_MUTANTS } from "./breaker-mutants.ts";
import { FAN_OUT_MUTANTS } from "./fan-out-mutants.ts";
import { FURTHER_MUTANTS } from "./further-mutants.ts";
import { LANE_MUTANTS } from "./lane-mutants.ts";
import { LIMIT_MUTANTS } from "./limit-mutants.ts";
import type { Mutant } from "./mutant.ts";
import { mutatedFunctions } from "./mutated-functions.ts";
import { POOL_MUTANTS } from "./pool-mutants.ts";
import { PACE_MUTANTS, RECOVERY_MUTANTS } from "./recovery-mutants.ts";
import { REMOVAL_MUTANTS } from "./removal-mutants.ts";
import { REPAIR_MUTANTS } from "./repair-mutants.ts";
import { scenarioOf } from "./scenario.ts";
import { SETTLING_MUTANTS } from "./settling-mutants.ts";
import { simulate } from "./simulate.ts";
import { THROTTLE_MUTANTS } from "./throttle-mutants.ts";
import { WAITING_MUTANTS } from "./waiting-mutants.ts";
import { WAKE_MUTANTS } from "./wake-mutants.ts";

/** The mutants of the model's suite. */
const MODEL_MUTANTS = [
  ...WAITING_MUTANTS,
  ...SETTLING_MUTANTS,
  ...LANE_MUTANTS,
  ...REMOVAL_MUTANTS,
  ...WAKE_MUTANTS,
  ...FAN_OUT_MUTANTS,
  ...REPAIR_MUTANTS,
  ...THROTTLE_MUTANTS,
  ...POOL_MUTANTS,
  ...BREAKER_MUTANTS,
  ...RECOVERY_MUTANTS,
];

/** Seeds to try in vain before a mutant is taken to live. */
const MOST_SEEDS = 3_000;
/** Seconds of a free core; in the background of a busy machine one took a minute. */
const TIMEOUT_MS = 240_000;

interface Catch {
  readonly seed: number;
  readonly violation: string;
}

const lines: string[] = [];

async function findCatch({ edits, focus, seed: hint = 0 }: Mutant): Promise<Catch> {
  const mutated = await mutatedFunctions(edits);
  for (let tried = -1; tried < MOST_SEEDS; tried += 1) {
    const seed = tried === -1 ? hint : tried;
    const { violation } = await simulate(scenarioOf(seed, focus), mutated);
    if (violation === undefined) continue;
    // An edit that no longer fits its source is caught by nobody.
    if (/(?:Type|Reference|Syntax)Error/u.test(violation)) throw new Error(violation);
    return { seed, violation };
  }
  throw new Error(`no seed below ${MOST_SEEDS} catches it: the simulation is blind there`);
}

/** Without the delivery's id, which tells nothing. */
function symptomOf(violation: string): string {
  return violation.replace(/^dlv_\S+: /u, "").slice(0, 70);
}

async function isCaught(mutant: Mutant): Promise<void> {
  const { seed, violation } = await findCatch(mutant);
  lines.push(`${mutant.name.padEnd(56)} seed ${String(seed).padStart(5)}  ${symptomOf(violation)}`);
  // The rule makes the difference: with it, the very same run holds.
  const whole = await simulate(scenarioOf(seed, mutant.focus), functions);
  expect(whole.violation).toBeUndefined();
}

describe.skipIf(process.env["RINGBACK_SIM_SEED"] !== undefined)("the simulation sees when", () => {
  afterAll(() => {
    process.stdout.write(`rules taken away, and the seeds that caught it:\n${lines.join("\n")}\n`);
  });

  test("every mutant of the model's suite is here", () => {
    expect(MODEL_MUTANTS).toHaveLength(94);
  });

  test.each(explored(MODEL_MUTANTS))(
    "a rule of the model is taken away: $name",
    isCaught,
    TIMEOUT_MS,
  );

  test.each(explored(FURTHER_MUTANTS))("another rule is taken away: $name", isCaught, TIMEOUT_MS);

  test.each(explored(LIMIT_MUTANTS))(
    "a rule of a limit is taken away: $name",
    isCaught,
    TIMEOUT_MS,
  );

  test.each(explored(PACE_MUTANTS))(
    "a rule of the pace is taken away: $name",
    isCaught,
    TIMEOUT_MS,
  );

  test("an edit no longer fits the source", async () => {
    const edit = { file: "lambdas/sweep/sweep.ts", at: "not in there", to: "" };
    await expect(mutatedFunctions([edit])).rejects.toThrow('expected "// not in there" once');
  });
});
