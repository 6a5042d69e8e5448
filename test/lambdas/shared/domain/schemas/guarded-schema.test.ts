import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { guardedSchema } from "../../../../../lambdas/shared/domain/schemas/guarded-schema.ts";
import { ownSchemaArbitrary, payloadArbitrary } from "../../../../support/json-schema-arbitrary.ts";

// oxlint-disable-next-line unicorn/no-thenable -- a keyword of schemas, not of promises
const THEN = "then";

const guard = (pattern: string, maxLength: number) => ({
  if: { type: "string", maxLength },
  [THEN]: { pattern },
});

describe("guardedSchema", () => {
  test("tries a pattern only on texts that its maxLength allows, wherever it stands", () => {
    const code = { type: "string", maxLength: 2, pattern: "^[A-Z]{2}$" };
    const guarded = { type: "string", maxLength: 2, allOf: [guard("^[A-Z]{2}$", 2)] };
    const schema = {
      type: "object",
      properties: { country: code, pattern: { maxLength: 1 }, other: true },
      additionalProperties: code,
      allOf: [code, false],
      anyOf: [{ items: code, prefixItems: [code] }],
      oneOf: [{ not: code }],
      if: code,
      [THEN]: code,
      else: code,
      $defs: { Code: code },
      required: ["country"],
    };
    expect(guardedSchema(schema)).toEqual({
      type: "object",
      properties: { country: guarded, pattern: { maxLength: 1 }, other: true },
      additionalProperties: guarded,
      allOf: [guarded, false],
      anyOf: [{ items: guarded, prefixItems: [guarded] }],
      oneOf: [{ not: guarded }],
      if: guarded,
      [THEN]: guarded,
      else: guarded,
      $defs: { Code: guarded },
      required: ["country"],
    });
  });

  test("keeps what is in allOf already", () => {
    expect(guardedSchema({ pattern: "^a", maxLength: 3, allOf: [{ minLength: 1 }] })).toEqual({
      maxLength: 3,
      allOf: [{ minLength: 1 }, guard("^a", 3)],
    });
  });

  test("leaves a text in an enum, a default or an example alone", () => {
    const values = { enum: [{ pattern: "^a" }], default: { pattern: "^a" }, examples: ["^a"] };
    expect(guardedSchema(values)).toEqual(values);
  });

  test("changes no schema that it is given, and not what is valid", () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    fc.assert(
      fc.property(ownSchemaArbitrary, fc.array(payloadArbitrary), (schema, payloads) => {
        const before = JSON.stringify(schema);
        const [plain, guarded] = [schema, guardedSchema(schema)].map((it) => ajv.compile(it));
        for (const payload of payloads) expect(guarded?.(payload)).toBe(plain?.(payload));
        expect(JSON.stringify(schema)).toBe(before);
      }),
      { numRuns: 200 },
    );
  });
});
