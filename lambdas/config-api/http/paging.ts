import * as z from "zod";

import type { Cursors, Position } from "./cursors.ts";

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;
/** Longer than any cursor that is handed out: of one that holds a name of 128 characters, 222. */
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
    .max(MAX_CURSOR_LENGTH, { abort: true })
    .optional()
    .meta({ description: "`next_cursor` of the page before, with the same API key and filters." }),
};

/** The shape of every list. */
export function pageOf<Element extends z.ZodType>(element: Element) {
  return z.object({
    data: z.array(element),
    next_cursor: z.string().nullable().meta({ description: "null on the last page." }),
  });
}

/**
 * A page of a list.
 * @param found one element more than the page may have, if there is one more
 * @param positionOf where a page ends that has this element as its last
 */
export async function takePage<Element>(
  found: readonly Element[],
  limit: number,
  show: (element: Element) => unknown,
  cursors: Pick<Cursors, "write">,
  positionOf: (last: Element) => Position,
): Promise<{ readonly data: readonly unknown[]; readonly next_cursor: string | null }> {
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const isMore = found.length > limit && last !== undefined;
  return {
    data: page.map((element) => show(element)),
    next_cursor: isMore ? await cursors.write(positionOf(last)) : null,
  };
}
