import { expect, test } from "vitest";

import { PARTS } from "../../bench/support/parts-left-out.ts";
import * as whole from "../../bench/support/parts-run.ts";
import { PARTS_SITUATIONS } from "../../bench/support/parts-situations.ts";
import { editedModule } from "../support/edited-module.ts";

const ENTRY = "bench/support/parts-run.ts";

test("every part can still be left out, in situations that there are", async () => {
  const edits = PARTS.flatMap((part) => part.edits ?? []);
  await expect(editedModule<typeof whole>(ENTRY, edits)).resolves.toHaveProperty("runParts");
  const names = PARTS_SITUATIONS.map(({ name }) => name);
  for (const { situations } of PARTS)
    expect(names).toEqual(expect.arrayContaining([...situations]));
});

test("a receiver that says how long it has had enough is left alone, and asked on without that part", async () => {
  const part = PARTS.find(({ name }) => name === "429 pauses the webhook");
  const { runParts } = await editedModule<typeof whole>(ENTRY, part?.edits ?? []);
  const found = PARTS_SITUATIONS.find(({ name }) => part?.situations.includes(name));
  if (found === undefined) throw new Error("there is no such situation");
  const plan = { ...found.plan, untilMs: 120_000 };
  const [asBuilt, without] = [await whole.runParts(plan), await runParts(plan)];
  const refused = ({ answers }: whole.PartsRun) =>
    answers.filter(({ status }) => status === 429).length;
  expect(refused(asBuilt)).toBeGreaterThan(0);
  expect(refused(without)).toBeGreaterThan(10 * refused(asBuilt));
});
