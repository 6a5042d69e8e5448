import { beforeEach, describe, expect, test } from "vitest";

import {
  callbackConfigIdOf,
  callbackWebhookIdOf,
} from "../../../../lambdas/shared/domain/callback-webhook.ts";
import { ENVIRONMENTS } from "../../../../lambdas/shared/domain/tenant.ts";
import { ACME } from "../../../support/config-api-test-bed.ts";
import { freshTestBed } from "../../../support/fresh-test-bed.ts";
import { NOTIFICATION } from "../../../support/webhook-requests.ts";

/*
 * Whoever may make notifications names the callback URL, and need not know the credentials that the
 * application's callback_config sends there.
 */

const bed = freshTestBed();
beforeEach(async () => {
  await bed.keyOf("publisher");
});

const BASIC = { basic_auth_username: "relid", basic_auth_password: "p4ssw0rd" };

function configure(config: unknown) {
  const body = { callback_config: config };
  return bed.operator("PATCH", "/applications/acme", body);
}

async function notify(callbackUrl: string) {
  const key = await bed.keyOf("publisher");
  return bed.ask("POST", "/notifications", {
    key,
    body: { ...NOTIFICATION, callback_url: callbackUrl },
  });
}

async function testAt(origin: string) {
  return bed.admin("POST", `/webhooks/${callbackWebhookIdOf(ACME, origin)}/test`);
}

/** Stores the config as a version did that knew no origins. */
async function forgetOrigins(): Promise<void> {
  for (const environment of ENVIRONMENTS) {
    const tenant = { ...ACME, environment };
    const webhook = (await bed.stores.webhooks.read(tenant, callbackConfigIdOf(tenant)))!;
    const { allowedOrigins: _, ...config } = webhook.config;
    const { version } = webhook;
    await bed.stores.webhooks.replace({ ...webhook, config, version: version + 1 }, version);
  }
}

describe("with a callback_config that has credentials", () => {
  test("a callback URL of a named origin is taken, and gets them", async () => {
    await configure({ ...BASIC, allowed_origins: ["https://example.com"] });
    for (const url of ["https://example.com/a?x=1", "https://EXAMPLE.com:443/b"]) {
      expect((await notify(url)).status).toBe(201);
    }
    await testAt("https://example.com");
    const credentials = Buffer.from("relid:p4ssw0rd").toString("base64");
    expect(bed.requests[0]?.headers).toContain(`Basic ${credentials}`);
  });

  test.each([
    "https://other.example/",
    "https://example.com:8443/",
    "https://example.com.other.example/",
    "https://sub.example.com/",
  ])("a callback URL of another origin is refused with those that are allowed: %s", async (url) => {
    await configure({ ...BASIC, allowed_origins: ["https://example.com", "https://b.example"] });
    const answer = await notify(url);
    expect(answer).toMatchObject({
      status: 422,
      body: {
        errors: [
          {
            field: "callback_url",
            message: "is of an origin that the application's callback_config does not allow",
            hint: expect.stringContaining("use one of https://example.com, https://b.example, or"),
          },
        ],
      },
    });
    expect(bed.wakes).toEqual([]);
    const id = callbackWebhookIdOf(ACME, new URL(url).origin);
    expect(await bed.stores.webhooks.read(ACME, id)).toBeUndefined();
  });

  test("the refusal lists a few of many origins", async () => {
    const origins = Array.from({ length: 50 }, (_, n) => `https://${n}.example.com`);
    await configure({ ...BASIC, allowed_origins: origins });
    const { hint } = (await notify("https://other.example/")).body.errors[0];
    expect(hint).toContain("https://9.example.com and 40 more, or");
  });

  test("an origin that was called before they came gets neither them nor a request without them", async () => {
    expect((await notify("https://other.example/")).status).toBe(201);
    await configure({ ...BASIC, allowed_origins: ["https://example.com"] });
    expect((await notify("https://other.example/")).status).toBe(422);
    expect((await testAt("https://other.example")).body).toEqual({
      attempt: {
        number: 1,
        started_at: "2026-01-31T12:00:00.000Z",
        verdict: "retry",
        time: "2026-01-31T12:00:00.000Z",
        outcome: "retry",
        duration_ms: 0,
        error: {
          code: "bad_configuration",
          message:
            "the application's callback_config does not allow this origin: add it to allowed_origins",
        },
      },
    });
    expect(bed.requests).toEqual([]);
  });

  test("an origin that is not named any more gets nothing any more", async () => {
    await configure({ ...BASIC, allowed_origins: ["https://example.com"] });
    await notify("https://example.com/");
    await configure({ ...BASIC, allowed_origins: ["https://b.example"] });
    bed.clock.nowMs += 30_000;
    expect((await testAt("https://example.com")).body.attempt.error.code).toBe("bad_configuration");
    expect(bed.requests).toEqual([]);
  });
});

describe("with a callback_config from before origins were named", () => {
  test("callbacks go on to the origins they went to, and to no new one", async () => {
    expect((await notify("https://example.com/")).status).toBe(201);
    await configure({ ...BASIC, allowed_origins: ["https://b.example"] });
    await forgetOrigins();
    expect((await notify("https://example.com/again")).status).toBe(201);
    await testAt("https://example.com");
    expect(bed.requests[0]?.headers).toContain("authorization");
    expect(await notify("https://other.example/")).toMatchObject({
      status: 422,
      body: {
        errors: [
          {
            field: "callback_url",
            hint: expect.stringMatching(/callback_config.*allowed_origins/u),
          },
        ],
      },
    });
    expect(bed.wakes).toHaveLength(2);
  });
});

test.each([undefined, { signature: { scheme: "hmac", secret: "shared" } }, { timeout_seconds: 3 }])(
  "without credentials callbacks go anywhere: %j",
  async (config) => {
    if (config !== undefined) await configure(config);
    expect((await notify("https://other.example/")).status).toBe(201);
    expect((await testAt("https://other.example")).body.attempt.verdict).toBe("succeeded");
  },
);

test("origins that are named hold without credentials, too", async () => {
  await configure({ allowed_origins: ["https://example.com"] });
  expect((await notify("https://example.com/")).status).toBe(201);
  expect((await notify("https://other.example/")).status).toBe(422);
});
