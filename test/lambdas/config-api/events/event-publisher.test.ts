import type { PutEventsCommand, PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { beforeEach, describe, expect, test } from "vitest";

import { makeEventPublisher } from "../../../../lambdas/config-api/events/event-publisher.ts";
import { readEventEntry } from "../../../../lambdas/shared/domain/event-entry.ts";

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

  test("names the trace of an event beside its detail, so that a fan-out of before takes it", async () => {
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const event = { type: "A", id: "p-1", payload: "{}" };
    await publisher.publish(TENANT, [event, { ...event, traceparent }]);
    const [plain, traced] = calls[0] ?? [];
    expect(traced).toEqual({ ...plain, Resources: [`traceparent:${traceparent}`] });
    const envelope = {
      id: "7bf73129-1428-4cd3-a780-95db273d1602",
      source: traced?.Source,
      "detail-type": traced?.DetailType,
      resources: traced?.Resources,
      detail: JSON.parse(traced?.Detail ?? ""),
    };
    expect(readEventEntry(JSON.stringify(envelope))).toMatchObject({
      ok: true,
      entry: { traceparent },
    });
  });

  test("counts what names a trace as the bus does", async () => {
    const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const head = `{"application":"acme","environment":"sandbox","id":"1","payload":{"x":""}}`;
    // Two entries that are 256 KB to the byte, without their traces.
    const x = "x".repeat(128 * 1024 - "ringback.apiA".length - head.length);
    const events = [1, 2].map(() => ({ type: "A", id: "1", payload: `{"x":"${x}"}` }));
    expect(await publisher.publish(TENANT, events)).toBe("published");
    const traced = events.map((event) => Object.assign({ traceparent }, event));
    expect(await publisher.publish(TENANT, traced)).toBe("published");
    expect(calls.map((entries) => entries.length)).toEqual([2, 1, 1]);
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
