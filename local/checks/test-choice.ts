import { globSync } from "node:fs";
import { relative, resolve } from "node:path";

/** What a run of `npm test` is asked to do. */
export interface TestChoice {
  /** Only what needs no emulator, and of the tests that explore, a part. */
  readonly unitOnly: boolean;
  /** The arguments that vitest gets; none for all tests. */
  readonly filters: readonly string[];
  readonly withChecks: boolean;
  readonly needsCloud: boolean;
}

/** A place in a file, which vitest takes behind its name. */
const LINE = /:\d+$/u;

/**
 * @param root the checkout
 * @param args the arguments of `npm test`
 */
export function readTestChoice(root: string, args: readonly string[]): TestChoice {
  const unitOnly = args.includes("--unit");
  const filters = args.filter((argument) => argument !== "--unit" && argument !== "--checks");
  return {
    unitOnly,
    filters,
    withChecks: filters.length === 0 || args.includes("--checks"),
    needsCloud: !unitOnly && mayNameCloudTests(root, filters),
  };
}

/** Whether vitest may find a test of the deployed stacks by them; options may mean anything. */
function mayNameCloudTests(root: string, filters: readonly string[]): boolean {
  if (filters.length === 0 || filters.some((filter) => filter.startsWith("-"))) return true;
  const files = globSync("test/{contracts,e2e}/**/*.test.ts", { cwd: root });
  const parts = filters.map((filter) =>
    relative(root, resolve(root, filter.replace(LINE, ""))).toLowerCase(),
  );
  return files.some((file) => parts.some((part) => file.toLowerCase().includes(part)));
}

/** What a run was asked to do, as its last line tells. */
export function describeChoice(
  { unitOnly, filters }: TestChoice,
  counts: { readonly files: number; readonly checks: number },
): string {
  const { files, checks } = counts;
  const which =
    filters.length > 0
      ? ` by ${filters.join(" ")}`
      : unitOnly
        ? ", all that need no local cloud, of seeds and rows a part"
        : ", all tests";
  return `${files} ${files === 1 ? "file" : "files"}${which}; ${checks === 0 ? "no" : checks} static checks`;
}
