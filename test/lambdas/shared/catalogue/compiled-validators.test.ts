import { readFileSync } from "node:fs";

import ajv from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { BUILT_IN_EVENT_TYPES } from "../../../../lambdas/shared/catalogue/built-in-event-types.ts";
import { validators } from "../../../../lambdas/shared/catalogue/compiled/validators.js";
import { validatorsText } from "../../../../tools/compile-event-types/validators-text.ts";
import { forAllIn } from "../../../support/for-all.ts";
import { samplePayload, SAMPLES, verdicts } from "./samples.ts";

const FILE = new URL(
  "../../../../lambdas/shared/catalogue/compiled/validators.js",
  import.meta.url,
);

/** Bytes; every function that checks events carries it. */
const MAX_SIZE = 44_000;

const EVENT_TYPES = [...BUILT_IN_EVENT_TYPES.values()];

/** Values of every type, some that are nearly right among them. */
const anyValue = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    1,
    -1,
    0.5,
    "",
    "null",
    "NONE",
    "EXPIRED",
    "FAILED",
    "ZM",
    "2024-10-11T13:00:00Z",
  ),
  fc.constantFrom<unknown>([], {}, ["x"], [1], [null], [{}], { reason: "GENERIC" }, { key: 1 }),
  fc.jsonValue({ maxDepth: 2 }),
);

/**
 * Which place of a payload to change, and how: `at` chooses the place among as many as there are.
 */
const changeArbitrary = fc.record({
  kind: fc.constantFrom("drop", "add", "retype"),
  at: fc.nat(),
  name: fc.oneof(
    fc.constantFrom("error_code", "failedStep", "additionalData", "__proto__", "constructor"),
    fc.string({ maxLength: 6 }),
  ),
  value: anyValue,
});

type Change = typeof changeArbitrary extends fc.Arbitrary<infer Value> ? Value : never;

/** The objects of a payload, itself first. */
function objectsIn(value: unknown): Record<string, unknown>[] {
  if (typeof value !== "object" || value === null) return [];
  const inside = Object.values(value).flatMap((member) => objectsIn(member));
  return Array.isArray(value) ? inside : [value as Record<string, unknown>, ...inside];
}

function apply(payload: Record<string, unknown>, { kind, at, name, value }: Change): void {
  const objects = objectsIn(payload);
  const places = objects.flatMap((object) => Object.keys(object).map((key) => ({ object, key })));
  const place = places[at % places.length];
  const object = kind === "add" ? objects[at % objects.length] : place?.object;
  if (object === undefined) return;
  const key = kind === "add" ? name : (place?.key ?? name);
  if (kind === "drop") delete object[key];
  // As JSON.parse does it: also __proto__ is a member of its own.
  else {
    Object.defineProperty(object, key, {
      value: structuredClone(value),
      configurable: true,
      enumerable: true,
      writable: true,
    });
  }
}

describe("the compiled validators", () => {
  test("are what the schemas give when compiled again", async () => {
    expect(readFileSync(FILE, "utf8")).toBe(await validatorsText());
  });

  test("are small, and need nothing", () => {
    const text = readFileSync(FILE, "utf8");
    expect(text.length).toBeLessThan(MAX_SIZE);
    expect(text).not.toMatch(/\brequire\b|\bimport\b/);
  });

  test("are there for every event type, and for no other name", () => {
    expect(Object.keys(validators).toSorted()).toEqual([...BUILT_IN_EVENT_TYPES.keys()].toSorted());
    expect(validators["constructor"]).toBeUndefined();
    expect(validators["toString"]).toBeUndefined();
  });

  test("agree with the interpreting validator on what is nearly a sample", () => {
    const counts = { accepted: 0, refused: 0 };
    forAllIn(
      6000,
      fc.constantFrom(...SAMPLES),
      fc.array(changeArbitrary, { minLength: 1, maxLength: 3 }),
      (sample, changes) => {
        const payload = samplePayload(sample);
        for (const change of changes) apply(payload, change);
        const { compiled, read } = verdicts(sample.type, payload);
        counts[compiled ? "accepted" : "refused"] += 1;
        expect(compiled).toBe(read);
      },
    );
    expect(counts.accepted).toBeGreaterThan(500);
    expect(counts.refused).toBeGreaterThan(500);
  });

  test("agree with the interpreting validator on any JSON", () => {
    forAllIn(2000, fc.constantFrom(...EVENT_TYPES), fc.jsonValue(), ({ name }, payload) => {
      const { compiled, read } = verdicts(name, payload);
      expect(compiled).toBe(read);
    });
  });

  test("take a number beyond what JavaScript can count, as JSON does", () => {
    const payload = JSON.parse(
      '{"type": "OPERATION_STATUS_CHANGE", "operationId": "1", "failureCount": 1e999}',
    );
    expect(validators["OPERATION_STATUS_CHANGE"]?.(payload)).toBe(true);
  });
});

describe("the schemas", () => {
  test.each(EVENT_TYPES)("$name is valid, and strict mode finds no mistake in it", ({ schema }) => {
    const problems: unknown[] = [];
    const log = (...words: unknown[]) => void problems.push(words);
    const strict = new ajv.Ajv2020({
      strict: true,
      allowUnionTypes: true,
      logger: { log, warn: log, error: log },
    });
    expect(strict.validateSchema(schema)).toBe(true);
    expect(strict.compile(schema)).toBeTypeOf("function");
    expect(problems).toEqual([]);
  });

  test.each(EVENT_TYPES)(
    "$name closes no object, and has no keyword that needs a helper",
    ({ schema }) => {
      const text = JSON.stringify(schema);
      expect(text).not.toMatch(
        /"(?:minLength|maxLength|uniqueItems|format|unevaluatedProperties)":|"additionalProperties":false/,
      );
    },
  );
});
