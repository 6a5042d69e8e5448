import { describe, expect, test } from "vitest";

import type { JsonSchema } from "../../../../../lambdas/shared/domain/event-type.ts";
import {
  missingText,
  payloadErrorText,
  wordsOf,
} from "../../../../../lambdas/shared/domain/schemas/payload-error-text.ts";

const LONG = "x".repeat(100);
const thirty = Array.from({ length: 30 }, (_, index) => `V${index}`);

describe("payloadErrorText", () => {
  test.each([
    [{ type: "string" }, 1, "expected a string, got a number"],
    [{ type: ["string", "null"] }, true, "expected a string or null, got a boolean"],
    [{ type: "integer" }, 1.5, "expected a whole number, got a number with a fraction"],
    [{ type: ["integer", "string"] }, {}, "expected a whole number or a string, got an object"],
    [{ type: "object" }, [], "expected an object, got a list"],
    [{ type: "array" }, null, "expected a list, got null"],
    [{ type: "boolean" }, "SENTINEL", "expected a boolean, got a string"],
    [{ type: "unheard-of" }, undefined, "expected another type, got nothing"],
    [{ enum: ["A", "B", 3, null] }, "SENTINEL", "expected one of A, B, 3, null, got a string"],
    [{ enum: ["A"] }, "SENTINEL", "expected A, got a string"],
    [
      { enum: thirty },
      1,
      `expected one of ${thirty.slice(0, 20).join(", ")} and 10 more, got a number`,
    ],
    [{ enum: [LONG, { a: 1 }] }, 1, `expected one of ${LONG.slice(0, 64)}…, {"a":1}, got a number`],
    [{ const: "CARD" }, "SENTINEL", "expected CARD, got a string"],
    [{ const: [1] }, "SENTINEL", "expected [1], got a string"],
    [{ pattern: "^[A-Z]{2}$" }, "SENTINEL", "expected text that matches ^[A-Z]{2}$, got a string"],
    [{ minLength: 3 }, "SE", "expected at least 3 characters, got a string"],
    [{ maxLength: 1 }, "SENTINEL", "expected at most 1 character, got a string"],
    [{ minimum: 5 }, 4, "expected at least 5, got a number"],
    [{ maximum: 5 }, 6, "expected at most 5, got a number"],
    [{ exclusiveMinimum: 5 }, 5, "expected more than 5, got a number"],
    [{ exclusiveMaximum: 5 }, 5, "expected less than 5, got a number"],
    [{ multipleOf: 0.01 }, 0.001, "expected a multiple of 0.01, got a number"],
    [{ minItems: 1 }, [], "expected at least 1 element, got a list"],
    [{ maxItems: 2 }, [1, 2, 3], "expected at most 2 elements, got a list"],
    [{ minProperties: 1 }, {}, "expected at least 1 member, got an object"],
    [{ maxProperties: 0 }, { a: 1 }, "expected at most 0 members, got an object"],
    [{ not: {} }, "SENTINEL", "is not allowed"],
    [{ not: { type: "string" } }, "SENTINEL", "has a form that is not allowed"],
    [{ not: true }, "SENTINEL", "has a form that is not allowed"],
    [{ anyOf: [{}] }, "SENTINEL", "expected one of the allowed forms, got a string that fits none"],
    [
      { oneOf: [{}] },
      "SENTINEL",
      "expected one of the allowed forms, got a string that fits several",
    ],
    [{ dependentRequired: {} }, "SENTINEL", "is not valid"],
  ])("of %j for %j is %s", (schema, value, text) => {
    expect(payloadErrorText(Object.keys(schema)[0] ?? "", schema, value)).toBe(text);
  });
});

describe("a value that the schema names elsewhere", () => {
  const root = {
    properties: { kind: { const: "CARD" }, at: { anyOf: [{ enum: ["ATM", 7] }, true] } },
    $defs: { other: { items: { const: "PURCHASE" } } },
    default: "SENTINEL",
  };

  test("is shown", () => {
    const words = wordsOf(root);
    expect(words).toEqual(new Set(["CARD", "ATM", "PURCHASE"]));
    const text = (schema: JsonSchema, value: unknown) =>
      payloadErrorText(Object.keys(schema)[0] ?? "", schema, value, words);
    expect(text({ const: "CARD" }, "PURCHASE")).toBe("expected CARD, got PURCHASE");
    expect(text({ enum: ["ATM", 7] }, "CARD")).toBe("expected one of ATM, 7, got CARD");
    expect(text({ const: "CARD" }, "SENTINEL")).toBe("expected CARD, got a string");
    expect(text({ const: "CARD" }, 7)).toBe("expected CARD, got a number");
    expect(text({ type: "number" }, "ATM")).toBe("expected a number, got a string");
  });

  test("is not sought where there is no schema", () => {
    expect(wordsOf(true)).toEqual(new Set());
  });
});

describe("missingText", () => {
  test.each([
    [undefined, "is missing"],
    [true, "is missing"],
    [{}, "is missing"],
    [{ type: "string" }, "is missing; expected a string"],
    [{ type: ["string", "null"] }, "is missing; expected a string or null"],
    [{ type: "string", enum: ["A", "B"] }, "is missing; expected one of A, B"],
    [{ const: "A", type: "string" }, "is missing; expected A"],
  ])("for a member with the schema %j is %s", (schema, text) => {
    expect(missingText(schema)).toBe(text);
  });
});
