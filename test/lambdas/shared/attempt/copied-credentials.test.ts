import { beforeEach, describe, expect, test } from "vitest";

import { makeAttempt } from "../../../../lambdas/shared/attempt/make-attempt.ts";
import { makeReadyWebhooks } from "../../../../lambdas/shared/attempt/ready-webhooks.ts";
import { webhookSealContext } from "../../../../lambdas/shared/domain/seal-context.ts";
import type { Webhook } from "../../../../lambdas/shared/domain/webhook.ts";
import type { Item } from "../../../../lambdas/shared/dynamodb/attributes.ts";
import { writeWebhookItem } from "../../../../lambdas/shared/dynamodb/webhook-item.ts";
import type { OutgoingRequest } from "../../../../lambdas/shared/http/http-sender.ts";
import { makeVault } from "../../../../lambdas/shared/vault/vault.ts";
import { answered, key, NOW_MS } from "../../../support/deliver-test-bed.ts";
import { makeFakeSecretsManager } from "../../../support/fakes/fake-secrets-manager.ts";
import { PLAIN_WEBHOOK } from "../../../support/plain-webhook.ts";

/*
 * Whoever can write the table, but not read the vault key, may copy the sealed credential of
 * another's webhook into one that points to a server of his own. What is sealed is bound to its
 * place, so it does not open there, and nothing is sent.
 */

const VICTIM = { application: "acme", environment: "production" } as const;
const secrets = makeFakeSecretsManager({ vault: "a generated text" });
const vault = makeVault({ secretsManager: secrets.client, keyId: "vault", now: () => NOW_MS });

let requests: OutgoingRequest[];

beforeEach(() => {
  requests = [];
});

function webhookOf(changes: Partial<Webhook>): Webhook {
  const own = {
    id: key.webhookId,
    endpoint: "https://attacker.example/",
    profile: "ncore",
  } as const;
  return { ...PLAIN_WEBHOOK, ...own, ...changes };
}

const basic = { basicAuthUsername: "user", customHeaderNames: [] };
const header = { customHeaderNames: ["apikey", "other"] };
const hmac = { customHeaderNames: [], signatureScheme: "hmac" } as const;
const standard = { customHeaderNames: [], signatureScheme: "standard" } as const;
const oauth2 = {
  customHeaderNames: [],
  oauth2: { tokenUrl: "https://attacker.example/", clientId: "c", clientAuth: "body" },
} as const;

/** Seals a text for a field of the victim's webhook. */
function sealed(field: string, text: string): Promise<string> {
  return vault.seal(text, webhookSealContext({ ...VICTIM, id: key.webhookId }, field));
}

/** Makes an attempt of deliver for the webhook as it is stored. */
async function attempt(webhook: Webhook, legacySecret?: string) {
  const environment: Item = legacySecret === undefined ? {} : { legacySecret: { S: legacySecret } };
  const send = async (request: OutgoingRequest) => {
    requests.push(request);
    return answered(200);
  };
  const webhooks = makeReadyWebhooks({
    readItem: async ({ sk }) => (sk.S === "environment" ? environment : writeWebhookItem(webhook)),
    vault,
    jwsSigner: () => async () => ({ ok: false, message: "not asked" }),
    send: () => Promise.reject(new Error("not asked")),
    now: () => NOW_MS,
  });
  const ready = await webhooks.find(webhook, webhook.id, 0);
  const ports = { sender: { send }, longestAttemptSeconds: 30, now: () => NOW_MS };
  return makeAttempt(ports, { ...key, webhookId: webhook.id }, 1, "{}", ready!);
}

describe("a credential that was sealed for one place", () => {
  test("is sent from there", async () => {
    const credential = await sealed("basic_auth_password", "p4ss");
    const webhook = webhookOf({ config: basic, sealed: { basic_auth_password: credential } });
    expect((await attempt(webhook)).outcome.verdict).toBe("succeeded");
    const credentials = Buffer.from("user:p4ss").toString("base64");
    expect(requests[0]?.headers).toContain(`Basic ${credentials}`);
  });

  test.each([
    ["another webhook", { id: "wh_0000000000000000000009" }],
    ["another application", { application: "evil" }],
    ["another environment", { environment: "sandbox" }],
  ] as const)("copied to %s is not: the attempt fails, and nothing is sent", async (_, place) => {
    for (const [config, field] of [
      [basic, "basic_auth_password"],
      [{ customHeaderNames: ["apikey"] }, "custom_header:0"],
      [hmac, "signature_secret"],
      [standard, "signature_secret"],
      [oauth2, "oauth2_client_secret"],
    ] as const) {
      const webhook = webhookOf({
        ...place,
        config,
        sealed: { [field]: await sealed(field, "x") },
      });
      const { attempt: made, outcome } = await attempt(webhook);
      expect(made).toMatchObject({
        verdict: "retry",
        failure: "bad_configuration",
        message: "a sealed text cannot be opened: it was sealed for something else",
      });
      expect(outcome.verdict).toBe("retry");
    }
    expect(requests).toEqual([]);
  });

  test("copied to another field of its own webhook is not sent either", async () => {
    const password = await sealed("basic_auth_password", "p4ss");
    const first = await sealed("custom_header:0", "first");
    for (const fields of [
      { "custom_header:0": password, "custom_header:1": await sealed("custom_header:1", "x") },
      { "custom_header:0": first, "custom_header:1": first },
    ]) {
      const { attempt: made } = await attempt(webhookOf({ config: header, sealed: fields }));
      expect(made.failure).toBe("bad_configuration");
    }
    expect(requests).toEqual([]);
  });

  test("copied into another environment's legacy secret does not sign", async () => {
    const legacy = await sealed("signature_secret", "mine");
    const { attempt: made } = await attempt(webhookOf({ config: hmac }), legacy);
    expect(made.failure).toBe("bad_configuration");
    expect(requests).toEqual([]);
  });

  test("tells nothing of itself in the attempt", async () => {
    const credential = await sealed("basic_auth_password", "p4ss");
    const webhook = webhookOf({
      application: "evil",
      config: basic,
      sealed: { basic_auth_password: credential },
    });
    const text = JSON.stringify(await attempt(webhook));
    expect(text).not.toContain("p4ss");
    expect(text).not.toContain(credential.slice(0, 20));
  });
});
