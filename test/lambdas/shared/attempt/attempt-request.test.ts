import { describe, expect, test } from "vitest";

import { attemptRequest, carriedHeaders } from "../../../../lambdas/shared/attempt/make-attempt.ts";
import { version } from "../../../../lambdas/shared/version.ts";

const key = { eventId: "evt_0000000000000000000001", webhookId: "wh_0000000000000000000002" };

describe("the request of an attempt", () => {
  test("is the signed body as it is, with the headers that receivers may rely on, then the configured ones", () => {
    const configured = ["authorization", "Basic dTpw", "apikey", "306e38e4"];
    const signed = { body: '{"amount":5.00}', headers: configured };
    expect(attemptRequest(key, 3, { url: "https://example.com/hooks" }, 10, signed)).toEqual({
      url: "https://example.com/hooks",
      headers: [
        ["content-type", "application/json"],
        ["user-agent", `Ringback/${version}`],
        ["ringback-delivery", "dlv_0000000000000000000001_0000000000000000000002"],
        ["ringback-event", "evt_0000000000000000000001"],
        ["ringback-attempt", "3"],
        configured,
      ].flat(),
      body: '{"amount":5.00}',
      timeoutMs: 10_000,
    });
  });

  test("names the same delivery and event at every attempt", () => {
    const [first = [], second = []] = [1, 2].map(
      (number) =>
        attemptRequest(key, number, { url: "https://example.com/" }, 10, {
          body: "{}",
          headers: [],
        }).headers,
    );
    expect(first.filter((text, index) => text !== second[index])).toEqual(["1"]);
  });
});

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
