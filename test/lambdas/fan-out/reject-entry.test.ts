import { randomBytes } from "node:crypto";
import { gunzipSync } from "node:zlib";

import { describe, expect, test } from "vitest";

import { makeRejectedEntries } from "../../../lambdas/fan-out/reject-entry.ts";
import type { RejectReason } from "../../../lambdas/shared/domain/rejection.ts";
import type { TallyMark } from "../../../lambdas/shared/domain/tally.ts";

const NOW_MS = Date.parse("2026-01-02T03:04:05.678Z");
const rejection = {
  reason: "malformed" as RejectReason,
  errors: [{ field: "detail.payload", message: "expected a JSON object" }],
};

function setUp() {
  const bodies: string[] = [];
  const counted: TallyMark[] = [];
  const rejected = makeRejectedEntries(
    async ({ body }) => {
      bodies.push(body);
      return "y";
    },
    async (mark) => {
      counted.push(mark);
    },
    () => NOW_MS,
  );
  return { rejected, bodies, counted };
}

describe("a rejected entry", () => {
  test("is kept as it came, with the reason, what was wrong, and when", async () => {
    const { rejected, bodies } = setUp();
    const entry = '{"detail": "\u2028 é"\n';
    await rejected.put(entry, rejection);
    expect(bodies.map((body) => JSON.parse(body) as unknown)).toEqual([
      { ...rejection, rejected_at: "2026-01-02T03:04:05.678Z", entry },
    ]);
  });

  test("is packed when it would not fit a message of 1 MiB", async () => {
    const { rejected, bodies } = setUp();
    // Every quote of an entry takes two bytes in the message.
    const entry = JSON.stringify({ detail: Array.from({ length: 300_000 }, () => "") });
    expect(entry.length).toBeLessThan(1_048_576);
    await rejected.put(entry, rejection);
    const body = JSON.parse(bodies[0] ?? "") as Record<string, string>;
    expect(bodies[0]?.length).toBeLessThan(1_048_576);
    expect(Object.keys(body)).toEqual(["reason", "errors", "rejected_at", "entry_gzip"]);
    const unpacked = gunzipSync(Buffer.from(body["entry_gzip"] ?? "", "base64")).toString();
    expect(unpacked === entry).toBe(true);
  });

  test("is packed as soon as the whole message would pass 1 MiB less what SQS counts besides", async () => {
    const { rejected, bodies } = setUp();
    await rejected.put("", rejection);
    const most = 1_048_576 - 1024 - (bodies[0]?.length ?? 0);
    await rejected.put("x".repeat(most), rejection);
    await rejected.put("x".repeat(most + 1), rejection);
    expect(bodies.slice(1).map((body) => body.includes("entry_gzip"))).toEqual([false, true]);
  });

  test("of 256 KB is kept as it came, also when it cannot be packed", async () => {
    const { rejected, bodies } = setUp();
    const entry = JSON.stringify({ detail: randomBytes(190_000).toString("base64") });
    await rejected.put(entry, rejection);
    expect((JSON.parse(bodies[0] ?? "") as { entry?: string }).entry === entry).toBe(true);
  });

  test("fails when it is not taken, and is not counted", async () => {
    const counted: TallyMark[] = [];
    const rejected = makeRejectedEntries(
      () => Promise.reject(new Error("throttled")),
      async (mark) => {
        counted.push(mark);
      },
      () => NOW_MS,
    );
    await expect(rejected.put("{", rejection)).rejects.toThrow("throttled");
    expect(counted).toEqual([]);
  });
});

describe("the count of rejections", () => {
  const tenant = { application: "acme", environment: "production" } as const;
  const event = { type: "ORDER", id: "evt_1" };

  test("takes in an event of its application, with the places", async () => {
    const { rejected, counted } = setUp();
    await rejected.put("{}", rejection, { ...event, tenant });
    expect(counted).toEqual([
      {
        owner: { kind: "rejected", ...tenant },
        reason: "malformed",
        id: "evt_1",
        places: ["detail.payload"],
        isTold: true,
      },
    ]);
  });

  test("takes in one of an application that there is not, for the operator", async () => {
    const { rejected, counted } = setUp();
    await rejected.put("{}", rejection, event);
    expect(counted).toMatchObject([{ owner: { kind: "unaddressed" }, id: "evt_1", isTold: true }]);
  });

  test("takes in one that could not be read, which has no id", async () => {
    const { rejected, counted } = setUp();
    await rejected.put("{", rejection);
    expect(counted).toEqual([
      {
        owner: { kind: "unaddressed" },
        reason: "malformed",
        places: ["detail.payload"],
        isTold: true,
      },
    ]);
  });

  test("takes in an operational event, of which no other one tells", async () => {
    const { rejected, counted } = setUp();
    await rejected.put("{}", rejection, { ...event, type: "event.rejected", tenant });
    expect(counted.map(({ isTold }) => isTold)).toEqual([false]);
  });
});
