import type { JsonSchema, PayloadError } from "../event-type.ts";
import { isJsonObject, type JsonObject } from "../json-object.ts";
import { isSpent, type StepBudget } from "../step-budget.ts";
import type { Fits, FitsOf } from "./compile-schema.ts";
import { jsonPath, type JsonStep } from "./json-path.ts";
import { memberNames } from "./member-names.ts";
import { missingText, payloadErrorText, wordsOf } from "./payload-error-text.ts";
import { referredSchema } from "./schema-size.ts";

/** Errors that one payload is told. */
const MAX_ERRORS = 10;

/** Steps to look at one error, and to tell where it is: 1 µs each. */
const STEPS_OF_A_VISIT = 50;
const STEPS_TO_TELL = 50;
/** Steps to write one step of a path: 100 ns. */
const STEPS_PER_PATH_STEP = 5;

/** What is told where the steps do not suffice to find a place. */
const UNPLACED: PayloadError = { path: "", message: "does not fit the schema of its event type" };

/** Keywords that a value meets or not, in the order of telling: of each place, the first. */
const BEFORE_ALL_OF = ["type", "const", "enum", "not", "anyOf"];
const OF_ITS_OWN = [
  "minProperties",
  "maxProperties",
  "maxItems",
  "minItems",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "pattern",
];
/** Keywords that mean nothing by themselves: a pattern is not tried on what is too long for it. */
const COMPANIONS: ReadonlyMap<string, string> = new Map([["pattern", "maxLength"]]);

/** Says what is wrong with a payload that does not fit: at most ten places, at least one. */
export type Explain = (payload: unknown, budget: StepBudget) => readonly PayloadError[];

/**
 * Makes what explains why a payload does not fit a schema. What fits is passed over: the steps go
 * to what does not. Nothing is told of one of several allowed forms: an error in it need not be one
 * of the whole.
 * @param fitsOf tests of this schema
 * @param more words that a message may quote beside those of the schema
 */
