import * as z from "zod";
import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from "zod-openapi";

import {
  fieldProblem,
  MOST_ERRORS,
  noSuch,
  problem,
  type Problem,
  PROBLEM_MEDIA_TYPE,
  problemDocument,
} from "../http/problem.ts";
import type { Route } from "../http/route.ts";
import { hasBody, hasId, isIdempotent, needsKey } from "./route-kinds.ts";

const problemOut = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number(),
    detail: z.string(),
    errors: z.array(z.object({ field: z.string(), message: z.string(), hint: z.string() })),
    error_count: z
      .number()
      .optional()
      .meta({ description: `How many there are, where more than the ${MOST_ERRORS} listed.` }),
    request_id: z.string(),
  })
  .meta({ id: "Problem", description: "A problem document (RFC 9457)." });

/** What may go wrong: for every route, or with a key, with a body, with an id in path or query. */
const PROBLEMS: readonly {
  readonly status: `${4 | 5}${number}`;
  readonly name: string;
  readonly description: string;
  readonly example: Problem;
  readonly appliesTo: (route: Route) => boolean;
}[] = [
  {
    status: "400",
    name: "UnreadableBody",
    description: "The body cannot be read, or is not JSON.",
    example: problem("malformed-json", "The body is not JSON: the text ends at line 1 column 2."),
    appliesTo: hasBody,
  },
  {
    status: "401",
    name: "Unauthorized",
    description: "No valid API key.",
    example: problem("unauthorized", "The API key is unknown, expired or malformed."),
    appliesTo: needsKey,
  },
  {
    status: "403",
    name: "Forbidden",
    description: "The API key does not allow this.",
    example: problem("forbidden", "The role reader does not allow this; these do: admin, manager."),
    appliesTo: needsKey,
  },
  {
    status: "404",
    name: "NotFound",
    description: "Absent, deleted, or another tenant's.",
    example: noSuch("webhook"),
    appliesTo: (route) => hasId(route) || (hasBody(route) && needsKey(route)),
  },
  {
    status: "413",
    name: "BodyTooLarge",
    description: "The body is larger than 1 MiB.",
    example: problem("body-too-large", "The body has 1048577 bytes; at most 1048576 are taken."),
    appliesTo: hasBody,
  },
  {
    status: "415",
    name: "UnsupportedMediaType",
    description: "The body is not application/json.",
    example: problem("unsupported-media-type", "The content-type must be application/json."),
    appliesTo: hasBody,
  },
  {
    status: "422",
    name: "InvalidFields",
    description: "Invalid fields, each with a hint.",
    example: fieldProblem("limit", "is not a whole number", "use a whole number from 1 to 200"),
    appliesTo: always,
  },
  {
    status: "429",
    name: "TooManyRequests",
    description:
      "Too many requests: of one key or address, or of all (then from the gateway, without a problem document).",
    example: problem("too-many-requests", "This API key sends too often. Try again in 1 s."),
    appliesTo: always,
  },
  {
    status: "500",
    name: "InternalError",
    description: "A fault of Ringback's own: the log has it under request_id.",
    example: problem(
      "internal-error",
      "Ringback failed to answer this. The log has it under request_id.",
    ),
    appliesTo: always,
  },
  {
    status: "503",
    name: "Unavailable",
    description: "Temporarily unavailable.",
    example: problem(
      "unavailable",
      "Something Ringback needs does not answer. Try again in a moment.",
    ),
    appliesTo: always,
  },
  {
    status: "508",
    name: "LoopDetected",
    description: "Ringback sent this request itself.",
    example: problem("loop-detected", "Ringback sent this request itself."),
    appliesTo: always,
  },
];

/** The responses that are the same wherever they are met: components of the document, by name. */
const SHARED = PROBLEMS.map(({ status, name, description, example, appliesTo }) => ({
  status,
  appliesTo,
  response: { id: name, ...responseOf(description, example) },
}));

/** What may go wrong with a route, by status. */
export function problemsOf(route: Route): ZodOpenApiResponsesObject {
  const known = SHARED.filter(({ appliesTo }) => appliesTo(route)).map(
    ({ status, response }) => [status, response] as const,
  );
  const conflict = conflictOf(route);
  return Object.fromEntries<ZodOpenApiResponseObject>([
    ...known,
    ...(conflict === "" ? [] : [["409", conflictResponse(route, conflict)] as const]),
  ]);
}

/** What 409 says: the route's own conflicts, and those of the key of a request that is repeated. */
function conflictOf(route: Route): string {
  const { conflict = "" } = route;
  return isIdempotent(route)
    ? `${conflict} The first request with this idempotency-key still runs, or its answer was not kept.`.trim()
    : conflict;
}

function conflictResponse({ conflict }: Route, description: string): ZodOpenApiResponseObject {
  const example =
    conflict === undefined
      ? problem("idempotency-key-in-use", "The first request with this key still runs.")
      : problem("conflict", conflict);
  return responseOf(description, example);
}

function responseOf(description: string, example: Problem): ZodOpenApiResponseObject {
  const document = problemDocument(example, "JKJaXmPLvHcESHA=");
  return {
    description,
    content: { [PROBLEM_MEDIA_TYPE]: { schema: problemOut, example: document } },
  };
}

function always(): boolean {
  return true;
}
