import { describe, expect, it } from "vitest";

import { placeOfHash } from "../../../console/shell/hash-place.ts";
import {
  homeOf,
  offered,
  placeOfAnother,
  samePlaceIn,
  TENANT_PLACES,
} from "../../../console/shell/places.ts";
import {
  type Access,
  accessTo,
  applicationOf,
  endOf,
  NOBODY,
  readSession,
  SESSION_MS,
  stillGood,
  withAccess,
} from "../../../console/shell/session.ts";

const production: Access = {
  token: "rbk_1",
  kind: "api-key",
  application: "acme",
  environment: "production",
  permissions: ["webhooks:read", "deliveries:read"],
};
const sandbox: Access = { ...production, token: "rbk_2", environment: "sandbox" };
const operator: Access = { token: "o", kind: "operator", permissions: ["operations:read"] };

describe("session", () => {
  it("ends twelve hours after the first key, whatever was added", () => {
    const one = withAccess(NOBODY, production, 1000);
    const both = withAccess(one, sandbox, 5000);
    expect(endOf(both, sandbox)).toBe(1000 + SESSION_MS);
    expect(stillGood(both, 1000 + SESSION_MS).accesses).toEqual([]);
  });

  it("ends an access when its key does, and keeps the other", () => {
    const both = withAccess(
      withAccess(NOBODY, { ...production, expiresAtMs: 2000 }, 1000),
      sandbox,
      1000,
    );
    expect(stillGood(both, 2000).accesses).toEqual([sandbox]);
  });

  it("has one key a place: the newest", () => {
    const next = { ...production, token: "rbk_3" };
    const session = withAccess(withAccess(NOBODY, production, 0), next, 10);
    expect(accessTo(session, "production")?.token).toBe("rbk_3");
    expect(session.accesses).toHaveLength(1);
  });

  it("is read as it was kept, and as nobody's from anything else", () => {
    const session = withAccess(NOBODY, production, 1000);
    expect(readSession(JSON.stringify(session), 1001)).toEqual(session);
    for (const text of [null, "", "{", "null", "[]", '{"accesses":[{}],"signedInAtMs":1}']) {
      expect(readSession(text, 0)).toEqual(NOBODY);
    }
    expect(readSession(JSON.stringify(session), 1000 + SESSION_MS).accesses).toEqual([]);
  });

  it("knows its application beside the operator key", () => {
    const session = withAccess(withAccess(NOBODY, operator, 0), sandbox, 0);
    expect(applicationOf(session)).toBe("acme");
  });
});

describe("places", () => {
  it("offers what the key allows", () => {
    const labels = offered(TENANT_PLACES, production).map(({ label }) => label);
    expect(labels).toEqual(["Webhooks", "Deliveries", "Signing keys"]);
  });

  it("begins where the keys allow it", () => {
    expect(homeOf(withAccess(NOBODY, sandbox, 0))).toBe("/sandbox/webhooks");
    expect(homeOf(withAccess(NOBODY, operator, 0))).toBe("/operator/operations");
    const publisher = { ...production, permissions: ["events:read"] };
    expect(homeOf(withAccess(NOBODY, publisher, 0))).toBe("/production/events");
  });

  it("keeps the list of a thing in the other environment, and an event type", () => {
    const inSandbox = (hash: string) => samePlaceIn("sandbox", placeOfHash(hash));
    expect(inSandbox("/production/webhooks/whk_1")).toBe("/sandbox/webhooks");
    expect(inSandbox("/production/webhooks/whk_1/why?event=A")).toBe("/sandbox/webhooks");
    expect(inSandbox("/production/event-types/A")).toBe("/sandbox/event-types/A");
    expect(inSandbox("/")).toBe("/sandbox/webhooks");
  });

  it("keeps the filters of a list in the other environment that name no thing of one", () => {
    const times = "since=2026-01-31T13:00:00.000Z&until=2026-02-01T13:00:00.000Z";
    const search = `webhook_id=wh_1&status=dropped&event_type=A&${times}`;
    expect(samePlaceIn("sandbox", { path: "/production/deliveries", search })).toBe(
      `/sandbox/deliveries?status=dropped&event_type=A&${times}`,
    );
    expect(samePlaceIn("operator", { path: "/production/deliveries", search })).toBe(
      "/operator/operations",
    );
  });

  it.each([
    ["/production/webhooks/whk_1/edit", "/production/webhooks"],
    ["/production/webhooks/whk_1/why?event=evt_1", "/production/webhooks"],
    ["/production/webhooks?text=shop&event=OWN&status=disabled&page=2", "?status=disabled"],
    ["/production/webhooks/new", "/production/webhooks/new"],
    ["/sandbox/deliveries/dlv_1", "/sandbox/deliveries"],
    ["/sandbox/deliveries?webhook_id=wh_1&status=dropped&event_type=OWN", "?status=dropped"],
    ["/production/event-types/OWN/edit", "/production/event-types"],
    ["/production/events/evt_1", "/production/events"],
    ["/production/constructor?__proto__=1", "/production/constructor?__proto__=1"],
  ])("shows another application for %s what names no thing of the one before", (hash, to) => {
    const path = to.startsWith("?") ? `${placeOfHash(hash).path}${to}` : to;
    expect(placeOfAnother(placeOfHash(hash))).toBe(path);
  });
});
