import { describe, expect, test } from "vitest";

import { schemaErrors } from "../../../lambdas/config-api/event-types/domain/schema-rules.ts";
import { type JsonSchema, MAX_CHECK_STEPS } from "../../../lambdas/shared/domain/event-type.ts";
import { list, ofItems, stepsOf, times } from "../../support/check-steps.ts";

/*
 * Beside fan-out, which checks payloads: up to 14 million steps each are too dear where coverage is
 * counted.
 */

describe("the steps of a check", () => {
  test.each<[string, JsonSchema, unknown]>([
    ["many schemas", ofItems({ allOf: times(98, () => ({ minimum: 0 })) }), list("1,")],
    [
      "forms that do not fit",
      ofItems({ anyOf: [...times(97, () => ({ const: 5 })), {}] }),
      list("1,"),
    ],
    [
      "one of many forms",
      ofItems({ oneOf: [...times(97, () => ({ type: "null" })), {}] }),
      list("1,"),
    ],
    [
      "empty objects",
      ofItems({ allOf: times(49, () => ({ properties: { b: {} } })) }),
      list("{},"),
    ],
    [
      "members",
      ofItems({ allOf: times(49, () => ({ additionalProperties: {} })) }),
      list('{"b":1},'),
    ],
    [
      "members of one object",
      { type: "object", allOf: times(49, () => ({ maxProperties: 1e9 })) },
      JSON.parse(`{${times(26_000, (index) => `"${index.toString(36)}":1`).join(",")}}`),
    ],
    [
      "missing members",
      ofItems({ not: { required: times(900, (index) => `n${index}`) } }),
      list("{},"),
    ],
    ["values among many", ofItems({ enum: [1, ...times(5000, (index) => index)] }), list("1,")],
    [
      "objects among many",
      ofItems({ enum: times(2000, (index) => ({ index })) }),
      list('{"index":1999},'),
    ],
    ["lists among many", ofItems({ enum: times(2000, (index) => [index]) }), list("[1],")],
    [
      "long texts",
      ofItems({ allOf: times(97, () => ({ maxLength: 200_000 })) }),
      { a: ["é".repeat(130_000)] },
    ],
    ["multiples", ofItems({ allOf: times(10, () => ({ multipleOf: 0.01 })) }), list("1e99,")],
    ["multiples of a long number", ofItems({ multipleOf: 1.23456789e-300 }), list("0e9,")],
    [
      "a pattern of its last cost",
      ofItems({ anyOf: [{ pattern: "a{1,60}b", maxLength: 4096 }, {}] }),
      list(`"${"a".repeat(4093)}",`),
    ],
    [
      "a pattern on short texts",
      ofItems({ anyOf: [{ pattern: "a*b", maxLength: 64 }, {}] }),
      list(`"${"a".repeat(61)}",`),
    ],
    [
      "large schemas",
      ofItems({ properties: Object.fromEntries(times(490, (index) => [`n${index}`, {}])) }),
      list("{},"),
    ],
    [
      "patterns that are made first",
      {
        type: "object",
        properties: Object.fromEntries(
          times(50, (index) => [`n${index}`, { pattern: "^\\p{L}$", maxLength: 9 }]),
        ),
      },
      Object.fromEntries(times(50, (index) => [`n${index}`, "x"])),
    ],
  ])(
    "suffice for a payload of 256 KB and any schema that is taken: %s",
    (_, schema, payload) => {
      expect(schemaErrors(schema)).toEqual([]);
      const taken = stepsOf(schema, payload);
      expect(taken).toBeGreaterThan(20);
      expect(taken).toBeLessThanOrEqual(MAX_CHECK_STEPS);
    },
    60_000,
  );
});
