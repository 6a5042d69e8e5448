import { describe, expect, it } from "vitest";

import { apiBase } from "../../../console/shell/api-base.ts";
import { hashOf, placeOfHash } from "../../../console/shell/hash-place.ts";
import { placeAfter } from "../../../console/shell/places.ts";
import { type Access, NOBODY, withAccess } from "../../../console/shell/session.ts";
import { refusalOf } from "../../../console/shell/sign-in/accept-key.ts";
import { accessOf } from "../../../console/shell/sign-in/access-of.ts";
import { problemOfKey } from "../../../console/shell/sign-in/key-text.ts";

const production: Access = {
  token: "rbk_1",
  kind: "api-key",
  application: "acme",
  environment: "production",
  permissions: ["webhooks:read"],
};
const sandbox: Access = { ...production, environment: "sandbox" };
const operator: Access = { token: "o", kind: "operator", permissions: [] };
const signedIn = withAccess(NOBODY, production, 0);

describe("problemOfKey", () => {
  it("takes keys of applications and operator keys", () => {
    const key = `rbk_acme_shop_production_${"a".repeat(12)}_${"b".repeat(32)}`;
    expect(problemOfKey(key)).toBeUndefined();
    expect(problemOfKey("any-operator-key")).toBeUndefined();
  });

  it("says what is wrong with what is none", () => {
    expect(problemOfKey("")).toMatch(/needed/u);
    expect(problemOfKey("Bearer rbk_x")).toMatch(/blank/u);
    expect(problemOfKey("rbk_acme_production_abc")).toMatch(/not whole/u);
    expect(problemOfKey("rbp_acme_production_x_y")).toMatch(/portal link/u);
    expect(problemOfKey("kľúč")).toMatch(/character/u);
    expect(problemOfKey("x".repeat(513))).toMatch(/longer/u);
  });
});

describe("refusalOf", () => {
  it("takes a key for what it is asked for", () => {
    expect(refusalOf(sandbox, signedIn)).toBeUndefined();
    expect(refusalOf(sandbox, signedIn, "sandbox")).toBeUndefined();
    expect(refusalOf(operator, signedIn, "operator")).toBeUndefined();
  });

  it("refuses a key for something else, and of another application", () => {
    expect(refusalOf(production, NOBODY, "sandbox")).toMatch(/Production; this needs one of Sand/u);
    expect(refusalOf(operator, NOBODY, "sandbox")).toMatch(/operator key/u);
    expect(refusalOf({ ...sandbox, application: "other" }, signedIn)).toMatch(/sign out first/u);
  });
});

describe("placeAfter", () => {
  const more = { ...production, permissions: ["webhooks:read", "deliveries:read"] };
  const after = (hash: string) => placeAfter(more, signedIn, placeOfHash(hash));

  it("stays where a key opens the page", () => {
    expect(after("/production/deliveries/dlv_1")).toBeUndefined();
  });

  it("goes to what the key opens", () => {
    expect(after("/")).toBe("/production/webhooks");
    expect(after("/sandbox/webhooks")).toBe("/production/webhooks");
  });

  it("goes to the same list there where the key is offered it", () => {
    expect(after("/sandbox/deliveries/dlv_1")).toBe("/production/deliveries");
    expect(after("/sandbox/api-keys")).toBe("/production/webhooks");
  });
});

describe("accessOf", () => {
  it("keeps what the API says of a key", () => {
    const access = accessOf(
      {
        kind: "api-key",
        id: "key_1",
        name: "Ops",
        role: "reader",
        application: "acme",
        environment: "sandbox",
        permissions: ["webhooks:read"],
        expires_at: "2026-11-30T10:00:00Z",
      },
      "rbk_1",
    );
    expect(access).toEqual({
      token: "rbk_1",
      kind: "api-key",
      name: "Ops",
      role: "reader",
      application: "acme",
      environment: "sandbox",
      permissions: ["webhooks:read"],
      expiresAtMs: Date.parse("2026-11-30T10:00:00Z"),
    });
  });
});

describe("addresses", () => {
  it("finds the API above the page, below whatever prefix", () => {
    const bases = [
      "https://api.example/console/",
      "https://api.example/console/index.html#/production",
      "http://localhost:4566/_aws/execute-api/x/$default/console/?a=1",
      "https://api.example/base/portal/plk_1#code",
    ].map(apiBase);
    expect(bases).toEqual([
      "https://api.example",
      "https://api.example",
      "http://localhost:4566/_aws/execute-api/x/$default",
      "https://api.example/base",
    ]);
  });

  it("reads path and search out of a hash", () => {
    expect(placeOfHash("#/production/deliveries?status=dropped")).toEqual({
      path: "/production/deliveries",
      search: "status=dropped",
    });
    expect(placeOfHash("")).toEqual({ path: "/", search: "" });
    expect(hashOf("/a?b=1")).toBe("#/a?b=1");
  });
});
