import { MUTANTS } from "./mutants.ts";
import { mutatedUseCases } from "./mutated-use-cases.ts";
import { scenarioOf } from "./scenario.ts";
import { simulate } from "./simulate.ts";
import * as real from "./use-cases.ts";
const [only, n, focusText] = process.argv.slice(2);
const extra = JSON.parse(focusText ?? "{}");
for (const m of MUTANTS.filter((x) => x.name.includes(only!))) {
  const uc: any = m.edits ? await mutatedUseCases(m.edits) : real;
  const focus = { ...m.focus, ...extra };
  const kinds = new Map<string, number>(); let first = -1; let base = 0; let baseV = "";
  const t0 = performance.now();
  for (let seed = 0; seed < Number(n); seed++) {
    const r = await simulate(scenarioOf(seed, focus), uc, m.doubles ?? {});
    if (r.violation) { if (first < 0) first = seed; const k = r.violation.replace(/^\S+: /, "").replace(/m\d+|\d+/g, "#").slice(0, 60); kinds.set(k, (kinds.get(k) ?? 0) + 1); }
    const b = await simulate(scenarioOf(seed, focus), real, {});
    if (b.violation) { base++; baseV ||= seed + " " + b.violation; }
  }
  console.log(m.name, "first", first, JSON.stringify(Object.fromEntries(kinds)), "base", base, baseV, performance.now() - t0 | 0);
}
