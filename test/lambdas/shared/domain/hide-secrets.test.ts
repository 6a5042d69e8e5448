import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { viewsOf } from "../../../../lambdas/shared/domain/escaped-text.ts";
import { hideSecrets, secretsOfHeaders } from "../../../../lambdas/shared/domain/hide-secrets.ts";
import { forAll } from "../../../support/for-all.ts";

describe("hideSecrets", () => {
  it("hides every secret, wherever it stands", () => {
    expect(
      hideSecrets('{"apikey":"306e38e4-54be","again":"306e38e4-54be"}', ["306e38e4-54be"]),
    ).toBe('{"apikey":"[secret]","again":"[secret]"}');
  });

  it("hides the beginning of one where the text was cut", () => {
    expect(hideSecrets("you sent 306e38e4-5", ["306e38e4-54be"])).toBe("you sent [secret]");
  });

  it("hides a short one where it stands alone, and leaves the words that it is part of", () => {
    const short = (secret: string) =>
      hideSecrets("this is a test: is=1, 'is', is_ok, isé", [secret]);
    expect(short("is")).toBe("this [secret] a test: [secret]=1, '[secret]', is_ok, isé");
    expect(short("1")).toBe("this is a test: is=[secret], 'is', is_ok, isé");
    expect(hideSecrets('{"password":"\\"x\\""}', ['"x"'])).toBe('{"password":"[secret]"}');
    expect(hideSecrets("wow!, wow!!", ["!"])).toBe("wow[secret], wow[secret][secret]");
  });

  it("reads control characters, and no short one out of digits", () => {
    expect(hideSecrets('{"a":"first\\nb\\tc"}', ["b"])).toBe('{"a":"first\\n[secret]\\tc"}');
    const digits = Buffer.from("a b c d e f").toString("base64");
    expect(hideSecrets(digits, ["b"])).toBe(digits);
  });

  it("hides nothing for an empty one", () => {
    expect(hideSecrets("abc", [""], true)).toBe("abc");
    expect(hideSecrets("", ["hunter2"], true)).toBe("");
  });

  it("hides the beginning of one, be it a character, where a text goes on", () => {
    const secret = 'hunter2"8€-and-so-on';
    for (const tail of [
      "h",
      "hunter2",
      'hunter2\\"',
      "hunter2\\",
      "hunter2\\u0022",
      "hunter2\\u00",
    ]) {
      expect(hideSecrets(`you sent ${tail}`, [secret], true)).toBe("you sent [secret]");
    }
    for (const tail of ["hunter2%2", "hunter2%228%E2%8", "hunter2&quo", "hunter2&#3", "hunter2&"]) {
      expect(hideSecrets(`?a=1&b=${tail}`, [secret], true)).toBe("?a=1&b=[secret]");
    }
    expect(hideSecrets("a=1&secretpa", ["secretpassword"], true)).toBe("a=1&[secret]");
    expect(hideSecrets("aHVudGVyMiI4", [secret], true)).toBe("[secret]");
    expect(hideSecrets("you sent hunter2", [secret])).toBe("you sent hunter2");
  });

  const SECRET = 'p"a\\ss/wö<r&d> +€%20';
  const json = JSON.stringify(SECRET).slice(1, -1);
  const codes = (text: string, escape: (code: number) => string) =>
    Array.from({ length: text.length }, (_, at) => escape(text.charCodeAt(at))).join("");
  const hex = (code: number, digits: number) => code.toString(16).padStart(digits, "0");
  it.each([
    ["as it is", SECRET],
    ["in JSON", json],
    ["in JSON, with every slash escaped", json.replaceAll("/", "\\/")],
    ["in JSON, with codes", codes(SECRET, (code) => `\\u${hex(code, 4)}`)],
    [
      "in JSON, with codes in capitals",
      codes(SECRET, (code) => `\\u${hex(code, 4).toUpperCase()}`),
    ],
    [
      "in JSON, as PHP does for HTML",
      json.replaceAll(/[<>&]/gu, (c) => `\\u00${hex(c.charCodeAt(0), 2).toUpperCase()}`),
    ],
    ["in JSON within JSON", JSON.stringify(json).slice(1, -1)],
    [
      "in JSON within JSON within JSON",
      JSON.stringify(JSON.stringify(json).slice(1, -1)).slice(1, -1),
    ],
    ["in a URL", encodeURIComponent(SECRET)],
    ["in a URL, in small letters", encodeURIComponent(SECRET).toLowerCase()],
    ["in a form", new URLSearchParams({ "": SECRET }).toString().slice(1)],
    ["in a URL, every byte", Buffer.from(SECRET).toString("hex").replaceAll(/../gu, "%$&")],
    ["in a URL within a URL", encodeURIComponent(encodeURIComponent(SECRET))],
    ["in a URL within JSON", encodeURIComponent(json)],
    [
      "in HTML, by names",
      SECRET.replaceAll("&", "&amp;")
        .replaceAll('"', "&quot;")
        .replaceAll("<", "&lt;")
        .replaceAll(">", "&gt;")
        .replaceAll("ö", "&ouml;"),
    ],
    ["in HTML, by numbers", codes(SECRET, (code) => `&#${code};`)],
    ["in HTML, by numbers in hex", codes(SECRET, (code) => `&#x${hex(code, 1)};`)],
    [
      "in HTML within JSON",
      JSON.stringify(SECRET.replaceAll("&", "&amp;").replaceAll('"', "&quot;")),
    ],
    ["in base64", Buffer.from(SECRET).toString("base64")],
    ["in base64 for URLs", Buffer.from(SECRET).toString("base64url")],
    ["in hex", Buffer.from(SECRET).toString("hex")],
    ["in hex, in capitals", Buffer.from(SECRET).toString("hex").toUpperCase()],
    ["taken for Latin-1", Buffer.from(SECRET).toString("latin1")],
  ])("hides one that is written %s", (_how, written) => {
    const hidden = hideSecrets(`you sent >${written}< to us`, [SECRET]);
    expect(hidden).toMatch(/^you sent >"?\[secret\]={0,2}"?< to us$/u);
  });

  it("hides one in Latin-1 that was taken for UTF-8", () => {
    const echoed = Buffer.from("pässwörter", "latin1").toString();
    expect(hideSecrets(`>${echoed}<`, ["pässwörter"])).toBe(">[secret]<");
    expect(hideSecrets("p%E4ssw%F6rter", ["pässwörter"])).toBe("[secret]");
  });

  it("hides one in the middle of what is written in base64", () => {
    for (const before of ["", "x", "xy"]) {
      const text = Buffer.from(`${before}password-of-mine${before}`).toString("base64");
      const hidden = hideSecrets(text, ["password-of-mine"]);
      expect(hidden).toContain("[secret]");
      expect(Buffer.from(hidden.replace("[secret]", ""), "base64").toString()).not.toMatch(
        /word|of|min/u,
      );
    }
  });

  it("leaves escapes that mean nothing, and all that is no secret", () => {
    const text = "&unknown; &#xFFFFFF; &#9999999; %zz %E2%82 \\u12 \\";
    expect(hideSecrets(text, ["password"], true)).toBe(text);
  });

  it("hides any secret however its characters are escaped, each in another way", () => {
    const ways = [
      (c: string) => c,
      (c: string) => `\\u${hex(c.charCodeAt(0), 4)}`,
      (c: string) => (/[\w ]/u.test(c) ? c : `\\${c}`),
    ];
    const secret = fc
      .string({ minLength: 8, maxLength: 20 })
      .filter((text) => !text.includes("\\"));
    forAll(secret, fc.array(fc.nat(2), { minLength: 20, maxLength: 20 }), (text, choices) => {
      const written = Array.from(text, (c, at) => ways[choices[at] ?? 0]?.(c)).join("");
      expect(hideSecrets(`>>${written}<<`, [text])).toBe(">>[secret]<<");
    });
  });

  it("looks at no more than 24 readings of a text, whatever it is made of", () => {
    const text = "&amp;%2525+\\\\\\\\u0026quot;%26amp%3B".repeat(20);
    expect(viewsOf(text)).toHaveLength(24);
  });

  it("never leaves one, also where one is part of another", () => {
    const secret = fc
      .string({ minLength: 8, maxLength: 20 })
      .filter((text) => !"[secret]".includes(text));
    forAll(fc.string(), secret, fc.string(), (before, text, after) => {
      const inner = text.slice(0, 8);
      const hidden = hideSecrets(`${before}${text}${after}`, [inner, text]);
      expect(hidden.replaceAll("[secret]", "\u0000")).not.toContain(text);
    });
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

  it("are what follows a scheme in a custom header, too", () => {
    expect(secretsOfHeaders(["x-key", "Token 306e38e4", "x-env", "in prod"])).toEqual([
      "Token 306e38e4",
      "306e38e4",
      "in prod",
    ]);
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

it("goes through an answer that is full of secrets in escapes in little time", () => {
  const secrets = Array.from({ length: 20 }, (_, index) => "a".repeat(8 + index));
  const answer = "\\u0061".repeat(10_000);
  const before = process.cpuUsage();
  expect(hideSecrets(answer, secrets, true)).toMatch(/^(?:\[secret\])+$/u);
  // 200,000 places, each sought among 20,000 pieces from the first on, took a minute.
  expect(process.cpuUsage(before).user).toBeLessThan(3_000_000);
});

it("hides a secret that begins as it is and goes on in base64", () => {
  const run = `xyz${Buffer.from("hello-world!").toString("base64")}`;
  expect(hideSecrets(`<${run}>`, ["xyzhello-world!"])).toBe("<[secret]>");
});
