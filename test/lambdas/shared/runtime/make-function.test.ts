import type { Context } from "aws-lambda";
import { beforeEach, describe, expect, test, vi } from "vitest";

import { makeFunction } from "../../../../lambdas/shared/runtime/make-function.ts";

const context = {
  functionName: "ringback-deliver",
  awsRequestId: "5a1b",
  invokedFunctionArn: "arn:aws:lambda:eu-central-1:123456789012:function:ringback-deliver",
  memoryLimitInMB: "512",
} as Context;

let lines: unknown[];

beforeEach(() => {
  vi.stubEnv("POWERTOOLS_SERVICE_NAME", "deliver");
  vi.stubEnv("POWERTOOLS_METRICS_NAMESPACE", "Ringback/ringback");
  vi.stubEnv("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"); // others are warm before the first call
  vi.stubEnv("POWERTOOLS_DEV", "true"); // prints through the global console …
  vi.stubEnv("POWERTOOLS_METRICS_DISABLED", "false"); // … and would be silent there
  lines = [];
  for (const level of ["log", "info", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((line: string) => {
      lines.push(JSON.parse(line));
    });
  }
});

describe("a function", () => {
  test("logs with its request id and whether it started cold, and nothing that each line of its log shares", async () => {
    const { log, toHandler } = makeFunction({ countsColdStarts: false });
    const handler = toHandler(async (attempt: number) => log.info("attempt", { attempt }));
    await handler(1, context);
    await handler(2, { ...context, awsRequestId: "5a1c" });
    const shared = { level: "INFO", message: "attempt", timestamp: expect.any(String) };
    expect(lines).toEqual([
      { ...shared, service: "deliver", attempt: 1, cold_start: true, function_request_id: "5a1b" },
      { ...shared, service: "deliver", attempt: 2, cold_start: false, function_request_id: "5a1c" },
    ]);
  });

  test("writes what it measured once, at the end of each invocation", async () => {
    const { metrics, toHandler } = makeFunction({ countsColdStarts: false });
    const handler = toHandler(async (count: number) => metrics.add("delivered", count));
    await handler(1, context);
    expect(lines).toMatchObject([{ delivered: 1 }]);
    await handler(2, context);
    expect(lines).toMatchObject([{ delivered: 1 }, { delivered: 2 }]);
  });

  test("writes what it measured when it throws, too", async () => {
    const { metrics, toHandler } = makeFunction({ countsColdStarts: false });
    const handler = toHandler(async () => {
      metrics.add("signingKeyDelayMs", 7);
      throw new Error("no table");
    });
    await expect(handler({}, context)).rejects.toThrow("no table");
    expect(lines).toMatchObject([{ signingKeyDelayMs: 7 }]);
  });

  test("counts its cold start where somebody waits for it, once", async () => {
    const { toHandler } = makeFunction({ countsColdStarts: true });
    const handler = toHandler(async () => undefined);
    await handler({}, context);
    await handler({}, context);
    expect(lines).toMatchObject([
      { ColdStart: 1, service: "deliver", function_name: "ringback-deliver" },
    ]);
  });
});
