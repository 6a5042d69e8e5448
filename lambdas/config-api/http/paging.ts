import { createHash } from "node:crypto";

import * as z from "zod";

import { fieldProblem, type Problem } from "../../shared/runtime/problem.ts";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;
/** Longer than any cursor that was handed out. */
const MAX_CURSOR_LENGTH = 300;

/** Query parameters of every list. */
export const pagingQuery = {
  limit: z
    .string()
    .regex(/^\d{1,9}$/u, `use a whole number from 1 to ${MAX_LIMIT}`)
    .transform(Number)
    .pipe(z.number().min(1).max(MAX_LIMIT))
    .default(DEFAULT_LIMIT)
    .meta({
      description: "Elements on a page.",
      override: ({ jsonSchema }) => {
        const limits = { minimum: 1, maximum: MAX_LIMIT, default: DEFAULT_LIMIT };
        Object.assign(jsonSchema, { type: "integer", ...limits, pattern: undefined });
      },
    }),
  cursor: z
    .string()
    .max(MAX_CURSOR_LENGTH)
    .optional()
    .meta({ description: "`next_cursor` of the page before." }),
};

/** The shape of every list. */
export function pageOf<Element extends z.ZodType>(element: Element) {
  return z.object({
    data: z.array(element),
    next_cursor: z.string().nullable().meta({ description: "null on the last page." }),
  });
}

/**
 * Writes a cursor: opaque to callers, and bound to its list, so that one list's cursor is refused by another.
 * @param list name of the list and its filters
 */
export function writeCursor(list: string, position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify([tagOf(list), ...position])).toString("base64url");
}

/** Reads the cursor of a request, if it has one; its parts must fit the schema. */
export function readCursor<Position>(
  cursor: string | undefined,
  list: string,
  schema: z.ZodType<Position>,
): Problem | { readonly kind: "cursor"; readonly position?: Position } {
  if (cursor === undefined) return { kind: "cursor" };
  const parts = cursorParts(cursor);
  const position = parts[0] === tagOf(list) ? schema.safeParse(parts.slice(1)) : undefined;
  return position?.success === true
    ? { kind: "cursor", position: position.data }
    : fieldProblem(
        "cursor",
        "is not a cursor of this list",
        "use next_cursor of the page before, with the same filters",
      );
}

/** Short, however long the filters are. */
function tagOf(list: string): string {
  return createHash("sha256").update(list).digest("base64url").slice(0, 8);
}

function cursorParts(cursor: string): unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

/**
 * A page of a list.
 * @param found one element more than the page may have, if there is one more
 */
export function takePage<Element>(
  found: readonly Element[],
  limit: number,
  show: (element: Element) => unknown,
  cursorOf: (last: Element) => string,
): { readonly data: readonly unknown[]; readonly next_cursor: string | null } {
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    data: page.map((element) => show(element)),
    next_cursor: found.length > limit && last !== undefined ? cursorOf(last) : null,
  };
}
