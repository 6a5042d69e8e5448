import { schemaErrors } from "../../lambdas/config-api/event-types/domain/schema-rules.ts";
import { checkBuiltIn } from "../../lambdas/shared/catalogue/check-built-in.ts";
import { validators } from "../../lambdas/shared/catalogue/compiled/validators.js";
import { type JsonSchema, MAX_CHECK_STEPS } from "../../lambdas/shared/domain/event-type.ts";
import { stepBudget } from "../../lambdas/shared/domain/step-budget.ts";
import { ownPayloadChecker } from "../../lambdas/shared/dynamodb/event-type-item.ts";
import { listOf, times, type WorstCase } from "./worst-case.ts";

const ATTRIBUTES = { mandatory: [], selectable: [], default: "*" } as const;

/** A check by a schema for the elements of a list. */
function row(title: string, items: JsonSchema, payloadText: string): WorstCase {
  const schema = { type: "object", properties: { a: { items } } };
  const isOld = title.startsWith("old: ");
  if (!isOld && schemaErrors(schema).length > 0) throw new Error(`${title}: is not taken`);
  const check = ownPayloadChecker({ schema, attributes: ATTRIBUTES });
  const payload: unknown = JSON.parse(payloadText);
  return { title, payloadText, work: () => check(payload, stepBudget(MAX_CHECK_STEPS)) };
}

function refusalRow(title: string, schema: JsonSchema): WorstCase {
  return { title, payloadText: JSON.stringify(schema), work: () => schemaErrors(schema) };
}

function builtInRow(title: string, name: string, payloadText: string): WorstCase {
  const check = checkBuiltIn(validators)(name);
  const payload: unknown = JSON.parse(payloadText);
  return { title, payloadText, work: () => check?.(payload, stepBudget(MAX_CHECK_STEPS)) };
}

const patterns = (make: (index: number) => string, count: number): JsonSchema => ({
  type: "object",
  properties: Object.fromEntries(
    times(count, (index) => [`n${index}`, { pattern: make(index), maxLength: 4096 }]),
  ),
});

/** A pattern that is tried on each text, and need not match. */
function tried(pattern: string, maxLength: number): JsonSchema {
  return { anyOf: [{ pattern, maxLength }, {}] };
}

function textsOf(part: string, length: number): string {
  return listOf(JSON.stringify(part.repeat(length).slice(0, length)));
}

/** The worst schemas. */
export const schemaRows: readonly WorstCase[] = [
  row("98 schemas on each number", { allOf: times(97, () => ({ minimum: 0 })) }, listOf("1")),
  row(
    "98 forms, of which the last fits",
    { anyOf: [...times(97, () => ({ const: 5 })), {}] },
    listOf("1"),
  ),
  row(
    "49 schemas on each empty object",
    { allOf: times(49, () => ({ properties: { b: {} } })) },
    listOf("{}"),
  ),
  row(
    "49 schemas on each member",
    { allOf: times(49, () => ({ additionalProperties: {} })) },
    listOf('{"b":1}'),
  ),
  row(
    "2,000 objects to be equal to",
    { enum: times(2000, (index) => ({ index })) },
    listOf('{"index":1999}'),
  ),
  row("multiples of 0.01 among huge numbers", { multipleOf: 0.01 }, listOf("1e99")),
  row("the costliest pattern, long texts", tried("a{1,60}b", 4096), textsOf("a", 4093)),
  row("the costliest pattern, short texts", tried("a*b", 64), textsOf("a", 64)),
  row("old: a pattern of 1,000 steps a character", tried("a{1,160}b", 4096), textsOf("a", 4093)),
  row(
    "old: 49 times multiples of 1e-300",
    { allOf: times(49, () => ({ multipleOf: 1e-300 })) },
    listOf("1e300"),
  ),
  row(
    "a payload of which nothing fits",
    { allOf: times(97, () => ({ type: "string" })) },
    listOf("1"),
  ),
  builtInRow(
    "built-in: a list of numbers for objects",
    "REGISTRATION_STATUS_CHANGE",
    `{"activationFlags":${listOf("7").slice(5, -1)}}`,
  ),
  refusalRow(
    "putting a schema with 100 patterns of nested repeats",
    patterns((i) => `^${"(?:x|xx|)*".repeat(20)}${i}`, 100),
  ),
  refusalRow(
    "putting a schema with 50 classes of Unicode",
    patterns((i) => `^\\p{L}{1,9}\\P{L}${i}$`, 25),
  ),
  refusalRow("putting a schema that meets values in 20,000 ways", {
    type: "object",
    allOf: times(49, (index) => ({
      properties: Object.fromEntries(times(9, (name) => [`n${index}_${name}`, true])),
    })),
  }),
];
