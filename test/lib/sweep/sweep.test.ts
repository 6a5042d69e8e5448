import { expect, test } from "vitest";

import { functionNamed, resourcesOf, synthesizeRingback } from "../../support/template.ts";

const { pipeline } = synthesizeRingback({ sweepMinutes: 7, laneKeptSeconds: 7200 });

test("the sweep runs at the rate of the settings, and is not tried again in between", () => {
  const { id } = functionNamed(pipeline, "sweep");
  const schedules = [...resourcesOf(pipeline, "AWS::Events::Rule").values()].filter(
    ({ Properties }) => JSON.stringify(Properties["Targets"]).includes(id),
  );
  expect(schedules.map(({ Properties }) => Properties)).toMatchObject([
    {
      ScheduleExpression: "rate(7 minutes)",
      State: "ENABLED",
      Targets: [{ Arn: { "Fn::GetAtt": [id, "Arn"] }, RetryPolicy: { MaximumRetryAttempts: 0 } }],
    },
  ]);
});

test("the sweep gets the times of lanes, and ends before the next one is due by default", () => {
  const { resource } = functionNamed(pipeline, "sweep");
  expect(resource.Properties).toMatchObject({
    Timeout: 600,
    Environment: {
      Variables: {
        LANE_SLEEP_SECONDS: "900",
        LANE_DEAD_SECONDS: "2700",
        LANE_TOUCH_SECONDS: "60",
        LANE_KEPT_SECONDS: "7200",
      },
    },
  });
});
