import type { JsonSchema } from "../../../shared/domain/event-type.ts";
import { isJsonObject } from "../../../shared/domain/json-object.ts";
import { stepsOfMultiple } from "../../../shared/domain/schemas/decimal-multiple.ts";
import { patternCostPerCharacter } from "../../../shared/domain/schemas/pattern-cost.ts";
import { referredSchema } from "../../../shared/domain/schemas/schema-size.ts";
import { isCompound, STEPS_PER_WRITTEN_VALUE } from "../../../shared/domain/schemas/value-set.ts";

/** Places of payloads that are looked at, one for each way down: more would take too long. */
const MAX_PLACES = 20_000;
/**
 * Steps of a pattern, for each character of a text, that count as one more schema: a text has two
 * for each other value.
 */
const PATTERN_STEPS_PER_SCHEMA = 4;
/**
 * Keywords that look at the members of an object: `{}` takes two steps then, and large objects
 * several for each name.
 */
const OF_MEMBERS = ["properties", "additionalProperties", "minProperties", "maxProperties"];
/**
 * A number that is long to divide has four digits and a comma at least: five characters, where
 * another value has two.
 */
const VALUES_OF_A_LONG_NUMBER = 2.5;

/** Keywords whose schemas meet the same value. */
const IN_PLACE_LISTS = ["allOf", "anyOf", "oneOf"];
const IN_PLACE = ["not", "if", "then", "else"];

/**
 * How many schemas meet one value of a payload, at most, each weighed by the steps that it takes:
 * the payload may hold nothing but such values, one for every two characters. Counted through
 * `allOf`, `anyOf`, `oneOf`, `not`, `if` and `$ref`, down every way into a payload.
 * @param root without circles: see `schemaSize`
 * @param most the search ends when one value has more
 * @returns `Infinity` where there are too many ways to look at
 */
export function schemaLoad(root: JsonSchema, most: number): number {
  let places = 0;
  let heaviest = 0;
  const weights = new Map<unknown, number>();

  /** The same schema stands at many places, and a pattern takes long to weigh. */
  function weightAt(schema: unknown): number {
    const weight = weights.get(schema) ?? weightOf(schema);
    weights.set(schema, weight);
    return weight;
  }

  /** All schemas that meet a value when these do. */
  function meeting(schemas: readonly unknown[]): JsonSchema[] {
    const met: JsonSchema[] = [];
    let load = 0;
    const open = [...schemas];
    for (let schema = open.pop(); schema !== undefined && load <= most; schema = open.pop()) {
      load += weightAt(schema);
      if (!isJsonObject(schema)) continue;
      met.push(schema);
      open.push(...inPlace(root, schema));
    }
    heaviest = Math.max(heaviest, load);
    return met;
  }

  const waiting: (readonly unknown[])[] = [[root]];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    places += 1;
    if (places > MAX_PLACES) return Infinity;
    const met = meeting(place);
    if (heaviest > most) return heaviest;
    waiting.push(...insideOf(met).filter((schemas) => schemas.length > 0));
  }
  return heaviest;
}

function inPlace(root: JsonSchema, schema: JsonSchema): unknown[] {
  return [
    ...IN_PLACE_LISTS.flatMap((keyword) => listIn(schema, keyword)),
    ...[...IN_PLACE.map((keyword) => schema[keyword]), referredSchema(root, schema["$ref"])].filter(
      (inner) => inner !== undefined,
    ),
  ];
}

/** The schemas that meet each member and each element of a value which these schemas meet. */
function insideOf(schemas: readonly JsonSchema[]): unknown[][] {
  const names = new Set(schemas.flatMap((schema) => Object.keys(propertiesOf(schema))));
  const elements = Math.max(0, ...schemas.map((schema) => listIn(schema, "prefixItems").length));
  const each = (pick: (schema: JsonSchema) => unknown): unknown[] =>
    schemas.map(pick).filter((inner) => inner !== undefined);
  return [
    ...Array.from(names, (name) => each((schema) => memberSchema(schema, name))),
    each((schema) => schema["additionalProperties"]),
    ...Array.from({ length: elements }, (_, index) =>
      each((schema) => listIn(schema, "prefixItems")[index] ?? schema["items"]),
    ),
    each((schema) => schema["items"]),
  ];
}

function memberSchema(schema: JsonSchema, name: string): unknown {
  const properties = propertiesOf(schema);
  return Object.hasOwn(properties, name) ? properties[name] : schema["additionalProperties"];
}

function weightOf(schema: unknown): number {
  if (!isJsonObject(schema)) return 1;
  const { pattern, maxLength } = schema;
  const steps =
    typeof pattern === "string" ? patternCostPerCharacter(pattern, Number(maxLength)) : 0;
  const values = [schema["const"], ...listIn(schema, "enum")];
  return (
    1 +
    (OF_MEMBERS.some((keyword) => Object.hasOwn(schema, keyword)) ? 1 : 0) +
    Math.floor((steps ?? 0) / PATTERN_STEPS_PER_SCHEMA) +
    (Object.hasOwn(schema, "multipleOf")
      ? Math.ceil(stepsOfMultiple(Number(schema["multipleOf"])) / VALUES_OF_A_LONG_NUMBER)
      : 0) +
    (values.some(isCompound) ? STEPS_PER_WRITTEN_VALUE : 0)
  );
}

function propertiesOf({ properties }: JsonSchema): JsonSchema {
  return isJsonObject(properties) ? properties : {};
}

function listIn(schema: JsonSchema, keyword: string): readonly unknown[] {
  const list = schema[keyword];
  return Array.isArray(list) ? (list as readonly unknown[]) : [];
}
