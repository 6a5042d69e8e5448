import { MUTANTS } from "./mutants.ts";
import { mutatedUseCases } from "./mutated-use-cases.ts";
import { scenarioOf } from "./scenario.ts";
import { simulate } from "./simulate.ts";
import * as real from "./use-cases.ts";
const N = Number(process.argv[2]);
for (const m of MUTANTS) {
  const uc: any = m.edits ? await mutatedUseCases(m.edits) : real;
  let first = -1; let v = "";
  const extra = m.focus.takesEndedRecords ? { takesEndedRecords: true } : {};
  for (let seed = 0; seed < N && first < 0; seed++) { const r = await simulate(scenarioOf(seed, extra as any), uc, m.doubles ?? {}); if (r.violation) { first = seed; v = r.violation; } }
  console.log(first < 0 ? "NOT   " : "caught", m.name, first, v.slice(0, 140));
}
