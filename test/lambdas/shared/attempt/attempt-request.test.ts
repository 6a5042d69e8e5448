import { describe, expect, test } from "vitest";

import { attemptRequest } from "../../../../lambdas/shared/attempt/attempt-request.ts";
import { version } from "../../../../lambdas/shared/version.ts";

const key = {
  eventId: "evt_0000000000000000000001",
  webhookId: "wh_0000000000000000000002",
};

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
