import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { entryOrigin } from "../../../../lambdas/shared/domain/entry-origin.ts";
import { forAll } from "../../../support/for-all.ts";

const SECRET = "4111111111111111";

function entry(detail: unknown, envelope: object = {}): string {
  const head = { id: "7bf73129", "detail-type": "ORDER", source: "com.acme.cards" };
  return JSON.stringify({ ...head, detail, ...envelope });
}

describe("the origin of an entry", () => {
  test("is its source, its type, both of its ids, and whom it addresses", () => {
    const text = entry({ application: "acme", id: "order-1", payload: { card: SECRET } });
    expect(entryOrigin(text)).toEqual({
      source: "com.acme.cards",
      type: "ORDER",
      busId: "7bf73129",
      producerId: "order-1",
      tenants: [{ application: "acme", environment: "production" }],
    });
  });

  test.each([
    ["that is not JSON", "{"],
    ["that is no object", '["a"]'],
    ["that is a text", '"acme"'],
    ["that is nothing", ""],
  ])("of a text %s is nothing", (_, text) => {
    expect(entryOrigin(text)).toEqual({ tenants: [] });
  });

  test.each([
    ["no detail", undefined],
    ["a detail that is no object", "[1]"],
    ["an application that is no id", { application: "no id!" }],
    ["an application that is no text", { application: { id: "acme" } }],
    ["applications that are no list", { applications: "acme" }],
    ["an environment that there is not", { application: "acme", environment: "staging" }],
  ])("with %s addresses nobody", (_, detail) => {
    expect(entryOrigin(entry(detail)).tenants).toEqual([]);
  });

  test("addresses each application once, whatever else is wrong with the list", () => {
    const applications = ["acme", 7, "bank", "acme", null, "no id!"];
    const detail = { application: "acme", applications, environment: "sandbox" };
    expect(entryOrigin(entry(detail)).tenants).toEqual([
      { application: "acme", environment: "sandbox" },
      { application: "bank", environment: "sandbox" },
    ]);
  });

  test("addresses 50 applications at most", () => {
    const applications = Array.from({ length: 1000 }, (_, index) => `a${index}`);
    const { tenants } = entryOrigin(entry({ application: "acme", applications }));
    expect(tenants).toHaveLength(50);
  });

  test("leaves out what is no text, and cuts what is long", () => {
    const long = "é".repeat(1000);
    const odd = { id: 7, "detail-type": long, source: long };
    expect(entryOrigin(entry({ id: { a: 1 } }, odd))).toEqual({
      source: "é".repeat(128),
      type: "é".repeat(64),
      tenants: [],
    });
    expect(entryOrigin(entry({ id: long }, { id: long, "detail-type": "", source: "" }))).toEqual({
      busId: "é".repeat(32),
      producerId: "é".repeat(128),
      tenants: [],
    });
  });

  test("of anything can be read", () => {
    forAll(fc.anything({ maxDepth: 3 }), (value) => {
      const text = JSON.stringify(value, (_, inner: unknown) =>
        typeof inner === "bigint" ? String(inner) : inner,
      );
      expect(Array.isArray(entryOrigin(text).tenants)).toBe(true);
    });
  });
});
