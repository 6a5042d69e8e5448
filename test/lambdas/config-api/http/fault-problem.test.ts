import { expect, test } from "vitest";

import { faultProblem } from "../../../../lambdas/config-api/http/fault-problem.ts";
import { StatementError } from "../../../../lambdas/shared/dynamodb/dynamo-statements.ts";

const named = (name: string, members: object) =>
  Object.assign(new Error("no"), { name, ...members });

test.each([
  ["an error of the AWS SDK", named("ThrottlingException", { $metadata: {} })],
  ["a connection that broke", named("Error", { code: "ECONNRESET" })],
  ["a call that took too long", named("TimeoutError", {})],
  ["a statement that was throttled", new StatementError("ThrottlingError: slow down", true)],
  ["a key that was not read", named("KeyUnprocessedError", { code: "KEY_UNPROCESSED" })],
])("%s is answered with 503: a repeat may help", (_, fault) => {
  expect(faultProblem(fault).status).toBe(503);
});

test.each([
  ["an error of our own", new TypeError("x is not a function")],
  ["what is no error", "ECONNRESET"],
])("%s is answered with 500, and tells nothing", (_, fault) => {
  const { status, detail } = faultProblem(fault);
  expect(status).toBe(500);
  expect(detail).not.toContain("not a function");
});
