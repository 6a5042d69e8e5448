import { describe, expect, test } from "vitest";

import {
  apiKeyBody,
  KEY_DAYS,
  keyState,
  NEW_API_KEY,
} from "../../../console/api-keys/api-key-form.ts";
import { ROLES } from "../../../console/api-keys/roles.ts";
import { maxAgeOf, shownKeys } from "../../../console/signing-keys/signing-key-states.ts";
import { ROLES as API_ROLES } from "../../../lambdas/config-api/api-keys/domain/api-key.ts";
import { makeConfigApiTestBed } from "../../support/config-api-test-bed.ts";

const OWNER = { application: "acme", environment: "production" } as const;

describe("API keys", () => {
  test("of every role and time are made from the form", async () => {
    const bed = makeConfigApiTestBed();
    const { nowMs } = bed.clock;
    for (const { role } of ROLES) {
      for (const { value: days } of KEY_DAYS) {
        const form = { name: `  ${role} `, role, days };
        const { status, body } = await bed.admin(
          "POST",
          "/api-keys",
          apiKeyBody(form, OWNER, nowMs),
        );
        expect(status).toBe(201);
        expect(body).toMatchObject({ name: role, role });
        expect(keyState(body, nowMs)).toBe("works");
      }
    }
    const unnamed = await bed.admin("POST", "/api-keys", apiKeyBody(NEW_API_KEY, OWNER, nowMs));
    expect(unnamed.body.errors).toMatchObject([{ field: "name" }]);
  });

  test("expire: soon within a week, then they are expired", () => {
    const at = "2026-01-31T12:00:00.000Z";
    const atMs = Date.parse(at);
    expect(keyState({}, atMs)).toBe("works");
    expect(keyState({ expires_at: at }, atMs)).toBe("expired");
    expect(keyState({ expires_at: at }, atMs - 1)).toBe("expires soon");
    expect(keyState({ expires_at: at }, atMs - 7 * 86_400_000)).toBe("works");
  });

  test("have the roles that there are, each with what it is for", () => {
    expect(ROLES.map(({ role }) => role).toReversed()).toEqual(API_ROLES);
    for (const { what } of ROLES) expect(what).not.toBe("");
  });
});

describe("signing keys", () => {
  test("are told apart: the one that signs, the next, and those that signed before", async () => {
    const bed = makeConfigApiTestBed();
    await bed.admin("POST", "/webhooks", {
      endpoint: "https://example.com/hooks",
      events: ["A"],
      config: { signature: { scheme: "jws" } },
    });
    const first = await read(bed);
    expect(first.map(({ state }) => state)).toEqual(["signs", "signs next"]);
    bed.clock.nowMs += 86_400_000;
    await bed.ports.ensureSigningKeys(OWNER);
    const second = await read(bed);
    expect(second.map(({ state }) => state)).toContain("signed before");
    const before = second.find(({ state }) => state === "signed before");
    expect(before?.kid).toBe(first[0]?.kid);
    expect(before?.readableUntilMs).toBeLessThanOrEqual(bed.clock.nowMs + 86_400_000);
    expect(second.find(({ state }) => state === "signs")?.kid).toBe(first[1]?.kid);
  });

  test("without a time are not kept", () => {
    expect(maxAgeOf(null)).toBe(0);
    expect(maxAgeOf("public, max-age=300")).toBe(300);
  });
});

async function read(bed: ReturnType<typeof makeConfigApiTestBed>) {
  const at = "/applications/acme/production";
  const { body } = await bed.ask("GET", `${at}/.well-known/jwks.json`);
  const keys = await Promise.all(
    (body as { keys: { kid: string }[] }).keys.map(async ({ kid }) => {
      const { text, headers } = await bed.ask("GET", `${at}/signing-keys/${kid}`);
      return { kid, pem: text, maxAgeSeconds: maxAgeOf(headers["cache-control"] ?? null) };
    }),
  );
  return shownKeys(keys, bed.clock.nowMs);
}
