import type { PutEventsCommand, PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { beforeEach, describe, expect, test } from "vitest";

import { makeEventPublisher } from "../../../../lambdas/shared/adapters/event-publisher.ts";

const TENANT = { application: "acme", environment: "sandbox" } as const;

let calls: PutEventsRequestEntry[][] = [];
/** How often an entry of this type is refused before it is taken. */
let refusals: Record<string, number> = {};
let fault: Error | undefined;

const publisher = makeEventPublisher({
  eventBridge: {
    async send(command: unknown) {
      const { Entries = [] } = (command as PutEventsCommand).input;
      calls.push(Entries);
      if (fault !== undefined) throw fault;
      const results = Entries.map(({ DetailType = "" }) => {
        const left = refusals[DetailType] ?? 0;
        refusals[DetailType] = left - 1;
        return left > 0 ? { ErrorCode: "ThrottlingException" } : { EventId: "1" };
      });
      return {
        FailedEntryCount: results.filter(({ EventId }) => !EventId).length,
        Entries: results,
      };
    },
  } as never,
  busName: "ringback",
});

beforeEach(() => {
  calls = [];
  refusals = {};
  fault = undefined;
});

const typesOf = (entries: readonly PutEventsRequestEntry[] | undefined) =>
  entries?.map(({ DetailType }) => DetailType);

describe("publish", () => {
  test("puts the payload into the entry as it stands", async () => {
    const payload = '{"2":5.00,"1":12345678901234567890}';
    expect(await publisher.publish(TENANT, [{ type: "A", id: 'p-"1"', payload }])).toBe(
      "published",
    );
    expect(calls).toEqual([
      [
        {
          EventBusName: "ringback",
          Source: "ringback.api",
          DetailType: "A",
          Detail: `{"application":"acme","environment":"sandbox","id":"p-\\"1\\"","payload":${payload}}`,
        },
      ],
    ]);
  });

  test("counts the deliveries that brought an event about, if any did", async () => {
    await publisher.publish(TENANT, [{ type: "A", id: "p-1", payload: "{}", hops: 2 }]);
    expect(JSON.parse(calls[0]?.[0]?.Detail ?? "")).toMatchObject({ id: "p-1", hops: 2 });
  });

  test("writes the two characters that the events queue would refuse as escapes", async () => {
    await publisher.publish(TENANT, [{ type: "A", id: "\uFFFF", payload: '{"x":"\uFFFE"}' }]);
    expect(calls[0]?.[0]?.Detail).toBe(
      String.raw`{"application":"acme","environment":"sandbox","id":"\uffff","payload":{"x":"\ufffe"}}`,
    );
  });

  test("puts what was refused again, and only that", async () => {
    refusals = { B: 2 };
    const events = ["A", "B", "C"].map((type) => ({ type, id: type, payload: "{}" }));
    expect(await publisher.publish(TENANT, events)).toBe("published");
    expect(calls.map((entries) => typesOf(entries))).toEqual([["A", "B", "C"], ["B"], ["B"]]);
  });

  test("says so when the bus keeps refusing", async () => {
    refusals = { B: 100 };
    const events = ["A", "B"].map((type) => ({ type, id: type, payload: "{}" }));
    expect(await publisher.publish(TENANT, events)).toBe("unavailable");
    expect(calls).toHaveLength(4);
  });

  test("puts large events in calls of 256 KB at most, an event larger than that alone", async () => {
    const large = `{"x":"${"x".repeat(200_000)}"}`;
    const events = [large, "{}", large, `{"x":"${"x".repeat(262_100)}"}`, "{}"].map(
      (payload, index) => ({ type: String(index), id: "1", payload }),
    );
    expect(await publisher.publish(TENANT, events)).toBe("published");
    expect(calls.map((entries) => typesOf(entries))).toEqual([["0", "1"], ["2"], ["3"], ["4"]]);
  });

  test("tells an event that is too large for the bus from a bus that fails", async () => {
    fault = Object.assign(new Error("too large"), { name: "ValidationException" });
    const events = [{ type: "A", id: "1", payload: "{}" }];
    expect(await publisher.publish(TENANT, events)).toBe("too_large");
    fault = new Error("connection lost");
    await expect(publisher.publish(TENANT, events)).rejects.toThrow("connection lost");
  });
});
