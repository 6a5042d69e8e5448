import { expect, test } from "vitest";

import { makeKeyReport } from "../../../../lambdas/config-api/api-keys/report-keys.ts";
import { makeRecordedLog } from "../../../support/recorded-log.ts";

test("a key that the operator made is a warning and a metric, without its hash", () => {
  const { log, lines } = makeRecordedLog();
  const measured: unknown[] = [];
  const metrics = { add: (...measurement: unknown[]) => void measured.push(measurement) };
  makeKeyReport(log, metrics).madeByOperator({
    application: "acme",
    environment: "production",
    id: "key_abcdefghijkl",
    name: "support",
    role: "admin",
    hash: "f00d",
    prefix: "rbk_acme_production_abcdefghijkl",
    createdAtMs: 0,
  });
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    [
      "warn",
      "API key made by the operator",
      {
        application: "acme",
        environment: "production",
        role: "admin",
        key_id: "key_abcdefghijkl",
        key_prefix: "rbk_acme_production_abcdefghijkl",
      },
    ],
  ]);
  expect(measured).toEqual([["operatorMadeKey", 1]]);
});

test("a portal link that the operator made is one, too, without its code's hash", () => {
  const { log, lines } = makeRecordedLog();
  const measured: unknown[] = [];
  const metrics = { add: (...measurement: unknown[]) => void measured.push(measurement) };
  makeKeyReport(log, metrics).linkMadeByOperator({
    id: "plk_acme_abcdefghijkl",
    application: "acme",
    name: "Ann",
    environments: ["production", "sandbox"],
    permissions: ["webhooks:read", "deliveries:read"],
    frameOrigins: [],
    createdBy: "operator",
    createdAtMs: 0,
    codeHash: "f00d",
    codeUntilMs: 1,
    validUntilMs: 2,
  });
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    [
      "warn",
      "portal link made by the operator",
      {
        application: "acme",
        environments: "production sandbox",
        permissions: "webhooks:read deliveries:read",
        link_id: "plk_acme_abcdefghijkl",
      },
    ],
  ]);
  expect(measured).toEqual([["operatorMadeKey", 1]]);
});
