import { expect, test, vi } from "vitest";

import { makeKeyReport } from "../../../../lambdas/config-api/api-keys/report-keys.ts";
import { makeRecordedLog } from "../../../support/recorded-log.ts";

test("a key that the operator made is a warning and a metric, without its hash", () => {
  vi.stubEnv("POWERTOOLS_SERVICE_NAME", "config-api");
  vi.stubEnv("POWERTOOLS_METRICS_NAMESPACE", "Ringback");
  vi.stubEnv("POWERTOOLS_DEV", "true"); // prints through the global console …
  vi.stubEnv("POWERTOOLS_METRICS_DISABLED", "false"); // … and would be silent there
  const measured: string[] = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => {
    measured.push(line);
  });
  const { log, lines } = makeRecordedLog();
  makeKeyReport(log).madeByOperator({
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
  expect(measured.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { service: "config-api", operatorMadeKey: 1 },
  ]);
});
