import { execFileSync } from "node:child_process";
import { createHmac } from "node:crypto";

import { describe, expect, test } from "vitest";

import { makeAttempt } from "../../../../../lambdas/shared/attempt/make-attempt.ts";
import { makeReadyWebhooks } from "../../../../../lambdas/shared/attempt/ready-webhooks.ts";
import {
  HMAC_ALGORITHMS,
  HMAC_ENCODINGS,
  type HmacForm,
} from "../../../../../lambdas/shared/domain/hmac-signature.ts";
import type { Webhook } from "../../../../../lambdas/shared/domain/webhook.ts";
import { writeWebhookItem } from "../../../../../lambdas/shared/dynamodb/webhook-item.ts";
import type { OutgoingRequest } from "../../../../../lambdas/shared/http/http-sender.ts";
import { key } from "../../../../support/deliver-test-bed.ts";
import { PYTHON } from "../../../../support/foreign-verification.ts";
import { HAS_OPENSSL } from "../../../../support/mtls-test-bed.ts";
import { PLAIN_WEBHOOK } from "../../../../support/plain-webhook.ts";

const SECRET = 'pässwörd "with" 🔑';
const BODY = '{"amount":5.00,"to":"Ann\\u0020B. ü"}';

/**
 * The request that an attempt sends for a webhook of this configuration, as it lies in the table.
 */
async function sent(config: Partial<Webhook["config"]>): Promise<OutgoingRequest> {
  const webhook: Webhook = {
    ...PLAIN_WEBHOOK,
    config: { customHeaderNames: [], signatureScheme: "hmac", ...config },
    sealed: { signature_secret: SECRET },
  };
  const webhooks = makeReadyWebhooks({
    readItem: async () => writeWebhookItem(webhook),
    vault: { open: async (jwe) => jwe },
    jwsSigner: () => async () => ({ ok: false, message: "nothing is signed here" }),
    send: () => Promise.reject(new Error("nothing is fetched here")),
    now: Date.now,
  });
  const requests: OutgoingRequest[] = [];
  const sender = {
    async send(request: OutgoingRequest) {
      requests.push(request);
      const times = { startedAtMs: 1, durationMs: 1 };
      return { kind: "failure", reason: "connect", message: "no", ...times } as const;
    },
  };
  const ready = await webhooks.find(webhook, webhook.id, 1);
  if (ready === undefined) throw new Error("the webhook is not there");
  const ports = { sender, longestAttemptSeconds: 30, now: Date.now };
  await makeAttempt(ports, key, 1, BODY, ready);
  return requests[0] as OutgoingRequest;
}

function headerOf({ headers }: OutgoingRequest, name: string): string | undefined {
  const at = headers.findIndex((text, index) => index % 2 === 0 && text === name);
  return at === -1 ? undefined : headers[at + 1];
}

const FORMS: readonly HmacForm[] = HMAC_ALGORITHMS.flatMap((algorithm) =>
  HMAC_ENCODINGS.flatMap((encoding) =>
    ["", `${algorithm}=`, "HMAC Signature="].map((prefix) => ({ algorithm, encoding, prefix })),
  ),
);

async function signatures(): Promise<string[]> {
  const requests = await Promise.all(
    FORMS.map((hmacForm) => sent({ hmacForm, signatureHeader: "x-hub-signature" })),
  );
  return requests.map((request) => headerOf(request, "x-hub-signature") ?? "");
}

/** Signatures by Python's hmac, prefixes aside. */
const BY_PYTHON = `
import base64, hashlib, hmac, json, sys
given = json.load(sys.stdin)
def mac(form):
    digest = hmac.new(given["secret"].encode(), given["body"].encode(), form["algorithm"]).digest()
    return digest.hex() if form["encoding"] == "hex" else base64.b64encode(digest).decode()
json.dump([mac(form) for form in given["forms"]], sys.stdout)
`;

function byPython(): string[] {
  const input = JSON.stringify({ secret: SECRET, body: BODY, forms: FORMS });
  return JSON.parse(execFileSync(PYTHON, ["-c", BY_PYTHON], { input, encoding: "utf8" }));
}

/** The bytes of an HMAC by openssl. */
function byOpenssl(algorithm: string): Buffer {
  const hexKey = `hexkey:${Buffer.from(SECRET).toString("hex")}`;
  const options = ["dgst", `-${algorithm}`, "-mac", "HMAC", "-macopt", hexKey, "-binary"];
  return execFileSync("openssl", options, { input: BODY });
}

describe("an HMAC in every form", () => {
  test("is what Python's hmac makes", async () => {
    const expected = byPython().map((mac, index) => `${FORMS[index]?.prefix}${mac}`);
    expect(await signatures()).toEqual(expected);
  });

  test.skipIf(!HAS_OPENSSL)("is what openssl makes", async () => {
    const macs = new Map(HMAC_ALGORITHMS.map((name) => [name, byOpenssl(name)]));
    const expected = FORMS.map(
      ({ algorithm, encoding, prefix }) => prefix + macs.get(algorithm)?.toString(encoding),
    );
    expect(await signatures()).toEqual(expected);
  });

  test("is SHA-256 in hex under X-SIGNATURE where nothing is said, and each member by itself", async () => {
    const plain = createHmac("sha256", SECRET).update(BODY).digest();
    expect(headerOf(await sent({}), "X-SIGNATURE")).toBe(plain.toString("hex"));
    for (const [hmacForm, expected] of [
      [{}, plain.toString("hex")],
      [{ prefix: "sha256=" }, `sha256=${plain.toString("hex")}`],
      [{ encoding: "base64" }, plain.toString("base64")],
    ] as const) {
      expect(headerOf(await sent({ hmacForm }), "X-SIGNATURE")).toBe(expected);
    }
  });

  test("is of the same body, whatever the body is called", async () => {
    const plain = await sent({});
    const named = await sent({ contentType: "application/vnd.acme.v1+json" });
    expect(named.body).toBe(plain.body);
    expect(headerOf(named, "X-SIGNATURE")).toBe(headerOf(plain, "X-SIGNATURE"));
    expect(named.headers.filter((text) => text.startsWith("application/"))).toEqual([
      "application/vnd.acme.v1+json",
    ]);
    expect(headerOf(plain, "content-type")).toBe("application/json");
  });
});
