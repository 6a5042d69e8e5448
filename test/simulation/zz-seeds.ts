import { FURTHER_MUTANTS, MUTANTS as M } from "./mutants.ts"; const MUTANTS = [...M, ...FURTHER_MUTANTS];
import { mutatedUseCases } from "./mutated-use-cases.ts";
import { scenarioOf } from "./scenario.ts";
import { simulate } from "./simulate.ts";
import * as real from "./use-cases.ts";
const N = Number(process.argv[2]); const only = process.argv[3] ?? "";
for (const m of MUTANTS.filter((x) => x.name.includes(only))) {
  const uc: any = m.edits ? await mutatedUseCases(m.edits) : real;
  let first = -1; let v = ""; let base; const t0 = performance.now();
  for (let seed = 0; seed < N && first < 0; seed++) { const sc = scenarioOf(seed, m.focus); const r = await simulate(sc, uc, m.doubles ?? {}); if (r.violation) { base = (await simulate(sc, real)).violation; if (!base) { first = seed; v = r.violation; } else console.log("BASE FAILS", seed, base); } }
  console.log(first < 0 ? "NOT   " : "caught", m.name, first, v.slice(0, 110), performance.now() - t0 | 0);
}
