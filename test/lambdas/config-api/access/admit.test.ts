import { beforeEach, describe, expect, test, vi } from "vitest";

import { makeAdmit } from "../../../../lambdas/config-api/access/admit.ts";
import type { Caller } from "../../../../lambdas/config-api/access/caller.ts";

const KEYED = { operationId: "listWebhooks", permission: "webhooks:read" } as const;
const TESTED = {
  operationId: "testWebhook",
  permission: "webhooks:write",
  perTenant: { perSecond: 1, burst: 2 },
} as const;
const PUBLIC = { operationId: "getHealth" };

let nowMs = 0;
const callers = new Map<string, Caller>();
const authenticate = vi.fn(async (authorization: string | undefined) =>
  callers.get(authorization ?? ""),
);
const open = () =>
  makeAdmit({ authenticate, limits: { perKey: 3, perAddress: 2 }, now: () => nowMs });
let admit = open();

function caller(keyId: string, application = "acme"): Caller {
  const tenant = { application, environment: "sandbox" } as const;
  return { kind: "api-key", keyId, name: "ci", role: "admin", tenant };
}

beforeEach(() => {
  nowMs = 0;
  callers.clear();
  callers.set("Bearer good", caller("key_1")).set("Bearer other", caller("key_2"));
  authenticate.mockClear();
  admit = open();
});

type Route = typeof KEYED | typeof TESTED | typeof PUBLIC;

/** What comes of a request: `admitted`, or the status of its refusal. */
async function ask(route: Route, authorization?: string, sourceIp = "192.0.2.1") {
  const access = await admit(route, { header: () => authorization, sourceIp });
  return access.kind === "refused" ? access.problem.status : "admitted";
}

/** Asks so often that an address or key has nothing left. */
async function askOften(times: number, route: Route, authorization?: string, sourceIp?: string) {
  const answers: unknown[] = [];
  for (let index = 0; index < times; index += 1) {
    answers.push(await ask(route, authorization, sourceIp));
  }
  return answers;
}

describe("an address without a good key", () => {
  test("may ask ten seconds' worth at once, then at its rate; 429 before anything is looked up", async () => {
    expect(await askOften(20, KEYED, "Bearer guess")).toEqual(Array(20).fill(401));
    authenticate.mockClear();
    expect(await askOften(3, KEYED, "Bearer guess")).toEqual([429, 429, 429]);
    expect(await ask(PUBLIC)).toBe(429);
    expect(authenticate).not.toHaveBeenCalled();
    nowMs += 500;
    expect(await ask(KEYED, "Bearer guess")).toBe(401);
    expect(await ask(KEYED)).toBe(429);
  });

  test("pays for public routes, too", async () => {
    expect(await askOften(20, PUBLIC)).toEqual(Array(20).fill("admitted"));
    expect(await ask(PUBLIC)).toBe(429);
    expect(authenticate).not.toHaveBeenCalled();
  });

  test("does not lock out a neighbour whose key was good lately", async () => {
    expect(await ask(KEYED, "Bearer good")).toBe("admitted");
    await askOften(40, KEYED, "Bearer guess");
    expect(await ask(KEYED, "Bearer good")).toBe("admitted");
    expect(await ask(PUBLIC, "Bearer good")).toBe("admitted");
    // One that was never seen here waits like everybody.
    expect(await ask(KEYED, "Bearer other")).toBe(429);
    nowMs += 500;
    expect(await ask(KEYED, "Bearer other")).toBe("admitted");
    expect(await ask(KEYED, "Bearer other")).toBe("admitted");
  });

  test("does not lock out one by a key of its own that is written in many ways", async () => {
    expect(await ask(KEYED, "Bearer good")).toBe("admitted");
    for (let blanks = 1; blanks <= 5000; blanks += 1) {
      const written = `bearer${" ".repeat(blanks)}other `;
      callers.set(written, caller("key_2"));
      await ask(KEYED, written, `2001:db8:0:${blanks.toString(16)}::1`);
    }
    await askOften(40, KEYED, "Bearer guess");
    expect(await ask(KEYED, "Bearer good")).toBe("admitted");
  });

  test("is spared no longer by a key that is good no more", async () => {
    expect(await ask(KEYED, "Bearer good")).toBe("admitted");
    await askOften(40, KEYED, "Bearer guess");
    callers.delete("Bearer good");
    expect(await ask(KEYED, "Bearer good")).toBe(401);
    authenticate.mockClear();
    expect(await ask(KEYED, "Bearer good")).toBe(429);
    expect(authenticate).not.toHaveBeenCalled();
  });

  test("pays before the look-up, also where that fails", async () => {
    authenticate.mockRejectedValue(new Error("throttled"));
    for (let index = 0; index < 20; index += 1) {
      await expect(ask(KEYED, "Bearer guess")).rejects.toThrow("throttled");
    }
    expect(await ask(KEYED, "Bearer guess")).toBe(429);
    authenticate.mockReset();
    authenticate.mockImplementation(async (authorization) => callers.get(authorization ?? ""));
  });

  test("is another than its neighbours, but one with the rest of its IPv6 network", async () => {
    await askOften(20, PUBLIC, undefined, "2001:db8:1:2::1");
    expect(await ask(PUBLIC, undefined, "2001:db8:1:2:ffff::7")).toBe(429);
    expect(await ask(PUBLIC, undefined, "2001:0DB8:0001:0002::9")).toBe(429);
    expect(await ask(PUBLIC, undefined, "2001:db8:1:3::1")).toBe("admitted");
    await askOften(20, PUBLIC, undefined, "::ffff:192.0.2.7");
    expect(await ask(PUBLIC, undefined, "192.0.2.7")).toBe(429);
    expect(await ask(PUBLIC, undefined, "::ffff:192.0.2.8")).toBe("admitted");
    await askOften(20, PUBLIC, undefined, "nonsense");
    expect(await ask(PUBLIC, undefined, "")).toBe(429);
  });
});

