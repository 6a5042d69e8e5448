import { expect, test } from "vitest";

import { functionNamed, resourcesOf, synthesizeRingback } from "../../support/template.ts";

const { pipeline } = synthesizeRingback({ vaultKeyRotationDays: 90 });
const { id, resource } = functionNamed(pipeline, "vault-key");

test("the vault key is looked after every hour, and a run that fails is left to the next", () => {
  const schedules = [...resourcesOf(pipeline, "AWS::Events::Rule").values()].filter(
    ({ Properties }) => JSON.stringify(Properties["Targets"]).includes(id),
  );
  expect(schedules.map(({ Properties }) => Properties)).toMatchObject([
    {
      ScheduleExpression: "rate(1 hour)",
      State: "ENABLED",
      Targets: [{ Arn: { "Fn::GetAtt": [id, "Arn"] }, RetryPolicy: { MaximumRetryAttempts: 0 } }],
    },
  ]);
});

test("it is rotated at the age of the settings", () => {
  expect(resource.Properties["Environment"]).toMatchObject({
    Variables: { VAULT_KEY_ROTATION_DAYS: "90" },
  });
});
