import { describe, expect, test } from "vitest";

import {
  attributeWords,
  authenticationWords,
  filterWords,
  limitWords,
  retryWords,
  signatureWords,
} from "../../../console/webhooks/words/config-words.ts";
import { overlapWords } from "../../../console/webhooks/words/overlap-words.ts";
import { webhookOf } from "./support/shown-things.ts";

const { effective, config } = webhookOf();

describe("what holds for a webhook, in words", () => {
  test("its signature", () => {
    expect(signatureWords(effective)).toBe(
      "HMAC of the body (SHA-256, hex) in the header X-SIGNATURE, with a shared secret.",
    );
    const signature = {
      scheme: "hmac",
      header_name: "X-Hub-Signature-512",
      algorithm: "sha512",
      encoding: "base64",
      prefix: "sha512=",
    } as const;
    expect(signatureWords({ ...effective, signature })).toBe(
      'HMAC of the body (SHA-512, base64 after "sha512=") in the header X-Hub-Signature-512, with a shared secret.',
    );
    const of = (scheme: "jws" | "standard" | "none") =>
      signatureWords({ ...effective, signature: { scheme } });
    expect(of("jws")).toContain("JWS-SIGNATURE");
    expect(of("standard")).toContain("webhook-signature");
    expect(of("none")).toBe("Not signed.");
  });

  test("its authentication, every way of it", () => {
    expect(authenticationWords(webhookOf())).toEqual([]);
    const all = webhookOf({
      config: {
        ...config,
        basic_auth_username: "",
        oauth2: {
          token_url: "https://login.example/token",
          client_id: "ringback",
          client_auth: "basic",
        },
        mtls: { certificate_expires_at: "2027-01-31T12:00:00.000Z", own_trust: true },
        custom_headers: [{ header_name: "apikey" }, { header_name: "x-tenant" }],
      },
    });
    expect(authenticationWords(all)).toEqual([
      "Basic, as nobody by name",
      "OAuth 2.0, as ringback, with tokens of https://login.example/token",
      "Client certificate, until 2027-01-31",
      "Its own trust in place of the public authorities",
      "Headers apikey, x-tenant",
    ]);
  });

  test("its retries", () => {
    expect(retryWords(effective)).toContain("55 attempts in 6 d 21 h");
    const retry = {
      kind: "fixed",
      attempts: 6,
      interval_seconds: 5,
      breaker: true,
      stop_on: [400, 422],
    } as const;
    const words = retryWords({ ...effective, retry: { ...retry, stop_on: [...retry.stop_on] } });
    expect(words).toContain("6 attempts in 25 s");
    expect(words).toContain("nothing but probes is sent");
    expect(words).toContain("An answer of 400, 422 ends a delivery at once.");
  });

  test("its limits", () => {
    expect(limitWords(effective)).toBe("An attempt may take 10 s; no limit of requests.");
    expect(limitWords({ ...effective, rate_limit: { per_second: 10 }, max_in_flight: 5 })).toBe(
      "An attempt may take 10 s; at most 10 requests a second; at most 5 at the same time.",
    );
  });

  test("its filter and attributes", () => {
    expect(filterWords(webhookOf({ filter: { "card.type": [{ prefix: "W" }, "A"] } }))).toEqual([
      'card.type begins with "W" or is "A"',
    ]);
    expect(attributeWords(webhookOf())).toContain("by default");
    expect(attributeWords(webhookOf({ attributes: [] }))).toBe("The mandatory ones alone");
    expect(attributeWords(webhookOf({ attributes: ["id"] }))).toContain("id, and");
  });

  test("what an overlap of secrets means, by the scheme", () => {
    expect(overlapWords("hmac", "0")).toContain("at the same time");
    expect(overlapWords("hmac", "86400")).toContain("The old one signs until then");
    expect(overlapWords("standard", "86400")).toContain("signatures by both");
  });
});