describe("an API key", () => {
  test("may ask ten seconds' worth at once, then at its rate; others go on", async () => {
    expect(await askOften(30, KEYED, "Bearer good")).toEqual(Array(30).fill("admitted"));
    expect(await ask(KEYED, "Bearer good")).toBe(429);
    expect(await ask(KEYED, "Bearer other")).toBe("admitted");
    nowMs += 1000;
    expect(await askOften(4, KEYED, "Bearer good")).toEqual([
      "admitted",
      "admitted",
      "admitted",
      429,
    ]);
  });

  test("pays for what its role does not allow", async () => {
    callers.set("Bearer good", { ...caller("key_1"), role: "publisher" } as Caller);
    expect(await askOften(31, KEYED, "Bearer good")).toEqual([...Array(30).fill(403), 429]);
  });

  test("is not the one of the same id in another application", async () => {
    callers.set("Bearer other", caller("key_1", "globex"));
    await askOften(30, KEYED, "Bearer good");
    expect(await ask(KEYED, "Bearer other")).toBe("admitted");
  });

  test("pays for public routes out of the same bucket, however its header is written", async () => {
    callers.set("bearer  good", caller("key_1"));
    await askOften(10, KEYED, "Bearer good");
    await askOften(10, KEYED, "bearer  good");
    expect(await askOften(10, PUBLIC, "Bearer good")).toEqual(Array(10).fill("admitted"));
    expect(await ask(PUBLIC, "bearer  good")).toBe(429);
    expect(await ask(KEYED, "Bearer good")).toBe(429);
    expect(await ask(PUBLIC)).toBe("admitted");
  });

  test("may ask a route with a rule of its own as often as that says, with all others of its tenant", async () => {
    callers.set("Bearer foreign", caller("key_1", "globex"));
    expect(await askOften(3, TESTED, "Bearer good")).toEqual(["admitted", "admitted", 429]);
    expect(await ask(TESTED, "Bearer other")).toBe(429);
    expect(await ask(TESTED, "Bearer foreign")).toBe("admitted");
    expect(await ask(KEYED, "Bearer good")).toBe("admitted");
    nowMs += 1000;
    expect(await ask(TESTED, "Bearer good")).toBe("admitted");
  });
});

test("a refusal says when to come again, in whole seconds", async () => {
  await askOften(20, PUBLIC);
  const access = await admit(PUBLIC, { header: () => undefined, sourceIp: "192.0.2.1" });
  const problem = { code: "too-many-requests", status: 429, headers: { "retry-after": "1" } };
  expect(access).toMatchObject({ kind: "refused", problem });
});

test("a refusal says whose the request was, once that is known", async () => {
  callers.set("Bearer good", { ...caller("key_1"), role: "publisher" } as Caller);
  const header = () => "Bearer good";
  const refused = { kind: "refused", caller: { keyId: "key_1" } };
  const ask403 = () => admit(KEYED, { header, sourceIp: "192.0.2.1" });
  expect(await ask403()).toMatchObject({ ...refused, problem: { status: 403 } });
  await askOften(30, KEYED, "Bearer good");
  expect(await ask403()).toMatchObject({ ...refused, problem: { status: 429 } });
});

test("five thousand addresses are remembered, and the one that was not seen longest is forgotten", async () => {
  const address = (index: number) => `10.0.${index >> 8}.${index & 255}`;
  await askOften(21, PUBLIC, undefined, address(0));
  for (let index = 1; index < 5000; index += 1) await ask(PUBLIC, undefined, address(index));
  expect(await ask(PUBLIC, undefined, address(0))).toBe(429);
  for (let index = 1; index <= 5000; index += 1) await ask(PUBLIC, undefined, address(index));
  expect(await ask(PUBLIC, undefined, address(0))).toBe("admitted");
});
