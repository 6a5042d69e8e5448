import { mutatedUseCases } from "./mutated-use-cases.ts";
import { scenarioOf } from "./scenario.ts";
import { simulate } from "./simulate.ts";
import { MUTANTS } from "./mutants.ts";
const g = globalThis as any; g.rel = 0; g.wake = 0; g.early = 0;
const uc = await mutatedUseCases([{ file: "lambdas/deliver/deliver-one.ts", from: "await ports.ensureLane(turn.record);", to: `globalThis.wake++; const { nextAttemptAtMs = 0 } = turn.record; if (isWithinHorizon(nextAttemptAtMs, now(), constants)) { globalThis.rel++; if (nextAttemptAtMs <= now()) globalThis.early++; }
          await (isWithinHorizon(nextAttemptAtMs, now(), constants)
            ? ports.release({ ...turn.record, nextAttemptAtMs })
            : ports.ensureLane(turn.record));` }]);
const m = MUTANTS.find((x) => x.name.includes("stale message"))!;
for (const f of process.argv.slice(3)) {
  g.rel = g.wake = g.early = 0; let bad = 0; let steps = 0, posts = 0;
  for (let seed = 0; seed < Number(process.argv[2]); seed++) { const r = await simulate(scenarioOf(seed, { ...m.focus, ...JSON.parse(f) }), uc); steps += r.steps; posts += r.posts; if (r.violation) bad++; }
  console.log(g.wake, g.rel, g.early, bad, steps, posts);
}
