import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { hideSecrets, secretsOfHeaders } from "../../../../lambdas/shared/domain/hide-secrets.ts";

describe("hideSecrets", () => {
  it("hides every secret, wherever it stands", () => {
    expect(
      hideSecrets('{"apikey":"306e38e4-54be","again":"306e38e4-54be"}', ["306e38e4-54be"]),
    ).toBe('{"apikey":"[secret]","again":"[secret]"}');
  });

  it("hides the beginning of one where the text was cut", () => {
    expect(hideSecrets("you sent 306e38e4-5", ["306e38e4-54be"])).toBe("you sent [secret]");
  });

  it("leaves what is too short to be told from other text", () => {
    expect(hideSecrets("the password is wrong", ["is"])).toBe("the password is wrong");
  });

  it("never leaves one, also where one is part of another", () => {
    const secret = fc
      .string({ minLength: 8, maxLength: 20 })
      .filter((text) => !"[secret]".includes(text));
    fc.assert(
      fc.property(fc.string(), secret, fc.string(), (before, text, after) => {
        const inner = text.slice(0, 8);
        const hidden = hideSecrets(`${before}${text}${after}`, [inner, text]);
        expect(hidden.replaceAll("[secret]", "\u0000")).not.toContain(text);
      }),
    );
  });
});

describe("secretsOfHeaders", () => {
  it("are the values of custom headers and signatures, but nothing that all receivers get", () => {
    const headers = [
      "content-type",
      "application/json",
      "ringback-delivery",
      "dlv_1",
      "webhook-id",
      "x",
    ];
    expect(secretsOfHeaders([...headers, "apikey", "k", "X-SIGNATURE", "s"])).toEqual(["k", "s"]);
  });

  it("are the credentials of Basic as they stand, and decoded", () => {
    const encoded = Buffer.from("user:pass:word").toString("base64");
    expect(secretsOfHeaders(["authorization", `Basic ${encoded}`])).toEqual([
      `Basic ${encoded}`,
      encoded,
      "user:pass:word",
      "pass:word",
    ]);
  });

  it("are the token of Bearer", () => {
    expect(secretsOfHeaders(["Authorization", "Bearer abc"])).toEqual(["Bearer abc", "abc"]);
  });
});
