import { describe, expect, test } from "vitest";

import { freshTestBed } from "../../support/fresh-test-bed.ts";

const bed = freshTestBed();

const EVENT = { type: "A", id: "p-1", payload: { x: 1 } };
const TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

/** Publishes with these headers, where traces are carried or not. */
async function publish(
  headers: Readonly<Record<string, string>>,
  carriesTraces = true,
  body: unknown = EVENT,
) {
  const key = await bed.keyOf("publisher");
  return bed.handlerWith({ carriesTraces }).ask("POST", "/events", { key, body, headers });
}

describe("POST /events with a traceparent", () => {
  test("publishes each event in that trace, where traces are carried", async () => {
    const body = { events: [EVENT, { ...EVENT, id: "p-2" }] };
    expect((await publish({ traceparent: TRACEPARENT }, true, body)).status).toBe(202);
    expect(bed.published.map(({ traceparent }) => traceparent)).toEqual([TRACEPARENT, TRACEPARENT]);
  });

  test("writes it anew, as the version that is known", async () => {
    const later = `01${TRACEPARENT.slice(2, -2)}ff-more`;
    expect((await publish({ traceparent: later })).status).toBe(202);
    expect(bed.published[0]).toHaveProperty("traceparent", TRACEPARENT);
  });

  test("counts hops beside it", async () => {
    await publish({ traceparent: TRACEPARENT, "ringback-hops": "2" });
    expect(bed.published).toEqual([expect.objectContaining({ traceparent: TRACEPARENT, hops: 2 })]);
  });

  test("passes over it where traces are not carried", async () => {
    expect((await publish({ traceparent: TRACEPARENT }, false)).status).toBe(202);
    expect(bed.published[0]).not.toHaveProperty("traceparent");
  });

  test.each([
    "",
    "nonsense",
    TRACEPARENT.toUpperCase(),
    `${TRACEPARENT},${TRACEPARENT}`,
    `00-${"0".repeat(32)}-00f067aa0ba902b7-01`,
    `${TRACEPARENT}-${"x".repeat(5000)}`,
  ])("that is malformed is as without: %.60s", async (traceparent) => {
    expect((await publish({ traceparent })).status).toBe(202);
    expect(bed.published[0]).not.toHaveProperty("traceparent");
  });

  test("takes no other header for it, and nothing that goes with one", async () => {
    await publish({
      "x-amzn-trace-id": "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8",
      tracestate: "vendor=secret",
      baggage: "user=secret",
    });
    expect(JSON.stringify(bed.published)).not.toMatch(/trace|secret|5759e988/u);
  });

  test("is documented", async () => {
    const { body } = await bed.ask("GET", "/openapi.json");
    const names = (body.paths["/events"].post.parameters as { name: string }[]).map(
      ({ name }) => name,
    );
    expect(names).toContain("traceparent");
  });
});
