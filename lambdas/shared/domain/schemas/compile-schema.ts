import type { JsonSchema } from "../event-type.ts";
import { isJsonObject, type JsonObject } from "../json-object.ts";
import { isSpent, type StepBudget } from "../step-budget.ts";
import { multipleOf } from "./decimal-multiple.ts";
import { memberNames } from "./member-names.ts";
import { referredSchema } from "./schema-size.ts";
import { textTest } from "./text-test.ts";
import { valueSet } from "./value-set.ts";

/** Whether a value fits a schema; anything once the budget is spent. */
export type Fits = (value: unknown, budget: StepBudget) => boolean;

/** Gives the test of a schema, made once. */
export type FitsOf = (schema: unknown) => Fits;

/** A test for one kind of value. */
type Test<Value> = (value: Value, budget: StepBudget) => boolean;

const NOTHING: Fits = (_, budget) => step(budget) && false;
const ANYTHING: Fits = (_, budget) => step(budget);

/**
 * Makes the tests of a schema and of those inside it: closures, no code. Each schema that meets a
 * value takes a step, and so does each member that one looks at; what takes longer says so where it
 * is made.
 * @param root without recursion: references are followed as deep as it goes, whatever the payload
 */
export function compileSchema(root: JsonSchema): FitsOf {
  const made = new Map<unknown, Fits>();
  const fitsOf: FitsOf = (schema) => {
    if (!isJsonObject(schema)) return schema === false ? NOTHING : ANYTHING;
    const known = made.get(schema) ?? testOf(root, schema, fitsOf);
    made.set(schema, known);
    return known;
  };
  return fitsOf;
}

function step(budget: StepBudget): boolean {
  budget.left -= 1;
  return !isSpent(budget);
}

function testOf(root: JsonSchema, schema: JsonSchema, fitsOf: FitsOf): Fits {
  const any = [
    referenceTest(root, schema, fitsOf),
    typeTest(schema),
    ...("const" in schema ? [valueSet([schema["const"]])] : []),
    ...(Array.isArray(schema["enum"]) ? [valueSet(schema["enum"])] : []),
    ...choiceTests(schema, fitsOf),
  ].filter((test) => test !== undefined);
  const ofObject = objectTest(schema, fitsOf);
  const ofList = listTest(schema, fitsOf);
  const ofNumber = numberTest(schema);
  const ofText = textTest(schema);
  return (value, budget) => {
    if (!step(budget)) return false;
    for (const test of any) if (!test(value, budget)) return false;
    switch (typeof value) {
      case "string":
        return ofText === undefined || ofText(value, budget) === undefined;
      case "number":
        return ofNumber === undefined || ofNumber(value, budget);
      case "object":
        if (value === null) return true;
        return Array.isArray(value)
          ? ofList === undefined || ofList(value, budget)
          : ofObject === undefined || ofObject(value as JsonObject, budget);
      default:
        return true;
    }
  };
}

function referenceTest(root: JsonSchema, { $ref }: JsonSchema, fitsOf: FitsOf): Fits | undefined {
  if ($ref === undefined) return undefined;
  const referred = referredSchema(root, $ref);
  if (referred === undefined) throw new Error("a schema refers to nothing: it is never stored");
  return fitsOf(referred);
}

function typeTest({ type }: JsonSchema): Fits | undefined {
  if (type === undefined) return undefined;
  const types = new Set([type].flat());
  const [wantsInteger, wantsNumber] = [types.has("integer"), types.has("number")];
  return (value) =>
    typeof value === "number"
      ? wantsNumber || (wantsInteger && Number.isInteger(value))
      : types.has(typeName(value));
}

