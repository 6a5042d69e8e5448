import { expect, test } from "vitest";

import { BAD_INPUTS } from "../../bench/support/isolation-bad-inputs.ts";
import { MECHANISMS } from "../../bench/support/isolation-left-out.ts";
import type * as isolationRun from "../../bench/support/isolation-run.ts";
import { SITUATIONS } from "../../bench/support/isolation-situations.ts";
import { editedModule } from "../support/edited-module.ts";

test("every mechanism can still be left out, in situations that there are", async () => {
  const edits = MECHANISMS.flatMap((mechanism) => mechanism.edits ?? []);
  const entry = "bench/support/isolation-run.ts";
  await expect(editedModule<typeof isolationRun>(entry, edits)).resolves.toHaveProperty(
    "runIsolation",
  );
  const names = [...SITUATIONS, ...BAD_INPUTS].map(({ name }) => name);
  for (const { situations } of MECHANISMS)
    expect(names).toEqual(expect.arrayContaining([...situations]));
});
