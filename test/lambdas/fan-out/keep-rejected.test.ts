import { afterEach, describe, expect, test, vi } from "vitest";

import { makeKeepRejected, type Rejected } from "../../../lambdas/fan-out/keep-rejected.ts";
import type {
  RejectedEvent,
  RejectedOwner,
} from "../../../lambdas/shared/domain/rejected-event.ts";
import type { Rejection } from "../../../lambdas/shared/domain/rejection.ts";
import { type Tenant, tenantKey } from "../../../lambdas/shared/domain/tenant.ts";

const RECEIVED_AT_MS = 1_700_000_000_000;
const acme = { application: "acme", environment: "production" } as const;
const bank = { application: "bank", environment: "production" } as const;
const invalid: Rejection = { reason: "invalid_payload", errors: [{ field: "f", message: "m" }] };
const malformed: Rejection = { ...invalid, reason: "malformed" };

function entry(detail: object, id = "1"): string {
  return JSON.stringify({ id, "detail-type": "ORDER", source: "com.acme.cards", detail });
}

function rejectedFor(addressee: Tenant, id = "1", rejection = invalid): Rejected {
  const entryText = entry({ application: addressee.application }, id);
  return { entryText, rejection, receivedAtMs: RECEIVED_AT_MS, addressee };
}

function wholeEntry(entryText: string): Rejected {
  return { entryText, rejection: malformed, receivedAtMs: RECEIVED_AT_MS };
}

function setUp({ tenants = [acme, bank] as readonly Tenant[], perSecond = 20 } = {}) {
  const clock = { nowMs: RECEIVED_AT_MS };
  const kept: { owner: RejectedOwner; event: RejectedEvent }[] = [];
  const failures: unknown[] = [];
  const store = {
    fault: undefined as Error | undefined,
    silence: undefined as Promise<void> | undefined,
  };
  const asked: string[] = [];
  const keep = makeKeepRejected({
    store: {
      async put(owner, event) {
        await store.silence;
        if (store.fault !== undefined) throw store.fault;
        kept.push({ owner, event });
      },
    },
    async isTenant(tenant) {
      asked.push(tenantKey(tenant));
      return tenants.some((known) => tenantKey(known) === tenantKey(tenant));
    },
    perSecond,
    reportFailure: (error) => void failures.push(error),
    now: () => clock.nowMs,
  });
  const owners = () => kept.map(({ owner }) => owner);
  return { keep, kept, owners, asked, failures, store, clock };
}

describe("a rejected event is kept", () => {
  test("in the list of the application that it was rejected for", async () => {
    const { keep, kept, asked } = setUp();
    expect(await keep(rejectedFor(acme))).toBe("kept");
    expect(kept).toEqual([
      {
        owner: acme,
        event: expect.objectContaining({
          ...invalid,
          receivedAtMs: RECEIVED_AT_MS,
          source: "com.acme.cards",
        }),
      },
    ]);
    expect(asked).toEqual([]);
  });

  test("in the operator's list when there is no such application", async () => {
    const { keep, owners } = setUp();
    const unknown = { ...invalid, reason: "unknown_application" } as const;
    expect(await keep(rejectedFor(acme, "1", unknown))).toBe("kept");
    expect(owners()).toEqual(["operator"]);
  });

  test("of two unknown applications twice, each under its own id", async () => {
    const { keep, kept } = setUp();
    const rejection = { ...invalid, reason: "unknown_application" } as const;
    const entryText = entry({ applications: ["acme", "bank"] });
    for (const addressee of [acme, bank]) {
      await keep({ entryText, rejection, receivedAtMs: RECEIVED_AT_MS, addressee });
    }
    expect(new Set(kept.map(({ event }) => event.id)).size).toBe(2);
  });

  test("for each application that a malformed entry addresses and that there is", async () => {
    const { keep, owners } = setUp();
    const text = entry({ applications: ["acme", "nobody", "bank"], payload: [] });
    expect(await keep(wholeEntry(text))).toBe("kept");
    expect(owners()).toEqual([acme, bank]);
  });

  test.each([
    ["cannot be read", "{"],
    ["addresses nobody", entry({ payload: {} })],
    ["addresses nobody there is", entry({ application: "nobody" })],
  ])("in the operator's list when the entry %s", async (_, text) => {
    const { keep, owners } = setUp();
    expect(await keep(wholeEntry(text))).toBe("kept");
    expect(owners()).toEqual(["operator"]);
  });

  test("under the same key when the same entry comes again", async () => {
    const { keep, kept } = setUp();
    await keep(rejectedFor(acme));
    await keep({ ...rejectedFor(acme), rejection: malformed });
    const [first, second] = kept.map(({ event }) => [event.id, event.receivedAtMs]);
    expect(second).toEqual(first);
  });
});

