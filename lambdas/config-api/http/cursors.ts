import type * as z from "zod";

import type { CursorVault } from "../../shared/vault/cursor-vault.ts";
import { type Caller, callerScope } from "../access/caller.ts";
import { fieldProblem, type Problem } from "./problem.ts";

/** Where a page of a list ended. */
export type Position = readonly (string | number)[];

/** The cursors of the list that a request asks for. */
export interface Cursors {
  /** Reads the cursor of the request, if it has one; its parts must fit the schema. */
  read<Read>(
    schema: z.ZodType<Read>,
  ): Promise<Problem | { readonly kind: "cursor"; readonly position?: Read }>;
  /** Writes the cursor of the next page. */
  write(position: Position): Promise<string>;
}

/** The request of a list, in the form that its route's schemas gave it. */
export interface ListRequest {
  /** Method and path of the route: `GET /webhooks/{id}/deliveries`. */
  readonly route: string;
  readonly caller: Caller | undefined;
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
}

/**
 * Makes the cursors of a request. They are sealed, and open for the API key that got them only, on
 * the same route with the same query but for `limit`: so they show nothing, and whoever gets hold
 * of another's can do nothing with it.
 */
export function makeCursors(vault: CursorVault, request: ListRequest): Cursors {
  const { cursor, limit: _, ...filters } = request.query as Record<string, unknown>;
  const { route, caller, params } = request;
  const scope = JSON.stringify([
    caller === undefined ? ["nobody"] : callerScope(caller),
    route,
    params,
    filters,
  ]);

  return {
    async read(schema) {
      if (typeof cursor !== "string") return { kind: "cursor" };
      const text = await vault.open(cursor, scope);
      const position = text === undefined ? undefined : schema.safeParse(JSON.parse(text));
      return position?.success === true
        ? { kind: "cursor", position: position.data }
        : fieldProblem(
            "cursor",
            "is not a cursor of this list",
            "use next_cursor of the page before, with the same API key and filters",
          );
    },
    write: (position) => vault.seal(JSON.stringify(position), scope),
  };
}