export function explainer(root: JsonSchema, fitsOf: FitsOf, more: readonly string[] = []): Explain {
  const keywordTest = makeKeywordTests(fitsOf);
  const words = new Set([...wordsOf(root), ...more]);
  return (payload, budget) => {
    const told = new Map<string, string>();
    const isDone = () => told.size >= MAX_ERRORS || isSpent(budget);
    /** Names that are not shown lead to one path from everywhere: its message is written once. */
    const tell = (steps: readonly JsonStep[], message: () => string): void => {
      budget.left -= STEPS_TO_TELL + steps.length * STEPS_PER_PATH_STEP;
      if (isDone()) return;
      const path = jsonPath(steps);
      if (!told.has(path)) told.set(path, message());
    };

    const fails = (schema: unknown, value: unknown) => !isDone() && !fitsOf(schema)(value, budget);

    /** Tells why a value does not fit, as it does not. */
    function visit(schema: unknown, value: unknown, steps: readonly JsonStep[]): void {
      budget.left -= STEPS_OF_A_VISIT;
      if (!isJsonObject(schema)) {
        return tell(steps, () => payloadErrorText("not", { not: {} }, value));
      }
      const referred = "$ref" in schema ? [referredSchema(root, schema["$ref"])] : [];
      visitMisfits(referred, value, steps);
      tellKeywords(BEFORE_ALL_OF, schema, value, steps);
      visitMisfits(listIn(schema, "allOf"), value, steps);
      tellKeywords(["oneOf"], schema, value, steps);
      visitMisfits("if" in schema ? [branchFor(schema, value)] : [], value, steps);
      if (isJsonObject(value)) tellMissing(schema, value, steps);
      tellKeywords(OF_ITS_OWN, schema, value, steps);
      if (Array.isArray(value)) visitElements(schema, value, steps);
      else if (isJsonObject(value)) visitMembers(schema, value, steps);
    }

    function visitMisfits(
      schemas: readonly unknown[],
      value: unknown,
      steps: readonly JsonStep[],
    ): void {
      for (const inner of schemas) if (fails(inner, value)) visit(inner, value, steps);
    }

    function branchFor(schema: JsonSchema, value: unknown): unknown {
      return schema[fitsOf(schema["if"])(value, budget) ? "then" : "else"];
    }

    function tellKeywords(
      keywords: readonly string[],
      schema: JsonSchema,
      value: unknown,
      steps: readonly JsonStep[],
    ): void {
      for (const keyword of keywords) {
        if (!Object.hasOwn(schema, keyword)) continue;
        if (keywordTest(schema, keyword)(value, budget)) continue;
        const isNoForm =
          keyword === "oneOf" && !keywordTest(schema, "anyOf", keyword)(value, budget);
        tell(steps, () => payloadErrorText(isNoForm ? "anyOf" : keyword, schema, value, words));
      }
    }

    function tellMissing(schema: JsonSchema, value: JsonObject, steps: readonly JsonStep[]): void {
      const properties = propertiesOf(schema);
      for (const name of listIn(schema, "required") as string[]) {
        if (isDone()) return;
        budget.left -= 1;
        if (Object.hasOwn(value, name)) continue;
        const inner = Object.hasOwn(properties, name) ? properties[name] : undefined;
        tell([...steps, name], () => missingText(dereferenced(root, inner)));
      }
    }

    function visitMembers(schema: JsonSchema, value: JsonObject, steps: readonly JsonStep[]): void {
      const properties = propertiesOf(schema);
      for (const [name, inner] of Object.entries(properties)) {
        budget.left -= 1;
        if (Object.hasOwn(value, name) && fails(inner, value[name])) {
          visit(inner, value[name], [...steps, name]);
        }
      }
      const others = schema["additionalProperties"];
      if (others === undefined) return;
      for (const name of memberNames(value, budget)) {
        if (!Object.hasOwn(properties, name) && fails(others, value[name])) {
          visit(others, value[name], [...steps, name]);
        }
        if (isDone()) return;
      }
    }

    function visitElements(
      schema: JsonSchema,
      value: readonly unknown[],
      steps: readonly JsonStep[],
    ): void {
      const first = listIn(schema, "prefixItems");
      const looked = "items" in schema ? value.length : Math.min(first.length, value.length);
      for (const [index, element] of value.slice(0, looked).entries()) {
        const inner = first[index] ?? schema["items"];
        if (fails(inner, element)) visit(inner, element, [...steps, index]);
        if (isDone()) return;
      }
    }

    visit(root, payload, []);
    return told.size === 0
      ? [UNPLACED]
      : Array.from(told, ([path, message]) => ({ path, message }));
  };
}

/** The test of one keyword of a schema, made when it is first wanted. */
function makeKeywordTests(fitsOf: FitsOf) {
  const made = new Map<JsonSchema, Map<string, Fits>>();
  /** @param from the keyword whose value it is */
  return (schema: JsonSchema, keyword: string, from = keyword): Fits => {
    const ofSchema = made.get(schema) ?? new Map<string, Fits>();
    made.set(schema, ofSchema);
    const key = `${keyword} ${from}`;
    const companion = COMPANIONS.get(keyword) ?? keyword;
    const alone = { [companion]: schema[companion], [keyword]: schema[from] };
    const known = ofSchema.get(key) ?? fitsOf(alone);
    ofSchema.set(key, known);
    return known;
  };
}

/** A member's schema, or the one that this refers to. */
function dereferenced(root: JsonSchema, schema: unknown): unknown {
  return isJsonObject(schema) ? (referredSchema(root, schema["$ref"]) ?? schema) : schema;
}

function propertiesOf({ properties }: JsonSchema): JsonSchema {
  return isJsonObject(properties) ? properties : {};
}

function listIn(schema: JsonSchema, keyword: string): readonly unknown[] {
  const list = schema[keyword];
  return Array.isArray(list) ? (list as readonly unknown[]) : [];
}