describe("of a flood of rejected events", () => {
  /** Keeps events one after the other; how many were kept. */
  async function flood(
    keep: ReturnType<typeof setUp>["keep"],
    count: number,
    nth: (index: number) => Rejected,
  ): Promise<number> {
    let kept = 0;
    for (let index = 0; index < count; index += 1) {
      if ((await keep(nth(index))) === "kept") kept += 1;
    }
    return kept;
  }

  test("one list keeps a hundred at once and five a second, of twenty", async () => {
    const { keep, kept, clock } = setUp();
    expect(await flood(keep, 1000, (index) => rejectedFor(acme, String(index)))).toBe(100);
    clock.nowMs += 1000;
    expect(await flood(keep, 1000, (index) => rejectedFor(acme, String(index)))).toBe(5);
    expect(kept).toHaveLength(105);
  });

  test("the other lists go on", async () => {
    const { keep } = setUp();
    await flood(keep, 1000, (index) => rejectedFor(acme, String(index)));
    expect(await keep(rejectedFor(bank))).toBe("kept");
    expect(await keep(wholeEntry("{"))).toBe("kept");
  });

  test("all lists together keep two hundred at once and twenty a second", async () => {
    const { keep, clock } = setUp();
    const tenants = Array.from({ length: 1000 }, (_, index) => ({
      ...acme,
      application: `a${index}`,
    }));
    const nth = (index: number) => rejectedFor(tenants[index]!);
    expect(await flood(keep, 1000, nth)).toBe(200);
    clock.nowMs += 1000;
    expect(await flood(keep, 1000, nth)).toBe(20);
  });

  test("malformed entries are not even read beyond that", async () => {
    const { keep, asked } = setUp();
    const text = entry({ application: "nobody" });
    expect(await flood(keep, 1000, () => wholeEntry(text))).toBe(100);
    expect(asked).toHaveLength(100);
  });

  test("one entry for many applications leaves some out, and says so", async () => {
    const tenants = Array.from({ length: 50 }, (_, index) => ({
      ...acme,
      application: `a${index}`,
    }));
    const { keep, kept } = setUp({ tenants, perSecond: 1 });
    const text = entry({ applications: tenants.map(({ application }) => application) });
    expect(await keep(wholeEntry(text))).toBe("left_out");
    expect(kept).toHaveLength(10);
  });
});

describe("while the store fails", () => {
  afterEach(() => void vi.useRealTimers());

  test("one that does not answer is waited for three seconds", async () => {
    vi.useFakeTimers();
    const { keep, store, failures } = setUp();
    store.silence = new Promise(() => {});
    const keeping = [keep(rejectedFor(acme)), keep(wholeEntry("{"))];
    await vi.advanceTimersByTimeAsync(3000);
    expect(await Promise.all(keeping)).toEqual(["failed", "failed"]);
    expect(failures).toHaveLength(2);
  });

  test("nothing throws, and the failure is told", async () => {
    const { keep, store, failures } = setUp();
    store.fault = new Error("throttled");
    expect(await keep(rejectedFor(acme))).toBe("failed");
    expect(failures).toEqual([store.fault]);
  });

  test("it is left alone for ten seconds", async () => {
    const { keep, store, failures, clock } = setUp();
    store.fault = new Error("throttled");
    await keep(rejectedFor(acme, "1"));
    clock.nowMs += 9999;
    expect(await keep(rejectedFor(acme, "2"))).toBe("left_out");
    expect(failures).toHaveLength(1);
    store.fault = undefined;
    clock.nowMs += 1;
    expect(await keep(rejectedFor(acme, "3"))).toBe("kept");
  });
});
