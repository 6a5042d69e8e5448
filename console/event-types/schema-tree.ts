import type { JsonSchema } from "../../lambdas/shared/domain/event-type.ts";
import { isJsonObject } from "../../lambdas/shared/domain/json-object.ts";
import { referredSchema } from "../../lambdas/shared/domain/schemas/schema-size.ts";
import { schemaRules } from "./schema-rule-texts.ts";

/** A place of payloads as a schema describes it, for people. */
export interface SchemaNode {
  /** Name of the member, or what else stands here: `each element`, `form 1`. */
  readonly name: string;
  /** `string`, `number or null`; empty where any type may stand. */
  readonly type: string;
  readonly isRequired: boolean;
  /** What a value must meet beyond its type: `at most 64 characters`. */
  readonly rules: readonly string[];
  readonly description?: string;
  readonly children: readonly SchemaNode[];
}

/** Places that are shown: those of the largest known document are 200. */
const MAX_NODES = 1000;
/** Levels that are shown; a schema that refers back to itself ends here. */
const MAX_DEPTH = 24;

/** Keywords whose schemas meet the same value, and how each of them is called. */
const FORMS: readonly (readonly [keyword: string, name: string])[] = [
  ["allOf", "and"],
  ["anyOf", "any of"],
  ["oneOf", "one of"],
];

/** Reads a schema into the tree of what payloads look like; of one that is too large, the top. */
export function schemaTree(root: JsonSchema): readonly SchemaNode[] {
  let left = MAX_NODES;

  function nodeOf(name: string, schema: unknown, isRequired: boolean, depth: number): SchemaNode {
    left -= 1;
    const resolved = followed(schema, depth);
    if (!isJsonObject(resolved)) {
      const rules = resolved === false ? ["is not allowed"] : [];
      return { name, type: "", isRequired, rules, children: [] };
    }
    const description = textOf(resolved["description"]) ?? textOf(resolved["title"]);
    return {
      name,
      type: typeText(resolved["type"]),
      isRequired,
      rules: schemaRules(resolved),
      ...(description !== undefined && { description }),
      children: left > 0 && depth < MAX_DEPTH ? childrenOf(resolved, depth + 1) : [],
    };
  }

  /** Follows `$ref`: what stands beside it counts as well. */
  function followed(schema: unknown, depth: number): unknown {
    if (!isJsonObject(schema) || !("$ref" in schema) || depth >= MAX_DEPTH) return schema;
    const { $ref, ...beside } = schema;
    const referred = followed(referredSchema(root, $ref), depth + 1);
    return isJsonObject(referred) ? { ...referred, ...beside } : (referred ?? beside);
  }

  function childrenOf(schema: JsonSchema, depth: number): SchemaNode[] {
    const properties = isJsonObject(schema["properties"]) ? schema["properties"] : {};
    const required = new Set(listIn(schema, "required"));
    const undescribed = [...required].filter(
      (name) => typeof name === "string" && !Object.hasOwn(properties, name),
    );
    const places: (readonly [name: string, schema: unknown, isRequired: boolean])[] = [
      ...Object.entries(properties).map(
        ([name, inner]) => [name, inner, required.has(name)] as const,
      ),
      ...undescribed.map((name) => [String(name), true, true] as const),
      ...within(schema, "additionalProperties", "every other member"),
      ...listIn(schema, "prefixItems").map(
        (inner, index) => [`element ${index + 1}`, inner, false] as const,
      ),
      ...within(schema, "items", "each element"),
      ...FORMS.flatMap(([keyword, name]) =>
        listIn(schema, keyword).map(
          (inner, index) => [`${name} ${index + 1}`, inner, false] as const,
        ),
      ),
      ...within(schema, "not", "not"),
      ...within(schema, "if", "if"),
      ...within(schema, "then", "then"),
      ...within(schema, "else", "otherwise"),
    ];
    return places.flatMap(([name, inner, isRequired]) =>
      left > 0 ? [nodeOf(name, inner, isRequired, depth)] : [],
    );
  }

  return nodeOf("", root, true, 0).children;
}

function within(schema: JsonSchema, keyword: string, name: string) {
  return Object.hasOwn(schema, keyword) && schema[keyword] !== true
    ? [[name, schema[keyword], false] as const]
    : [];
}

function typeText(type: unknown): string {
  return [type ?? []].flat().map(String).join(" or ");
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function listIn(schema: JsonSchema, keyword: string): readonly unknown[] {
  const list = schema[keyword];
  return Array.isArray(list) ? (list as readonly unknown[]) : [];
}
