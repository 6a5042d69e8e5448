import { expect, test } from "vitest";

import { functionNamed, resourcesOf, synthesizeRingback } from "../../support/template.ts";

const { pipeline } = synthesizeRingback({ tallySeconds: 30 });
const tally = functionNamed(pipeline, "tally");

test("the tally runs every minute, and ends before the next run", () => {
  const schedules = [...resourcesOf(pipeline, "AWS::Events::Rule").values()].filter(
    ({ Properties }) => JSON.stringify(Properties["Targets"]).includes(tally.id),
  );
  expect(schedules.map(({ Properties }) => Properties)).toMatchObject([
    { ScheduleExpression: "rate(1 minute)", State: "ENABLED" },
  ]);
  expect(tally.resource.Properties["Timeout"]).toBeLessThan(60);
});

test.each(["deliver", "bury", "fan-out", "tally"])("%s counts in the settings' spans", (room) => {
  const { resource } = functionNamed(pipeline, room);
  expect(resource.Properties).toMatchObject({
    Environment: { Variables: { TALLY_SECONDS: "30" } },
  });
});
