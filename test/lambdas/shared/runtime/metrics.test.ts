import { beforeEach, describe, expect, test, vi } from "vitest";

import { makeInvocationMetrics } from "../../../../lambdas/shared/runtime/metrics.ts";

let lines: string[];

beforeEach(() => {
  vi.stubEnv("POWERTOOLS_SERVICE_NAME", "deliver");
  vi.stubEnv("POWERTOOLS_METRICS_NAMESPACE", "Ringback");
  vi.stubEnv("POWERTOOLS_DEV", "true"); // prints through the global console …
  vi.stubEnv("POWERTOOLS_METRICS_DISABLED", "false"); // … and would be silent there
  lines = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => {
    lines.push(line);
  });
});

describe("makeInvocationMetrics", () => {
  test("writes all measurements of an invocation as one EMF line with the one dimension service", () => {
    const metrics = makeInvocationMetrics();
    metrics.add("delivered", 1);
    metrics.add("delivered", 1);
    metrics.add("attemptMs", 12);
    metrics.add("publishToDeliveredMs", 80);
    metrics.flush();
    metrics.flush();
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: "Ringback",
            Dimensions: [["service"]],
            Metrics: [
              { Name: "delivered", Unit: "Count" },
              { Name: "attemptMs", Unit: "Milliseconds" },
              { Name: "publishToDeliveredMs", Unit: "Milliseconds" },
            ],
          },
        ],
      },
      service: "deliver",
      delivered: [1, 1],
      attemptMs: 12,
      publishToDeliveredMs: 80,
    });
  });

  test("writes nothing for an invocation without measurements", () => {
    makeInvocationMetrics().flush();
    expect(lines).toEqual([]);
  });

  test("keeps invocations apart", () => {
    const one = makeInvocationMetrics();
    const two = makeInvocationMetrics();
    one.add("dropped", 1);
    two.add("rejected", 1);
    one.flush();
    two.flush();
    expect(lines.map((line) => "dropped" in JSON.parse(line))).toEqual([true, false]);
  });
});
