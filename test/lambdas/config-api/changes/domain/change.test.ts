import { describe, expect, test } from "vitest";

import {
  fieldChanges,
  flatFacts,
} from "../../../../../lambdas/config-api/changes/domain/change.ts";

describe("fieldChanges", () => {
  test("names the fields that differ, with what was and what is", () => {
    const before = { name: "a", events: ["A"], hidden: true, timeout: 5, gone: "x" };
    const after = { name: "b", events: ["A"], hidden: false, timeout: 6, added: ["B", "C"] };
    expect(fieldChanges(before, after)).toEqual([
      { field: "name", from: "a", to: "b" },
      { field: "hidden", from: true, to: false },
      { field: "timeout", from: 5, to: 6 },
      { field: "gone", from: "x" },
      { field: "added", to: '["B","C"]' },
    ]);
  });

  test("are none where nothing differs, or there is nothing", () => {
    expect(fieldChanges({ list: [1, { a: 2 }] }, { list: [1, { a: 2 }] })).toEqual([]);
    expect(fieldChanges({ name: undefined }, {})).toEqual([]);
    expect(fieldChanges(undefined, undefined)).toEqual([]);
  });

  test.each([
    ["https://user:pass@example.com/a?token=t#f", "https://example.com/a?…"],
    ["https://example.com/a#f", "https://example.com/a?…"],
    ["http://example.com:8080/a/b", "http://example.com:8080/a/b"],
    ["HTTPS://Example.com", "https://example.com/"],
    ["see https://u:p@example.com/x?y, please", "see https://example.com/x?… please"],
    ["https://[", "(malformed URL)"],
    ["https: the scheme", "https: the scheme"],
  ])("shows %s as %s", (written, shown) => {
    expect(fieldChanges({}, { url: written })).toEqual([{ field: "url", to: shown }]);
    expect(fieldChanges({}, { urls: [written, "b"] })).toEqual([
      { field: "urls", to: JSON.stringify([shown, "b"]) },
    ]);
  });

  test("tells that a URL changed where only its query did, and not how", () => {
    const url = "https://example.com/?key=";
    expect(fieldChanges({ url: `${url}1` }, { url: `${url}2` })).toEqual([
      { field: "url", from: "https://example.com/?…", to: "https://example.com/?…" },
    ]);
  });

  test("shows the beginning of a long value, its length, and by a hash whether it is the same", () => {
    const shown = (text: string) => String(Object(fieldChanges({}, { text })[0])["to"]);
    expect(shown("x".repeat(256))).toBe("x".repeat(256));
    expect(shown("x".repeat(257))).toMatch(/^x{200}… \(257 characters, SHA-256 [0-9a-f]{16}…\)$/u);
    expect(shown("x".repeat(1_000_000)).length).toBeLessThan(300);
    expect(shown(`${"x".repeat(300)}a`)).not.toBe(shown(`${"x".repeat(300)}b`));
    expect(shown(`${"x".repeat(300)}a`)).toBe(shown(`${"x".repeat(300)}a`));
  });
});

describe("flatFacts", () => {
  test("has the members of inner objects by their path, and lists whole", () => {
    const value = { a: { b: { c: 1 }, d: ["e"] }, f: null, g: undefined };
    expect(flatFacts(value, "config.")).toEqual({
      "config.a.b.c": 1,
      "config.a.d": ["e"],
      "config.f": null,
      "config.g": undefined,
    });
    expect(flatFacts({ a: 1 })).toEqual({ a: 1 });
  });
});
