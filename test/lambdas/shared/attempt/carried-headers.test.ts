import { describe, expect, test } from "vitest";

import { carriedHeaders } from "../../../../lambdas/shared/attempt/carried-headers.ts";

const TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const OWN = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

describe("what an event brings along", () => {
  test("is the count of hops, and the trace of its producer where traces are carried", () => {
    const event = { hops: 2, traceparent: TRACEPARENT };
    expect(carriedHeaders(event, [], true)).toEqual([
      ...["ringback-hops", "3"],
      ...["traceparent", TRACEPARENT],
    ]);
    expect(carriedHeaders({}, [], true)).toEqual(["ringback-hops", "1"]);
  });

  test.each([undefined, false])("is no trace where none is carried: %s", (carriesTraces) => {
    expect(carriedHeaders({ traceparent: TRACEPARENT }, [], carriesTraces)).toEqual([
      "ringback-hops",
      "1",
    ]);
  });

  test.each(["traceparent", "TraceParent", "TRACEPARENT"])(
    "is no trace where the webhook sends a header %s of its own",
    (name) => {
      const own = ["authorization", "Basic dTpw", name, OWN];
      expect(carriedHeaders({ traceparent: TRACEPARENT }, own, true)).toEqual([
        "ringback-hops",
        "1",
      ]);
    },
  );

  test("is the trace, too, where a header only has such a value", () => {
    const own = ["x-kind", "traceparent"];
    expect(carriedHeaders({ traceparent: TRACEPARENT }, own, true)).toContain(TRACEPARENT);
  });
});
