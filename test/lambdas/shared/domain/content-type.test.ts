import { describe, expect, test } from "vitest";

import { isJsonContentType } from "../../../../lambdas/shared/domain/content-type.ts";

describe("a content type of JSON", () => {
  test.each([
    "application/json",
    "Application/JSON",
    "application/vnd.acme.v1+json",
    "application/cloudevents+json",
    "application/problem+JSON",
    "application/json; charset=utf-8",
    "application/json;charset=UTF-8",
    'application/json; charset="utf-8"',
    'application/ld+json ; profile="https://example.com/a b";charset=utf-8',
    "application/vnd.acme+json; version=2",
  ])("is %s", (type) => {
    expect(isJsonContentType(type)).toBe(true);
  });

  test.each([
    "",
    "json",
    "text/json",
    "text/plain",
    "application/xml",
    "application/+json",
    "application/jsonp",
    "application/x-www-form-urlencoded",
    "application/json-seq",
    "application/json, text/html",
    "application/json; charset=utf8",
    "application/json; charset=utf-16",
    "application/json; charset=",
    "application/json; charset=utf-8; charset=latin1",
    "application/json; a=1; charset=latin1",
    "application/json;",
    "application/json; version",
    "application/json ",
    " application/json",
    "application/json\r\nx: y",
    'application/json; a="b\r\nx: y"',
    "application/vnd.ü+json",
  ])("is not %j", (type) => {
    expect(isJsonContentType(type)).toBe(false);
  });
});
