/** How many tests ended how. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const CLOSING_LINE = /^(\d+) passed, (\d+) failed, (\d+) skipped$/;

/** The counts of a closing line as test/support/closing-line.ts prints it; undefined for any other line. */
export function readClosingLine(line: string): TestCounts | undefined {
  const [, passed, failed, skipped] = CLOSING_LINE.exec(line) ?? [];
  if (passed === undefined) return undefined;
  return { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
}

/** The last line of `npm test`. */
export function closingLine({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Both together. */
export function addCounts(one: TestCounts, other: TestCounts): TestCounts {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

/** Which tests the counts are of, as it is told before the last line. */
export function chosenTests(options: {
  readonly unitOnly: boolean;
  /** The arguments that vitest got. */
  readonly filters: readonly string[];
}): string {
  const { unitOnly, filters } = options;
  if (filters.length > 0) return `the tests chosen by ${filters.join(" ")}`;
  return unitOnly ? "all tests that need no local cloud" : "all tests";
}
