import { describe, expect, test } from "vitest";

import { exchangeCode } from "../../../console/portal/exchange-code.ts";
import {
  chosenPermissions,
  LINK_PERMISSIONS,
  LINK_SECONDS,
  linkState,
  NEW_PORTAL_LINK,
  portalLinkBody,
  rightsText,
} from "../../../console/portal/portal-link-form.ts";
import { PORTAL_PERMISSIONS } from "../../../lambdas/config-api/access/permissions.ts";
import { makeConfigApiTestBed } from "../../support/config-api-test-bed.ts";

const FORM = { ...NEW_PORTAL_LINK, environments: ["production"] } as const;

describe("the form of a portal link", () => {
  test("offers the permissions that the API takes, each with what it allows", () => {
    expect(LINK_PERMISSIONS.map(({ permission }) => permission)).toEqual(PORTAL_PERMISSIONS);
  });

  test("makes links of every time and preset", async () => {
    const bed = makeConfigApiTestBed();
    for (const { value: seconds } of LINK_SECONDS) {
      for (const preset of ["read", "manage", "chosen"] as const) {
        const form = {
          ...FORM,
          seconds,
          preset,
          name: " Support ",
          permissions: ["webhooks:write"] as const,
          frameOrigins: " https://a.example\nhttps://b.example, http://localhost:3000",
        };
        const made = await bed.admin("POST", "/portal-links", portalLinkBody(form, "acme"));
        expect(made.status).toBe(201);
        expect(made.body).toMatchObject({ name: "Support", permissions: chosenPermissions(form) });
        expect(made.body.frame_origins).toHaveLength(3);
      }
    }
    const bare = await bed.admin("POST", "/portal-links", portalLinkBody(FORM, "acme"));
    expect(bare.body).toMatchObject({ frame_origins: [] });
    expect(bare.body).not.toHaveProperty("name");
  });

  test("says in a word what a link allows", () => {
    const rights = (preset: "read" | "manage" | "chosen") =>
      rightsText(chosenPermissions({ ...FORM, preset, permissions: ["webhooks:write"] }));
    expect(["read", "manage", "chosen"].map((preset) => rights(preset as "read"))).toEqual([
      "read-only",
      "manages everything",
      "some rights",
    ]);
  });
});

describe("the code of a portal link", () => {
  test("becomes a session of each environment, once", async () => {
    const bed = makeConfigApiTestBed();
    await bed.keyOf("admin");
    const form = { ...FORM, environments: ["production", "sandbox"] } as const;
    const made = await bed.operator("POST", "/portal-links", portalLinkBody(form, "acme"));
    const { nowMs } = bed.clock;
    expect(linkState(made.body, nowMs)).toBe("not opened yet");
    expect(linkState(made.body, nowMs + 300_000)).toBe("never opened");

    const { id, url } = made.body as { id: string; url: string };
    const exchange = () => exchangeCode("http://api", id, url.split("#")[1] ?? "", asked);
    const asked = async (request: Request) => {
      const { pathname } = new URL(request.url);
      const { status, text } = await bed.ask(request.method, pathname, {
        body: await request.text(),
      });
      return new Response(text, { status, headers: { "content-type": "application/json" } });
    };
    const opened = await exchange();
    expect(opened).toMatchObject({
      accesses: ["production", "sandbox"].map((environment) => ({
        kind: "portal-link",
        application: "acme",
        environment,
        expiresAtMs: nowMs + 3_600_000,
        permissions: chosenPermissions(FORM),
      })),
    });
    const [session] = "accesses" in opened ? opened.accesses : [];
    const caller = await bed.ask("GET", "/caller", { key: session?.token ?? "" });
    expect(caller.body).toMatchObject({ kind: "portal-link", environment: "production" });
    const [listed] = (await bed.operator("GET", "/portal-links?application=acme")).body.data;
    expect(linkState(listed, nowMs)).toBe("open");
    expect(await exchange()).toEqual({ status: 404 });
  });

  test("is not lost where nobody answers", async () => {
    const away = () => Promise.reject(new TypeError("fetch failed"));
    expect(await exchangeCode("http://api", "plk_acme_0123456789ab", "code", away)).toEqual({
      status: 0,
    });
  });
});
