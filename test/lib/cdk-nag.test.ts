import { Validations } from "aws-cdk-lib";
import type { PolicyValidationPluginReport } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { expect, test } from "vitest";

import { DECLARED_ROUTES } from "../../lambdas/config-api/http/declared-routes.ts";
import { PAGE_ROUTES } from "../../lib/console/page-routes.ts";
import { synthesizeRingback } from "../support/template.ts";

const { app } = synthesizeRingback();

/** Each finding as `rule construct path`. */
function findingsOf(report: PolicyValidationPluginReport): readonly string[] {
  return report.violations
    .flatMap((violation) =>
      violation.violatingResources.map(
        (resource) =>
          `${violation.ruleName} ${resource.constructPath ?? resource.resourceLogicalId}`,
      ),
    )
    .toSorted();
}

test("the AwsSolutions pack of cdk-nag finds nothing", () => {
  expect(findingsOf(new AwsSolutionsChecks(app).validateScope(app))).toEqual([]);
});

test("without our acknowledgements it finds exactly what they are about", () => {
  const strict = new AwsSolutionsChecks(app);
  Object.defineProperty(strict, "isAcknowledged", { value: () => false });
  const routes = [...Object.keys(DECLARED_ROUTES), ...PAGE_ROUTES].map((key) =>
    key.replaceAll(/ ?\//gu, "--"),
  );
  expect(findingsOf(strict.validateScope(app))).toEqual([
    ...["DefaultRoute", ...routes]
      .map((route) => `AwsSolutions-APIG4 RingbackApi/HttpEndpoint/Api/${route}/Resource`)
      .toSorted(),
    "AwsSolutions-SF1 RingbackPipeline/RetryLane/Lane/StateMachine/Resource",
    "AwsSolutions-SF2 RingbackPipeline/RetryLane/Lane/StateMachine/Resource",
    "AwsSolutions-SMG4 RingbackStorage/OperatorKey/Resource",
    "AwsSolutions-SMG4 RingbackStorage/VaultKey/Resource",
    "AwsSolutions-SQS3 RingbackPipeline/EventIntake/RejectedEvents/Resource",
  ]);
});

test("each acknowledgement gives its reason", () => {
  const reasons = app.node
    .findAll()
    .flatMap((construct) => construct.node.metadata)
    .filter((entry) => entry.type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap((entry) => Object.values(entry.data as Record<string, string>));
  expect(reasons).toHaveLength(6);
  for (const reason of reasons) expect(reason.length).toBeGreaterThan(50);
});
