import { beforeEach, describe, expect, test } from "vitest";

import type { PortalLinkStore } from "../../../../lambdas/config-api/portal-links/portal-link.ts";
import type { Answered } from "../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import { fieldErrorsOf } from "../../../support/webhook-requests.ts";

const bed = freshTestBed();

const LINK = { name: "Ann", permissions: ["webhooks:read"], expires_in: 3600 };

/** A link, and the code in its address. */
async function makeLink(more: object = {}): Promise<{ id: string; code: string }> {
  const { body } = await bed.admin("POST", "/portal-links", { ...LINK, ...more });
  return { id: body.id, code: body.url.split("#")[1] };
}

const exchange = (id: string, body: unknown, ask = bed.ask) =>
  ask("POST", `/portal-links/${id}/exchange`, { body });

/** A refusal without what names the request. */
function refusalOf({ status, body, headers }: Answered) {
  const { request_id: _, ...document } = body;
  return { status, document, headers: Object.keys(headers).toSorted() };
}

beforeEach(async () => {
  await bed.keyOf("admin");
});

describe("POST /portal-links/{id}/exchange", () => {
  test("gives a token for what the link allows, until the link ends", async () => {
    const { id, code } = await makeLink();
    const { status, headers, body } = await exchange(id, { code });
    expect([status, body]).toEqual([
      200,
      {
        id,
        name: "Ann",
        application: "acme",
        permissions: ["webhooks:read"],
        expires_at: "2026-01-31T13:00:00.000Z",
        sessions: [
          {
            environment: "production",
            token: expect.stringMatching(
              new RegExp(`^rbp_acme_production_${id.slice(-12)}_[0-9A-Za-z]{32}$`, "u"),
            ) as string,
          },
        ],
      },
    ]);
    expect(headers["cache-control"]).toBe("no-store");
    const { body: list } = await bed.admin("GET", "/portal-links");
    expect(list.data).toMatchObject([{ id, exchanged_at: "2026-01-31T12:00:00.000Z" }]);
  });

  test("gives one for each environment, each with a secret of its own", async () => {
    const environments = ["sandbox", "production"];
    const both = { ...LINK, application: "acme", environments };
    const { body: made } = await bed.operator("POST", "/portal-links", both);
    const { body } = await exchange(made.id, { code: made.url.split("#")[1] });
    const secrets = new Set<string>();
    for (const [index, { environment, token }] of body.sessions.entries()) {
      expect(environment).toBe(environments[index]);
      secrets.add(token.slice(-32));
      const caller = (await bed.ask("GET", "/caller", { key: token })).body;
      expect(caller).toMatchObject({ application: "acme", environment });
    }
    expect(secrets.size).toBe(2);
    // A session is that of its environment, whatever its text says.
    const [{ token }] = body.sessions;
    const renamed = token.replace("_sandbox_", "_production_");
    expect((await bed.ask("GET", "/caller", { key: renamed })).status).toBe(401);
  });

  test("neither the store nor a log has the code or a token", async () => {
    const { id, code } = await makeLink();
    const { body } = await exchange(id, { code });
    const secret = body.sessions[0].token.slice(-32);
    const stored = await bed.stores.portalLinks.read(id, 0);
    for (const kept of [stored, bed.lines, bed.changes, bed.told]) {
      expect(JSON.stringify(kept)).not.toContain(code);
      expect(JSON.stringify(kept)).not.toContain(secret);
    }
    expect(bed.changes.at(-1)).toMatchObject({ action: "exchanged", id });
  });

  test("refuses all that is wrong alike", async () => {
    const right = await makeLink();
    const wrong = await exchange(right.id, { code: "wrong" });
    expect(refusalOf(wrong)).toMatchObject({
      status: 404,
      document: { type: "urn:ringback:problem:not-found", detail: "There is no such portal link." },
    });
    const refused = async (id: string, code: string) => refusalOf(await exchange(id, { code }));
    const other = await makeLink();
    const revoked = await makeLink();
    await bed.admin("DELETE", `/portal-links/${revoked.id}`);
    const used = await makeLink();
    await exchange(used.id, { code: used.code });
    const early = await makeLink();
    const answers = [
      await refused(`plk_acme_${"0".repeat(12)}`, right.code),
      await refused(`plk_nobody_${"0".repeat(12)}`, right.code),
      await refused("plk_acme_malformed", right.code),
      await refused("key_0123456789ab", right.code),
      await refused(other.id, right.code),
      await refused(right.id, other.code),
      await refused(right.id, right.code.toLowerCase()),
      await refused(right.id, `${right.code} `),
      await refused(right.id, "é".repeat(32)),
      await refused(revoked.id, revoked.code),
      await refused(used.id, used.code),
    ];
    bed.clock.nowMs += 300_000;
    answers.push(await refused(early.id, early.code));
    bed.clock.nowMs += 3_300_000;
    answers.push(await refused(early.id, early.code));
    for (const answer of answers) expect(answer).toEqual(refusalOf(wrong));
  });

  test("takes the code to the last moment", async () => {
    const { id, code } = await makeLink({ expires_in: 300 });
    bed.clock.nowMs += 299_999;
    expect((await exchange(id, { code })).status).toBe(200);
  });

  test("wrong codes leave the right one as it is", async () => {
    const { id, code } = await makeLink();
    for (let index = 0; index < 50; index += 1) await exchange(id, { code: `wrong${index}` });
    expect((await exchange(id, { code })).status).toBe(200);
  });

  test.each([
    [{}, "code is missing"],
    [{ code: 1 }, "code expected text, got a number"],
    [{ code: "" }, "code is empty"],
    [{ code: "x".repeat(101) }, "code is too long"],
    [{ code: ["x"] }, "code expected text, got a list"],
    [{ code: "x", link: "y" }, "link is not a known field"],
    [[], "body expected an object, got a list"],
  ])("a body %j is malformed", async (body, error) => {
    const { id } = await makeLink();
    const answer = await exchange(id, body);
    expect([answer.status, fieldErrorsOf(answer)]).toEqual([422, [error]]);
  });

  test("a guesser pays from the bucket of his address", async () => {
    const { id, code } = await makeLink();
    const api = bed.handlerWith({ limits: { perKey: 1000, perAddress: 2 } });
    const statuses = [];
    for (let index = 0; index < 22; index += 1) {
      statuses.push((await exchange(id, { code: `guess${index}` }, api.ask)).status);
    }
    expect(statuses).toEqual([...Array(20).fill(404), 429, 429]);
    expect((await exchange(id, { code }, api.ask)).status).toBe(429);
    expect((await exchange(id, { code })).status).toBe(200);
  });

  test("of many who race, one gets in", async () => {
    const { id, code } = await makeLink();
    const answers = await Promise.all(Array.from({ length: 8 }, () => exchange(id, { code })));
    const statuses = answers.map(({ status }) => status).toSorted();
    expect(statuses).toEqual([200, ...Array(7).fill(404)]);
    const winner = answers.find(({ status }) => status === 200);
    const key = winner?.body.sessions[0].token as string;
    expect((await bed.ask("GET", "/webhooks", { key })).status).toBe(200);
  });

  test("lets nobody in who reads before and writes after another did", async () => {
    const { id, code } = await makeLink();
    const { portalLinks } = bed.stores;
    const early = await portalLinks.read(id, bed.clock.nowMs);
    const late = bed.handlerWith({ portalLinks: { ...portalLinks, read: async () => early } });
    expect((await exchange(id, { code })).status).toBe(200);
    expect((await exchange(id, { code }, late.ask)).status).toBe(404);
    // Nor who writes after it was revoked.
    const other = await makeLink();
    const seen = await portalLinks.read(other.id, bed.clock.nowMs);
    const slow = bed.handlerWith({ portalLinks: { ...portalLinks, read: async () => seen } });
    await bed.admin("DELETE", `/portal-links/${other.id}`);
    expect((await exchange(other.id, { code: other.code }, slow.ask)).status).toBe(404);
    expect(await portalLinks.read(other.id, bed.clock.nowMs)).toBeUndefined();
  });
});