function typeName(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** Tests that other schemas make on the same value. */
function choiceTests(schema: JsonSchema, fitsOf: FitsOf): Fits[] {
  const listOf = (keyword: string) => {
    const list = schema[keyword];
    return Array.isArray(list) ? (list as unknown[]).map(fitsOf) : undefined;
  };
  const optional = (inner: unknown) => (inner === undefined ? undefined : fitsOf(inner));
  const [anyOf, allOf, oneOf] = [listOf("anyOf"), listOf("allOf"), listOf("oneOf")];
  return [
    ...("not" in schema ? [negated(fitsOf(schema["not"]))] : []),
    ...(anyOf ? [anyFits(anyOf)] : []),
    ...(allOf ? [allFit(allOf)] : []),
    ...(oneOf ? [oneFits(oneOf)] : []),
    ...("if" in schema
      ? [conditional(fitsOf(schema["if"]), optional(schema["then"]), optional(schema["else"]))]
      : []),
  ];
}

function negated(fits: Fits): Fits {
  return (value, budget) => !fits(value, budget);
}

function allFit(all: readonly Fits[]): Fits {
  return (value, budget) => {
    for (const fits of all) if (!fits(value, budget)) return false;
    return true;
  };
}

function anyFits(all: readonly Fits[]): Fits {
  return (value, budget) => {
    for (const fits of all) if (fits(value, budget)) return true;
    return false;
  };
}

function oneFits(all: readonly Fits[]): Fits {
  return (value, budget) => {
    let count = 0;
    for (const fits of all) if (fits(value, budget) && (count += 1) > 1) return false;
    return count === 1;
  };
}

/** A branch that is not there takes no step. */
function conditional(condition: Fits, yes: Fits | undefined, no: Fits | undefined): Fits {
  return (value, budget) => {
    const branch = condition(value, budget) ? yes : no;
    return branch === undefined || branch(value, budget);
  };
}

function objectTest(schema: JsonSchema, fitsOf: FitsOf): Test<JsonObject> | undefined {
  const { required, minProperties = 0, maxProperties = Infinity } = schema;
  const { properties, additionalProperties } = schema;
  const names = Array.isArray(required) ? (required as readonly string[]) : [];
  const [least, most] = [Number(minProperties), Number(maxProperties)];
  const named = new Map(
    Object.entries(isJsonObject(properties) ? properties : {}).map(([name, inner]) => [
      name,
      fitsOf(inner),
    ]),
  );
  const others = additionalProperties === undefined ? undefined : fitsOf(additionalProperties);
  const looksAtMembers = named.size > 0 || others !== undefined || least > 0 || most < Infinity;
  if (names.length === 0 && !looksAtMembers) return undefined;
  return (object, budget) => {
    for (const name of names) if (!step(budget) || !Object.hasOwn(object, name)) return false;
    if (!looksAtMembers) return true;
    const members = memberNames(object, budget);
    if (isSpent(budget) || members.length < least || members.length > most) return false;
    for (const name of members) {
      const fits = named.get(name) ?? others;
      if (fits !== undefined && !fits(object[name], budget)) return false;
    }
    return true;
  };
}

function listTest(schema: JsonSchema, fitsOf: FitsOf): Test<readonly unknown[]> | undefined {
  const { minItems = 0, maxItems = Infinity, prefixItems, items } = schema;
  const [least, most] = [Number(minItems), Number(maxItems)];
  const first = Array.isArray(prefixItems) ? (prefixItems as unknown[]).map(fitsOf) : [];
  const others = items === undefined ? undefined : fitsOf(items);
  return (list, budget) => {
    if (list.length < least || list.length > most) return false;
    const looked = others === undefined ? Math.min(first.length, list.length) : list.length;
    for (let index = 0; index < looked; index += 1) {
      const fits = first[index] ?? others;
      if (fits !== undefined && !fits(list[index], budget)) return false;
    }
    return true;
  };
}

function numberTest(schema: JsonSchema): Test<number> | undefined {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf: divisor } = schema;
  const bounds = [minimum, maximum, exclusiveMinimum, exclusiveMaximum];
  if (bounds.every((bound) => bound === undefined) && divisor === undefined) return undefined;
  const [low, high] = [Number(minimum ?? -Infinity), Number(maximum ?? Infinity)];
  const [above, below] = [exclusiveMinimum, exclusiveMaximum];
  const isMultiple = divisor === undefined ? undefined : multipleOf(Number(divisor));
  return (value, budget) =>
    value >= low &&
    value <= high &&
    (above === undefined || value > Number(above)) &&
    (below === undefined || value < Number(below)) &&
    (isMultiple === undefined || isMultiple(value, budget));
}
