import { expect, test } from "vitest";

import { resourcesOf, synthesizeRingback } from "../support/template.ts";

const { pipeline } = synthesizeRingback({ sweepMinutes: 7 });

/** How Lambda treats asynchronous runs of a function, by its name. */
function asynchronousRuns(): Record<string, unknown> {
  const functions = resourcesOf(pipeline, "AWS::Lambda::Function");
  const configs = [...resourcesOf(pipeline, "AWS::Lambda::EventInvokeConfig").values()];
  return Object.fromEntries(
    configs.map(({ Properties: { FunctionName, ...how } }) => {
      const { Ref = "" } = FunctionName as { Ref?: string };
      return [functions.get(Ref)?.Properties["FunctionName"], how];
    }),
  );
}

test("Lambda repeats no failed run of a schedule, and keeps none beyond the next", () => {
  const rules = [...resourcesOf(pipeline, "AWS::Events::Rule").values()];
  const targets = rules
    .filter(({ Properties }) => "ScheduleExpression" in Properties)
    .map(({ Properties }) => JSON.stringify(Properties["Targets"]));
  const scheduled = [...resourcesOf(pipeline, "AWS::Lambda::Function")]
    .filter(([id]) => targets.some((target) => target.includes(`"${id}"`)))
    .map(([, { Properties }]) => Properties["FunctionName"]);
  const once = { Qualifier: "$LATEST", MaximumRetryAttempts: 0 };
  expect(asynchronousRuns()).toEqual({
    "ringback-sweep": { ...once, MaximumEventAgeInSeconds: 420 },
    "ringback-signing-keys": { ...once, MaximumEventAgeInSeconds: 3600 },
    "ringback-vault-key": { ...once, MaximumEventAgeInSeconds: 3600 },
    "ringback-tally": { ...once, MaximumEventAgeInSeconds: 60 },
  });
  expect(scheduled.toSorted()).toEqual(Object.keys(asynchronousRuns()).toSorted());
});
