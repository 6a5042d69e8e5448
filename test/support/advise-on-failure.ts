import { beforeEach } from "vitest";

/** Says of each test of the file that fails what there is to do about it. */
export function adviseOnFailure(advice: string): void {
  beforeEach(({ onTestFailed }) => {
    onTestFailed(({ task }) => {
      for (const error of task.result?.errors ?? []) error.message = `${advice}\n${error.message}`;
    });
  });
}
