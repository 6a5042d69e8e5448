/** How many tests ended how, and of how many files they are. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly files: number;
}

export const NO_TESTS: TestCounts = { passed: 0, failed: 0, skipped: 0, files: 0 };

const CLOSING_LINE = /^(\d+) passed, (\d+) failed, (\d+) skipped \((\d+) files?\)$/;

/** A closing line's counts as test/support/closing-line.ts prints it; undefined for others. */
export function readClosingLine(line: string): TestCounts | undefined {
  const counts = CLOSING_LINE.exec(line)?.slice(1).map(Number);
  if (counts === undefined) return undefined;
  const [passed = 0, failed = 0, skipped = 0, files = 0] = counts;
  return { passed, failed, skipped, files };
}

/** All of them together. */
export function sumOf(all: readonly TestCounts[]): TestCounts {
  const sum = (name: keyof TestCounts) => all.reduce((total, each) => total + each[name], 0);
  return {
    passed: sum("passed"),
    failed: sum("failed"),
    skipped: sum("skipped"),
    files: sum("files"),
  };
}
