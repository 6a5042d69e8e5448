import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { fetchToken } from "../../../../../lambdas/shared/attempt/authentication/fetch-token.ts";
import { makeAttempt } from "../../../../../lambdas/shared/attempt/make-attempt.ts";
import { makeReadyWebhooks } from "../../../../../lambdas/shared/attempt/ready-webhooks.ts";
import type { OAuth2Config, Webhook } from "../../../../../lambdas/shared/domain/webhook.ts";
import { writeWebhookItem } from "../../../../../lambdas/shared/dynamodb/webhook-item.ts";
import type { SendHttp } from "../../../../../lambdas/shared/http/http-sender.ts";
import { key } from "../../../../support/deliver-test-bed.ts";
import { PLAIN_WEBHOOK } from "../../../../support/plain-webhook.ts";
import { startReceiver, type Receiver } from "../../../../support/receiver.ts";
import { makeSenderTestBed } from "../../../../support/sender-test-bed.ts";
import {
  CLIENTS,
  RESOURCE,
  startTokenServer,
  type TokenServer,
} from "../../../../support/token-server.ts";

const bed = makeSenderTestBed();
let tokens: TokenServer;
let receiver: Receiver;
let send: SendHttp;

beforeEach(async () => {
  tokens = await startTokenServer();
  receiver = await startReceiver();
  send = bed.makeSender().send;
});
afterEach(() => Promise.all([tokens.close(), receiver.close()]));

/**
 * Makes attempts for one webhook, as a warm function does, and judges each as a receiver of the
 * authorization server's.
 */
function deliverer(
  oauth2: Partial<OAuth2Config> = {},
  clientSecret?: string,
  sealed: Webhook["sealed"] = {},
) {
  const { client_id: clientId, client_secret: secret } = CLIENTS[oauth2.clientAuth ?? "basic"];
  const webhook: Webhook = {
    ...PLAIN_WEBHOOK,
    endpoint: `${receiver.url}/hooks`,
    profile: "ncore",
    config: {
      customHeaderNames: [],
      timeoutSeconds: 2,
      oauth2: { tokenUrl: tokens.tokenUrl, clientId, clientAuth: "basic", ...oauth2 },
    },
    sealed: { oauth2_client_secret: clientSecret ?? secret, ...sealed },
  };
  const webhooks = makeReadyWebhooks({
    readItem: async () => writeWebhookItem(webhook),
    vault: { open: async (jwe) => jwe },
    jwsSigner: () => async () => ({ ok: false, message: "nothing is signed here" }),
    send,
    now: Date.now,
  });
  const ports = { sender: { send }, longestAttemptSeconds: 30, now: Date.now };
  return async () => {
    const ready = await webhooks.find(webhook, webhook.id, 1);
    if (ready === undefined) throw new Error("the webhook is not there");
    return (await makeAttempt(ports, key, 1, "{}", ready)).attempt;
  };
}

/** Tokens that the receiver got, in order. */
const received = () => receiver.requests.map(({ headers }) => headers.authorization);

