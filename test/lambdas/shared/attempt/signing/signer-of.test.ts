import { createHmac } from "node:crypto";

import { describe, expect, test } from "vitest";

import {
  makeHmacSigner,
  makeStandardSigner,
} from "../../../../../lambdas/shared/attempt/signing/signer-of.ts";
import { rotatedSecrets } from "../../../../../lambdas/shared/domain/signing-secrets.ts";

const NOW_MS = 1_700_000_000_999;
const OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const NEW = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;
const before = { current: OLD, previous: [] };
const payload = '{"a":"b c"}';

function macOf(secret: string, nowMs: number): string {
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const content = `dlv.${Math.floor(nowMs / 1000)}.${payload}`;
  return `v1,${createHmac("sha256", key).update(content).digest("base64")}`;
}

const hmacOf = (secret: string) => createHmac("sha256", secret).update(payload).digest("hex");
const message = (nowMs: number) => ({ deliveryId: "dlv", payload, nowMs });

describe("makeHmacSigner", () => {
  test("signs the raw body, as it is, in hex", async () => {
    expect(await makeHmacSigner(before, "X-SIGNATURE")(message(NOW_MS))).toEqual({
      ok: true,
      body: payload,
      headers: ["X-SIGNATURE", hmacOf(OLD)],
    });
  });

  test("signs with the new secret at once after a rotation without an overlap", async () => {
    const signer = makeHmacSigner(rotatedSecrets(before, NEW, NOW_MS, 0), "X-SIGNATURE");
    expect(await signer(message(NOW_MS))).toMatchObject({ headers: ["X-SIGNATURE", hmacOf(NEW)] });
  });

  test("signs with the old secret until an overlap ends, attempt by attempt", async () => {
    const signer = makeHmacSigner(rotatedSecrets(before, NEW, NOW_MS, 60), "X-SIGNATURE");
    for (const [nowMs, secret] of [
      [NOW_MS, OLD],
      [NOW_MS + 59_999, OLD],
      [NOW_MS + 60_000, NEW],
    ] as const) {
      expect(await signer(message(nowMs))).toMatchObject({
        headers: ["X-SIGNATURE", hmacOf(secret)],
      });
    }
  });

  test("without a secret says so", async () => {
    const signer = makeHmacSigner({ current: undefined, previous: [] }, "X-SIGNATURE");
    expect(await signer(message(NOW_MS))).toEqual({
      ok: false,
      message: "the webhook has no signature secret",
    });
  });
});

describe("makeStandardSigner", () => {
  test("signs id, second and body: the id is the delivery's, the second the attempt's", async () => {
    const signer = makeStandardSigner(before);
    for (const nowMs of [NOW_MS, NOW_MS + 5000]) {
      expect(await signer(message(nowMs))).toEqual({
        ok: true,
        body: payload,
        headers: [
          "webhook-id",
          "dlv",
          "webhook-timestamp",
          String(Math.floor(nowMs / 1000)),
          "webhook-signature",
          macOf(OLD, nowMs),
        ],
      });
    }
  });

  test("signs with all live secrets during an overlap, the newest first", async () => {
    const signer = makeStandardSigner(rotatedSecrets(before, NEW, NOW_MS, 60));
    const signatureAt = async (nowMs: number) => {
      const signed = await signer(message(nowMs));
      return signed.ok ? signed.headers.at(-1) : signed.message;
    };
    const last = NOW_MS + 59_999;
    expect(await signatureAt(last)).toBe(`${macOf(NEW, last)} ${macOf(OLD, last)}`);
    expect(await signatureAt(last + 1)).toBe(macOf(NEW, last + 1));
  });

  test("without a secret says so", async () => {
    const signer = makeStandardSigner({ current: undefined, previous: [] });
    expect(await signer(message(NOW_MS))).toMatchObject({ ok: false });
  });
});