describe("when the table fails", () => {
  const failing = (failed: Partial<PortalLinkStore>) =>
    bed.handlerWith({ portalLinks: { ...bed.stores.portalLinks, ...failed } });
  const throttled = async (): Promise<never> => {
    throw Object.assign(new Error("throttled"), { name: "ThrottlingException" });
  };

  test("before the code is used, it is good still", async () => {
    const { id, code } = await makeLink();
    for (const api of [failing({ read: throttled }), failing({ exchange: throttled })]) {
      expect((await exchange(id, { code }, api.ask)).status).toBeGreaterThanOrEqual(500);
    }
    expect((await exchange(id, { code })).status).toBe(200);
  });

  test("after it, the code is used up, and a new link has to be made", async () => {
    const { id, code } = await makeLink();
    const { exchange: write } = bed.stores.portalLinks;
    const lost = failing({
      async exchange(...given) {
        await write(...given);
        return throttled();
      },
    });
    expect((await exchange(id, { code }, lost.ask)).status).toBeGreaterThanOrEqual(500);
    expect((await exchange(id, { code })).status).toBe(404);
    const next = await makeLink();
    expect((await exchange(next.id, { code: next.code })).status).toBe(200);
  });

  test("nobody is let in by a session that cannot be looked up", async () => {
    const { id, code } = await makeLink();
    const { body } = await exchange(id, { code });
    const key = body.sessions[0].token as string;
    const api = failing({ read: throttled });
    expect((await api.ask("GET", "/webhooks", { key })).status).toBeGreaterThanOrEqual(500);
  });

  test("a link is not made, nor listed, nor revoked: 5xx", async () => {
    const { id } = await makeLink();
    const statusOf = async (
      failed: Partial<PortalLinkStore>,
      ...asked: [string, string, object?]
    ) => (await failing(failed).admin(...asked)).status;
    expect(await statusOf({ create: throttled }, "POST", "/portal-links", LINK)).toBeGreaterThan(
      499,
    );
    expect(await statusOf({ list: throttled }, "GET", "/portal-links")).toBeGreaterThan(499);
    const path = `/portal-links/${id}`;
    expect(await statusOf({ remove: throttled }, "DELETE", path)).toBeGreaterThan(499);
    expect(bed.changes.filter(({ action }) => action === "deleted")).toEqual([]);
    expect((await bed.admin("GET", "/portal-links")).body.data).toHaveLength(1);
  });
});

test("a write that is repeated since its answer was lost has let the same in", async () => {
  const { id, code } = await makeLink();
  const { portalLinks } = bed.stores;
  const link = await portalLinks.read(id, bed.clock.nowMs);
  const write = (sessions: object) =>
    portalLinks.exchange(id, link!.codeHash, sessions, bed.clock.nowMs);
  expect(await write({ production: "f00d" })).toBe(true);
  expect(await write({ production: "f00d" })).toBe(true);
  expect(await write({ production: "beef" })).toBe(false);
  expect((await exchange(id, { code })).status).toBe(404);
});

test("exchanges are for browsers of the same origin only: nothing allows another", async () => {
  const { id, code } = await makeLink();
  const headers = { origin: "https://evil.example" };
  const { headers: answered } = await bed.ask("POST", `/portal-links/${id}/exchange`, {
    body: { code },
    headers,
  });
  expect(Object.keys(answered).filter((name) => name.startsWith("access-control"))).toEqual([]);
  expect(answered).not.toHaveProperty("set-cookie");
});