describe("against oidc-provider, an attempt", () => {
  test.each(["basic", "body"] as const)("carries a good token (client: %s)", async (clientAuth) => {
    const attempt = deliverer({ clientAuth, scope: "hooks:write" });
    await expect(attempt()).resolves.toMatchObject({ httpStatus: 204 });
    expect(await tokens.isGood(received()[0])).toBe(true);
    expect(await tokens.scopeOf(received()[0])).toBe("hooks:write");
  });

  test("carries a token that was asked for with a resource and parameters", async () => {
    const oauth2 = { resource: RESOURCE, parameterNames: ["tenant", "empty"] };
    const values = { "oauth2_parameter:0": "t3nant", "oauth2_parameter:1": "" };
    await expect(deliverer(oauth2, undefined, values)()).resolves.toMatchObject({
      httpStatus: 204,
    });
    expect(tokens.bodies.map((body) => [...new URLSearchParams(body)])).toEqual([
      [
        ["grant_type", "client_credentials"],
        ["resource", RESOURCE],
        ["tenant", "t3nant"],
        ["empty", ""],
      ],
    ]);
    expect(await tokens.isGood(received()[0])).toBe(true);
  });

  test("uses one token for a batch and for those after it", async () => {
    const attempt = deliverer();
    await Promise.all(Array.from({ length: 10 }, () => attempt()));
    await attempt();
    expect(new Set(received())).toHaveLength(1);
    expect(receiver.requests).toHaveLength(11);
    expect(tokens.requestCount()).toBe(1);
  });

  test("fetches another before the first one ends", async () => {
    await tokens.close();
    tokens = await startTokenServer(4); // of which the first half is used
    const attempt = deliverer();
    await attempt();
    await new Promise((resolve) => {
      setTimeout(resolve, 2_050);
    });
    expect(await tokens.isGood(received()[0])).toBe(true);
    await attempt();
    expect(new Set(received())).toHaveLength(2);
  });

  test("is made with a new token when the receiver refuses the old one, and is still one attempt", async () => {
    const attempt = deliverer();
    await attempt();
    tokens.revokeAll();
    const statuses = [401, 204] as const;
    receiver.answer("/hooks", [...statuses]);
    await expect(attempt()).resolves.toMatchObject({ number: 1, httpStatus: 204 });
    const [old, refused, fresh] = received();
    expect(refused).toBe(old);
    expect(fresh).not.toBe(old);
    expect(await tokens.isGood(fresh)).toBe(true);
    expect(tokens.requestCount()).toBe(2);
  });

  test("replaces a refused token once for a whole batch", async () => {
    const attempt = deliverer();
    await attempt();
    const [old] = received();
    receiver.answer("/hooks", ({ headers }) => (headers.authorization === old ? 401 : 204));
    const attempts = await Promise.all(Array.from({ length: 10 }, () => attempt()));
    expect(attempts.map(({ httpStatus }) => httpStatus)).toEqual(attempts.map(() => 204));
    expect(tokens.requestCount()).toBe(2);
  });

  test("that is refused with every token ends with the receiver's 401", async () => {
    receiver.answer("/hooks", [401]);
    await expect(deliverer()()).resolves.toMatchObject({ httpStatus: 401, verdict: "retry" });
    expect(receiver.requests).toHaveLength(2);
    expect(tokens.requestCount()).toBe(2);
  });
});

describe("without a token an attempt fails as token, to be retried, and nothing is sent", () => {
  test("when the client is refused", async () => {
    const attempt = await deliverer({}, "wrong secret")();
    expect(attempt).toMatchObject({
      verdict: "retry",
      failure: "token",
      message: "the token endpoint answered 401 (invalid_client)",
    });
    expect(JSON.stringify(attempt)).not.toContain("wrong secret");
    expect(receiver.requests).toEqual([]);
  });

  test("when the scope is not the client's", async () => {
    await expect(deliverer({ scope: "hooks:read" })()).resolves.toMatchObject({
      failure: "token",
      message: "the token endpoint answered 400 (invalid_scope)",
    });
  });

  test("when the resource is not known", async () => {
    await expect(deliverer({ resource: "https://example.com/" })()).resolves.toMatchObject({
      failure: "token",
      message: "the token endpoint answered 400 (invalid_target)",
    });
  });

  test("when the endpoint redirects: the secret goes nowhere else", async () => {
    tokens.instead = (_request, response) => {
      response.writeHead(307, { location: `${receiver.url}/stolen` }).end();
    };
    await expect(deliverer()()).resolves.toMatchObject({
      failure: "token",
      message: "the token endpoint answered 307",
    });
    expect(receiver.requests).toEqual([]);
  });

  test("when the endpoint does not answer in the attempt's time", async () => {
    tokens.instead = () => {};
    const attempt = await deliverer()();
    expect(attempt).toMatchObject({ failure: "token" });
    expect(attempt.durationMs).toBeGreaterThanOrEqual(1_900);
    expect(attempt.durationMs).toBeLessThan(3_000);
  });

  test("when the endpoint is not there", async () => {
    const attempt = deliverer();
    await tokens.close();
    await expect(attempt()).resolves.toMatchObject({
      failure: "token",
      message: "the token endpoint cannot be reached: no connection (ECONNREFUSED) (connect)",
    });
  });

  test("until the endpoint is well again", async () => {
    const attempt = deliverer();
    tokens.instead = (_request, response) => response.writeHead(503).end();
    await expect(attempt()).resolves.toMatchObject({ failure: "token" });
    tokens.instead = undefined;
    await expect(attempt()).resolves.toMatchObject({ httpStatus: 204 });
  });
});

test("the token endpoint is subject to the same rules as receivers", async () => {
  const { send: guarded } = bed.makeSender({ allowedCidrs: [] });
  const client = {
    tokenUrl: tokens.tokenUrl,
    clientId: "x",
    clientSecret: "y",
    clientAuth: "basic",
  } as const;
  await expect(fetchToken(guarded, client, 2_000)).resolves.toMatchObject({
    ok: false,
    message: expect.stringContaining("not globally routable"),
  });
  expect(tokens.requestCount()).toBe(0);
});
