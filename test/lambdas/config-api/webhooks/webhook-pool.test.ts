import { expect, test } from "vitest";

import type { Standing } from "../../../../lambdas/shared/domain/standing.ts";
import type { TenantStanding } from "../../../../lambdas/shared/domain/tenant-standing.ts";
import { makeConfigApiTestBed } from "../../../support/config-api-test-bed.ts";

const NOW = Date.parse("2026-01-31T12:00:00.000Z");
const MINUTE = 60_000;

const standing: Standing = {
  state: "slow",
  quickInARow: 0,
  turns: 2,
  sinceMs: NOW - MINUTE,
  regainFromMs: NOW + MINUTE,
  version: 3,
};

/** What the API tells of a webhook that is known so. */
async function poolOf(known: {
  readonly standing?: Standing;
  readonly tenant?: TenantStanding;
}): Promise<unknown> {
  const { standing: stands, tenant } = known;
  const standings = { read: async () => stands, readTenant: async () => tenant };
  const bed = makeConfigApiTestBed(undefined, { standings });
  const webhook = { endpoint: "https://example.com/", events: ["A"] };
  const { body: made } = await bed.admin("POST", "/webhooks", webhook);
  expect(made.pool).toBeUndefined();
  return (await bed.admin("GET", `/webhooks/${made.id}`)).body.pool;
}

test("a webhook that nothing is known against is proved", async () => {
  expect(await poolOf({})).toEqual({ served_by: "quick", state: "proved" });
});

test("a new webhook is served by the trial pool until it has proved itself", async () => {
  expect(await poolOf({ standing: { ...standing, state: "unproven" } })).toEqual({
    served_by: "trial",
    state: "unproven",
    since: "2026-01-31T11:59:00.000Z",
  });
});

test("a slow webhook says since when, and when it may prove itself", async () => {
  expect(await poolOf({ standing })).toEqual({
    served_by: "slow",
    state: "slow",
    since: "2026-01-31T11:59:00.000Z",
    proves_itself_from: "2026-01-31T12:01:00.000Z",
  });
});

test("one that has proved itself again is served by the quick pool, unless its tenant is not", async () => {
  const regained: Standing = { ...standing, state: "quick", quickInARow: 3 };
  const tenant = { badTurnsMs: [], level: 1, version: 1 };
  const proved = { state: "proved", since: "2026-01-31T11:59:00.000Z" };
  expect(await poolOf({ standing: regained, tenant: { ...tenant, slowUntilMs: NOW } })).toEqual({
    served_by: "quick",
    ...proved,
  });
  const slowUntilMs = NOW + MINUTE;
  expect(await poolOf({ standing: regained, tenant: { ...tenant, slowUntilMs } })).toEqual({
    served_by: "trial",
    ...proved,
    tenant_slow_until: "2026-01-31T12:01:00.000Z",
  });
});

test("where all webhooks are served by one pool nothing is told of it", async () => {
  const bed = makeConfigApiTestBed();
  const webhook = { endpoint: "https://example.com/", events: ["A"] };
  const { body: made } = await bed.admin("POST", "/webhooks", webhook);
  expect((await bed.admin("GET", `/webhooks/${made.id}`)).body).not.toHaveProperty("pool");
});
