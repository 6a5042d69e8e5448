/*
 * What the parts of limits and of the breaker are there for: figures of the product as it is, and
 * without one part at a time, with the real functions and adapters in virtual time:
 * `node bench/parts.ts [part of a name]`. Takes some minutes.
 */
import { editedModule } from "../test/support/edited-module.ts";
import type { Mechanism } from "./support/isolation-left-out.ts";
import { PARTS } from "./support/parts-left-out.ts";
import * as whole from "./support/parts-run.ts";
import { PARTS_SITUATIONS, type PartsSituation } from "./support/parts-situations.ts";

const wanted = process.argv.slice(2).join(" ");
/** What was measured as built. */
const known = new Map<PartsSituation, string>();

print("left out", "situation", "as built", "without it");
print("---", "---", "---", "---");
for (const part of PARTS) if (part.name.includes(wanted)) await leaveOut(part);

async function leaveOut({ name, edits = [], settings = {}, situations }: Mechanism): Promise<void> {
  const { runParts } = await editedModule<typeof whole>("bench/support/parts-run.ts", edits);
  for (const situation of PARTS_SITUATIONS.filter((one) => situations.includes(one.name))) {
    const asBuilt = known.get(situation) ?? (await measure(situation, whole.runParts, {}));
    known.set(situation, asBuilt);
    print(name, situation.name, asBuilt, await measure(situation, runParts, settings));
  }
}

async function measure(
  { plan, runs: count = 1, tell }: PartsSituation,
  run: typeof whole.runParts,
  settings: Readonly<Record<string, unknown>>,
): Promise<string> {
  const runs: whole.PartsRun[] = [];
  for (let seed = 1; seed <= count; seed += 1) {
    // One cloud at a time in a process.
    // oxlint-disable-next-line no-await-in-loop
    runs.push(await run({ ...plan, settings: { ...plan.settings, ...settings } }, seed));
  }
  return tell(runs);
}

/** A row of a table in Markdown. */
function print(...cells: readonly string[]): void {
  process.stdout.write(`| ${cells.map((cell) => cell.padEnd(20)).join(" | ")} |\n`);
}
