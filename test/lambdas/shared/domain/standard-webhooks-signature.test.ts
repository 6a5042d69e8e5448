import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";

import { standardSignature } from "../../../../lambdas/shared/domain/standard-webhooks-signature.ts";
import { forAllIn } from "../../../support/for-all.ts";

const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const OTHER = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

describe("standardSignature", () => {
  it("is that of the specification's example", () => {
    const message = {
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
      timestampSeconds: 1_614_265_330,
      body: '{"test": 2432232314}',
    };
    expect(standardSignature([SECRET], message)).toBe(
      "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    );
  });

  it("verifies with the reference library under each live secret of an overlap", () => {
    forAllIn(50, fc.json({ stringUnit: "grapheme" }), (text) => {
      const body = JSON.stringify({ payload: JSON.parse(text) });
      const timestampSeconds = Math.floor(Date.now() / 1000);
      const id = "dlv_a_b";
      const headers = {
        "webhook-id": id,
        "webhook-timestamp": String(timestampSeconds),
        "webhook-signature": standardSignature([SECRET, OTHER], { id, timestampSeconds, body }),
      };
      for (const secret of [SECRET, OTHER]) {
        expect(() => new Webhook(secret).verify(body, headers)).not.toThrow();
      }
      expect(() => new Webhook(SECRET).verify(`${body} `, headers)).toThrow("No matching");
    });
  });

  it("takes a secret with and without its prefix", () => {
    const message = { id: "a", timestampSeconds: 1, body: "{}" };
    expect(standardSignature([SECRET.slice("whsec_".length)], message)).toBe(
      standardSignature([SECRET], message),
    );
  });
});
