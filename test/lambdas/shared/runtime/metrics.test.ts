import { beforeEach, describe, expect, test, vi } from "vitest";

import { makeMetrics } from "../../../../lambdas/shared/runtime/metrics.ts";

let lines: string[];

beforeEach(() => {
  vi.stubEnv("POWERTOOLS_SERVICE_NAME", "deliver");
  vi.stubEnv("POWERTOOLS_METRICS_NAMESPACE", "Ringback/acme");
  vi.stubEnv("POWERTOOLS_DEV", "true"); // prints through the global console …
  vi.stubEnv("POWERTOOLS_METRICS_DISABLED", "false"); // … and would be silent there
  lines = [];
  vi.spyOn(console, "log").mockImplementation((line: string) => {
    lines.push(line);
  });
});

describe("makeMetrics", () => {
  test("writes all measurements of an invocation as one EMF line with the one dimension service", () => {
    const { recorder, writer } = makeMetrics();
    recorder.add("delivered", 1);
    recorder.add("delivered", 1);
    recorder.add("attemptMs", 12);
    recorder.add("publishToDeliveredMs", 80);
    writer.publishStoredMetrics();
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toEqual({
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          {
            Namespace: "Ringback/acme",
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

  test("counts what has a reason by it, in a line of its own", () => {
    const { recorder, writer } = makeMetrics();
    recorder.add("attemptMs", 12);
    recorder.countBy("dropped", "gone");
    writer.publishStoredMetrics();
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: "Ringback/acme",
              Dimensions: [["service", "reason"]],
              Metrics: [{ Name: "dropped", Unit: "Count" }],
            },
          ],
        },
        service: "deliver",
        reason: "gone",
        dropped: 1,
      },
      expect.objectContaining({ attemptMs: 12 }),
    ]);
  });

  test("writes nothing at all for an invocation without measurements", () => {
    const warn = vi.spyOn(console, "warn");
    makeMetrics().writer.publishStoredMetrics();
    expect(lines).toEqual([]);
    expect(warn).not.toHaveBeenCalled();
  });
});
