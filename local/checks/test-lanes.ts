import { findBrowser } from "./find-browser.ts";
import type { TestChoice } from "./test-choice.ts";

/** One run of vitest. */
export interface VitestRun {
  readonly args: readonly string[];
  /** Whether it only gets the time that others leave. */
  readonly inBackground: boolean;
}

/** Projects of vitest.config.ts that need no deployed stacks. */
const CORE = ["domain"];
const OTHERS = ["unit", "isolated"];
const UNIT = [...CORE, ...OTHERS];
const BROWSER = findBrowser() === undefined ? [] : ["browser"];
const DEPLOYED = ["cloud", "faults", "commands", ...BROWSER, "crowded", "afterwards"];

/**
 * What runs of vitest a choice of tests takes: lanes that go on at the same time, each of runs one
 * after the other. Tests of the deployed stacks wait more than they compute, and are the longer
 * half. So all others, which only compute, have what those leave of the machine, and take nothing
 * from them. Only the whole measures coverage, which makes code twice as dear.
 */
export function testLanes(
  { unitOnly, filters, needsCloud }: TestChoice,
  cloudIsUp: boolean,
): readonly (readonly VitestRun[])[] {
  const isWhole = !unitOnly && (cloudIsUp || !needsCloud);
  if (filters.length > 0) {
    const args = [...filters, ...(isWhole ? [] : projects(UNIT))];
    return [[{ args, inBackground: false }]];
  }
  if (unitOnly) return [[{ args: projects(UNIT), inBackground: false }]];
  const computing = [["--coverage", ...projects(CORE)], projects(OTHERS)].map((args) => ({
    args,
    inBackground: isWhole,
  }));
  return [computing, ...(isWhole ? [[{ args: projects(DEPLOYED), inBackground: false }]] : [])];
}

function projects(names: readonly string[]): string[] {
  return names.flatMap((name) => ["--project", name]);
}
