import { describe, expect, it, test } from "vitest";

import {
  mapEndpoint,
  readMapping,
  suggestMapping,
} from "../../../tools/import-powerauth/map-endpoint.ts";

function mapped(url: string, ...texts: readonly string[]): string {
  const mappings = texts.map((text) => readMapping(text) ?? { from: "unreadable", to: text });
  return mapEndpoint(url, mappings);
}

describe("a mapping replaces", () => {
  it.each([
    ["http://a:8080", "http://a:8080=https://b.example", "https://b.example"],
    ["http://a:8080/x?y=1", "http://a:8080=https://b.example", "https://b.example/x?y=1"],
    ["http://a:8080?y=1", "http://a:8080=https://b.example", "https://b.example?y=1"],
    ["http://a/x", "http://a/=https://b.example/in/", "https://b.example/in/x"],
    ["http://a/x", "http://a/x=https://b.example/y?z=1", "https://b.example/y?z=1"],
    ["http://a/x?k=v", "http://a/x?k=v=https://b.example/x?k=w", "https://b.example/x?k=w"],
  ])("%s by %s", (url, mapping, expected) => {
    expect(mapped(url, mapping)).toBe(expected);
  });
});

describe("a mapping leaves alone", () => {
  it.each([
    ["http://a:80801/x", "http://a:8080=https://b.example"],
    ["http://a.evil.example/", "http://a=https://b.example"],
    ["https://c/?to=http://a/", "http://a=https://b.example"],
    ["http://a/x/y", "http://a/x=https://b.example/?z=1"],
  ])("%s with %s", (url, mapping) => {
    expect(mapped(url, mapping)).toBe(url);
  });
});

test("of two mappings the longer one counts, and only once", () => {
  const texts = ["http://a=https://b.example", "http://a/x=http://a/z"];
  expect(mapped("http://a/x/1", ...texts)).toBe("http://a/z/1");
  expect(mapped("http://a/y", ...texts)).toBe("https://b.example/y");
});

test.each([
  "",
  "http://a",
  "http://a=",
  "=https://b",
  "a=https://b",
  "http://a?u=http://b=https://c",
])("%j is no mapping", (text) => {
  expect(readMapping(text)).toBeUndefined();
});

test.each([
  ["http://localhost:8080/app", "--endpoint http://localhost:8080=https://callbacks.example.com"],
  ["http://hooks.acme.com/x?t=1", "--endpoint http://hooks.acme.com=https://hooks.acme.com"],
  ["https://10.0.0.7/x", "--endpoint https://10.0.0.7=https://callbacks.example.com"],
])("for %s a mapping is suggested that matches it", (url, suggestion) => {
  expect(suggestMapping(url)).toBe(suggestion);
  const mapping = suggestion.replace("--endpoint ", "");
  expect(mapped(url, mapping)).toMatch(/^https:\/\/(?:callbacks|hooks)\./u);
});

test.each(["https://hooks.acme.com/#x", "http://user:pass@host/", "not a URL", "http://$(id)/"])(
  "for %s none is suggested",
  (url) => {
    expect(suggestMapping(url)).toBeUndefined();
  },
);
