import { ALONE, type Mutant } from "./mutant.ts";

/** The mutants of the model's suite that are about fan-out: F. */
export const FAN_OUT_MUTANTS: readonly Mutant[] = [
  {
    name: "another publication sends, too",
    edits: [{ file: "lambdas/fan-out/fan-out-one.ts", name: "isOfMaker", is: "true" }],
    focus: { ...ALONE, republishes: 3 },
  },
  {
    name: "the same publication does not send again",
    edits: [{ file: "lambdas/fan-out/fan-out-one.ts", at: "F2", to: "if (stored === event) $&" }],
    focus: { ...ALONE, faults: { crash: 1 } },
  },
];
