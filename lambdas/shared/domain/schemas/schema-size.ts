import type { JsonSchema } from "../event-type.ts";
import { isJsonObject } from "../json-object.ts";
import { subschemasOf } from "./subschemas.ts";

/** What a `$ref` may be: no other document, no path into one, no anchor. */
const REFERENCE = /^#\/\$defs\/([\w.-]{1,64})$/u;

/** The name in `$defs` that a `$ref` refers to; `undefined` where it has another form. */
function referredName(reference: unknown): string | undefined {
  return typeof reference === "string" ? REFERENCE.exec(reference)?.[1] : undefined;
}

/** What a `$ref` of the form `#/$defs/Name` refers to; `undefined` where that is not there. */
export function referredSchema(root: JsonSchema, reference: unknown): unknown {
  const name = referredName(reference);
  const definitions = root["$defs"];
  if (name === undefined || !isJsonObject(definitions)) return undefined;
  return Object.hasOwn(definitions, name) ? definitions[name] : undefined;
}

/** How large a schema is when a validator follows its references. */
export interface SchemaSize {
  /** Schemas, each counted once for every way that leads to it. */
  readonly expanded: number;
  /** Names in `$defs` that lead back to themselves. */
  readonly circular: readonly string[];
}

/** Measures a schema with keywords of the right form; `$defs` count where they are referred to. */
export function schemaSize(root: JsonSchema): SchemaSize {
  const sizes = new Map<string, number>();
  const open = new Set<string>();
  const circular = new Set<string>();

  function sizeOf(value: unknown): number {
    if (!isJsonObject(value)) return 1;
    const inside = subschemasOf(value)
      .filter(({ steps }) => steps[0] !== "$defs")
      .reduce((sum, subschema) => sum + sizeOf(subschema.value), 1);
    const name = referredName(value["$ref"]);
    return name === undefined ? inside : inside + sizeOfDefinition(name);
  }

  function sizeOfDefinition(name: string): number {
    const known = sizes.get(name);
    if (known !== undefined) return known;
    if (open.has(name)) {
      circular.add(name);
      return 1;
    }
    open.add(name);
    const size = sizeOf(referredSchema(root, `#/$defs/${name}`));
    open.delete(name);
    sizes.set(name, size);
    return size;
  }

  const expanded = sizeOf(root);
  const definitions = root["$defs"];
  for (const name of isJsonObject(definitions) ? Object.keys(definitions) : []) {
    sizeOfDefinition(name);
  }
  return { expanded, circular: [...circular] };
}
