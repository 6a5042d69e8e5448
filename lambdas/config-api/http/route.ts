import * as z from "zod";

import type { Tenant } from "../../shared/domain/tenant.ts";
import type { BucketRule } from "../../shared/domain/token-bucket.ts";
import { type Caller, callerTenant } from "../access/caller.ts";
import type { Needed } from "../access/permissions.ts";
import type { Change } from "../changes/domain/change.ts";
import type { Cursors, Position } from "./cursors.ts";
import { problem } from "./problem.ts";
import type { Reply } from "./reply.ts";

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

/**
 * Takes what was just stored, to be told before the answer goes out, also when what follows fails.
 * `undefined`: all was so already.
 */
export type Changed = (change: Change | undefined) => void;

/** A request that has passed every check of its route. */
export interface Call<Body, Query> {
  /** Who calls; absent on routes that need no key. */
  readonly caller?: Caller;
  /** The parts of the path that the route names, in the form the route asked for. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  /** The cursors of a list, bound to this caller, route and query. */
  readonly cursors: Cursors;
  /** A header of the request by its name in lower case. */
  readonly header: (name: string) => string | undefined;
  readonly body: Body;
  /** Text of body members that the route wants as they were written, by path: `/payload`. */
  readonly bodyTexts: ReadonlyMap<string, string>;
  readonly nowMs: number;
  /** Random bytes, the same for a repeat under its idempotency key. Not for secrets. */
  readonly idBytes: (count: number) => Uint8Array;
  /** A route that stores configuration has to call it. */
  readonly changed: Changed;
}

/** What an answer looks like, for the documentation. */
export interface ResponseDescription {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** `application/json` unless it says otherwise. */
  readonly mediaType?: string;
  /** What else it may be, by its media type, to whom accepts that. */
  readonly others?: Readonly<Record<string, z.ZodType>>;
}

/** One route: its input, callers, action. Checks, routing and documentation come from it. */
export interface RouteSpec<Body extends z.ZodType, Query extends z.ZodType> {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  /** What the caller's key must allow; absent: no key is needed. */
  readonly permission?: Needed;
  /** What one tenant may ask of this route; absent: what its keys may ask of all together. */
  readonly perTenant?: BucketRule;
  /** What each parameter of the path looks like; anything else is 404. */
  readonly params?: Readonly<Record<string, RegExp>>;
  readonly query?: Query;
  readonly body?: Body;
  /** Body to document instead, where `body` is checked in two steps. */
  readonly documentedBody?: z.ZodType;
  /** Headers to document, beside those of every route. */
  readonly documentedHeaders?: Readonly<Record<string, z.ZodType>>;
  /** Body members that are URLs to send to, by path: `config.oauth2.token_url`; none our own. */
  readonly urls?: readonly string[];
  /** Names of body members whose text is wanted as it was written. */
  readonly keepTextOf?: readonly string[];
  readonly responses: Readonly<Record<number, ResponseDescription>>;
  /** When it answers 409, for the documentation. */
  readonly conflict?: string;
  readonly run: (call: Call<z.output<Body>, z.output<Query>>) => Reply | Promise<Reply>;
}

/** A route whose types of body and query have been forgotten: what the server works with. */
export type Route = Omit<RouteSpec<z.ZodType, z.ZodType>, "run"> & {
  readonly run: (call: Call<unknown, unknown>) => Reply | Promise<Reply>;
};

/** A route; `run` gets body and query in the types of their schemas. */
export function route<Body extends z.ZodType, Query extends z.ZodType>(
  spec: RouteSpec<Body, Query>,
): Route {
  // The server gives `run` what these very schemas made.
  return spec as unknown as Route;
}

/** A route within one tenant: that of the API key or portal link which calls. */
export function tenantRoute<Body extends z.ZodType, Query extends z.ZodType>(
  spec: Omit<RouteSpec<Body, Query>, "run" | "permission"> & {
    readonly permission: Needed;
    readonly run: (
      call: Call<z.output<Body>, z.output<Query>>,
      tenant: Tenant,
    ) => Reply | Promise<Reply>;
  },
): Route {
  return route({
    ...spec,
    run(call) {
      const tenant = call.caller && callerTenant(call.caller);
      return tenant === undefined
        ? problem("forbidden", "This needs an API key of an application.")
        : spec.run(call, tenant);
    },
  });
}
