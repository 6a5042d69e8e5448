import * as z from "zod";

import { isJsonObject, type JsonObject } from "../../shared/domain/json-object.ts";
import { nameOf } from "../http/field-errors.ts";
import type { FieldError } from "../http/problem.ts";

type Shape = Readonly<Record<string, z.core.$ZodType>>;

/**
 * The errors of a merge patch that removes, with null, what there never can be by the schema of the
 * patched thing: merged, nothing of it would be left to refuse. Of a thing with several forms the
 * members of each may be removed: they are those of the form before, or of none. Names of a map,
 * such as the paths of a filter, are free.
 */
export function unknownRemovals(schema: z.core.$ZodType, patch: JsonObject): FieldError[] {
  return removalsIn([schema], patch, "");
}

function removalsIn(
  schemas: readonly z.core.$ZodType[],
  patch: JsonObject,
  path: string,
): FieldError[] {
  const shapes = schemas.flatMap((schema) => shapesOf(schema));
  if (shapes.length === 0) return [];
  const known = [...new Set(shapes.flatMap((shape) => Object.keys(shape)))];
  const hint = `known fields: ${known.join(", ")}`;
  return Object.entries(patch).flatMap(([name, value]) => {
    const field = `${path}${nameOf(name)}`;
    if (value === null && !known.includes(name)) {
      return [{ field, message: "is not a known field", hint }];
    }
    return isJsonObject(value) ? removalsIn(membersNamed(name, shapes), value, `${field}.`) : [];
  });
}

/** What a member is in each of the forms that have it. */
function membersNamed(name: string, shapes: readonly Shape[]): z.core.$ZodType[] {
  return shapes.flatMap((shape) => (Object.hasOwn(shape, name) ? (shape[name] ?? []) : []));
}

/** The members of what a schema describes, by its forms; none of what is no object of fields. */
function shapesOf(schema: z.core.$ZodType): Shape[] {
  if (schema instanceof z.ZodOptional) return shapesOf(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => shapesOf(option));
  return schema instanceof z.ZodObject ? [schema.shape] : [];
}
