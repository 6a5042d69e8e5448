import * as z from "zod";
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiOverride,
  type ZodOpenApiResponsesObject,
} from "zod-openapi";

import { defined } from "../../shared/domain/defined.ts";
import { version } from "../../shared/version.ts";
import { holdersOf } from "../access/permissions.ts";
import { thingNamed } from "../http/named-things.ts";
import { MOST_ERRORS, PROBLEM_MEDIA_TYPE } from "../http/problem.ts";
import type { Route } from "../http/route.ts";
import { portablePattern } from "./portable-pattern.ts";
import { tagOf, TAGS } from "./tags.ts";

/** An OpenAPI 3.1 document. */
export type OpenApiDocument = ReturnType<typeof createDocument>;

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

/** What may go wrong, by status: on every route, or with a key, body, or id in path or query. */
const PROBLEMS: readonly {
  readonly status: `${4 | 5}${number}`;
  readonly description: string;
  readonly appliesTo: (route: Route) => boolean;
}[] = [
  { status: "400", description: "The body cannot be read, or is not JSON.", appliesTo: hasBody },
  { status: "401", description: "No valid API key.", appliesTo: needsKey },
  { status: "403", description: "The API key does not allow this.", appliesTo: needsKey },
  {
    status: "404",
    description: "Absent, deleted, or another tenant's.",
    appliesTo: (route) => hasId(route) || (hasBody(route) && needsKey(route)),
  },
  { status: "413", description: "The body is larger than 1 MiB.", appliesTo: hasBody },
  { status: "415", description: "The body is not application/json.", appliesTo: hasBody },
  { status: "422", description: "Invalid fields, each with a hint.", appliesTo: always },
  {
    status: "429",
    description:
      "Too many requests: of one key or address, or of all (then from the gateway, without a problem document).",
    appliesTo: always,
  },
  {
    status: "500",
    description: "A fault of Ringback's own: the log has it under request_id.",
    appliesTo: always,
  },
  { status: "503", description: "Temporarily unavailable.", appliesTo: always },
  { status: "508", description: "Ringback sent this request itself.", appliesTo: always },
];

/** The OpenAPI document of the routes, from the schemas that check their requests. */
export function makeOpenApiDocument(routes: readonly Route[]): OpenApiDocument {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  const document: Parameters<typeof createDocument>[0] = {
    openapi: "3.1.1",
    info: {
      title: "Ringback",
      version,
      description:
        "Configures webhooks, publishes events and shows deliveries. Lists: `{data, next_cursor}`. Problems: RFC 9457 documents that name field, expectation and fix. `idempotency-key` on POST is honoured for 24 hours. Tests of webhooks, publishing, public keys and documents are throttled each by itself.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      contact: { name: "Whoever operates this installation" },
    },
    servers: [{ url: ".", description: "Where this document lies." }],
    tags: TAGS.filter(({ name }) => routes.some((route) => tagOf(route) === name)),
    components: {
      securitySchemes: {
        apiKey: {
          type: "http",
          scheme: "bearer",
          description: "An API key of an application and environment, or the operator key.",
        },
      },
    },
    paths,
  };
  return portable(createDocument(document, { outputIdSuffix: "Answer", override: simplify }));
}

/** The document with patterns that every language reads alike. */
function portable(document: OpenApiDocument): OpenApiDocument {
  return JSON.parse(JSON.stringify(document), (name, value: unknown) =>
    name === "pattern" && typeof value === "string" ? portablePattern(value) : value,
  ) as OpenApiDocument;
}

/**
 * Clients must expect that answers get more fields; the format says what the long pattern of a time
 * says; and examples are those of requests although something looks at the value before its schema
 * does.
 */
const simplify: ZodOpenApiOverride = ({ jsonSchema, zodSchema, io }) => {
  if (io === "input") {
    const { examples } = z.globalRegistry.get(zodSchema) ?? {};
    if (examples !== undefined) jsonSchema.examples = [...examples];
    if (zodSchema instanceof z.ZodDefault) tellDefault(jsonSchema, zodSchema.def.defaultValue);
  }
  if (io === "output" && jsonSchema.additionalProperties === false) {
    delete jsonSchema.additionalProperties;
  }
  if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
};

/** Says in words what an omitted field means: client generators take `default` for required. */
function tellDefault(
  jsonSchema: { description?: string; default?: unknown },
  value: unknown,
): void {
  delete jsonSchema.default;
  const { description = "" } = jsonSchema;
  jsonSchema.description = `${description} Default: ${JSON.stringify(value)}.`.trim();
}

/** What is for everybody has a tag (RFC 9110, section 13.1.2). */
const UNCHANGED = { "304": { description: "Not changed since `if-none-match`." } };

function operationOf(route: Route): ZodOpenApiOperationObject {
  const { operationId, summary, permission, params, query, documentedBody } = route;
  const body = documentedBody ?? route.body;
  const roles = permission === undefined ? [] : [`Keys: ${holdersOf(permission).join(", ")}.`];
  const description = [...(route.description === undefined ? [] : [route.description]), ...roles];
  return {
    operationId,
    summary,
    tags: [tagOf(route)],
    description: description.length > 0 ? description.join(" ") : "Needs no key.",
    security: permission === undefined ? [] : [{ apiKey: [] }],
    requestParams: {
      ...defined({
        path:
          params &&
          z.object(
            mapValues(params, (form, name) =>
              z
                .string()
                .regex(form)
                .meta({ description: `Which ${thingNamed(route.path, name)}.` }),
            ),
          ),
        query: query as z.ZodObject | undefined,
      }),
      ...(isIdempotent(route) && {
        header: z.object({ "idempotency-key": idempotencyKey, ...route.documentedHeaders }),
      }),
    },
    ...defined({
      requestBody: body && {
        required: !(body instanceof z.ZodOptional),
        content: { "application/json": { schema: body } },
      },
    }),
    responses: { ...responsesOf(route), ...(!needsKey(route) && UNCHANGED), ...problemsOf(route) },
  };
}

const idempotencyKey = z.string().min(1).max(255).optional().meta({
  description:
    "The same key and request again within 24 hours: the same answer; 409 where that had more than 256 KB.",
});

function responsesOf(route: Route): ZodOpenApiResponsesObject {
  return Object.fromEntries(
    Object.entries(route.responses).map(([status, answer]) => {
      const { description, schema, mediaType = "application/json", others = {} } = answer;
      const content = mapValues({ ...(schema && { [mediaType]: schema }), ...others }, (one) => ({
        schema: one,
      }));
      return [status, { description, ...(schema !== undefined && { content }) }];
    }),
  );
}

function problemsOf(route: Route): ZodOpenApiResponsesObject {
  const content = { [PROBLEM_MEDIA_TYPE]: { schema: problemOut } };
  const conflict = conflictOf(route);
  const known = PROBLEMS.filter(({ appliesTo }) => appliesTo(route));
  const all = conflict === "" ? known : [...known, { status: "409", description: conflict }];
  return Object.fromEntries(
    all.map(({ status, description }) => [status as "409", { description, content }]),
  );
}

/** What 409 says: the route's own conflicts, and those of the key of a request that is repeated. */
function conflictOf(route: Route): string {
  const { conflict = "" } = route;
  return isIdempotent(route)
    ? `${conflict} The first request with this idempotency-key still runs, or its answer was not kept.`.trim()
    : conflict;
}

function isIdempotent({ method, permission }: Route): boolean {
  return method === "POST" && permission !== undefined;
}

function always(): boolean {
  return true;
}

/** Also where it takes none: what is sent is read. */
function hasBody({ method }: Route): boolean {
  return method !== "GET" && method !== "DELETE";
}

function needsKey(route: Route): boolean {
  return route.permission !== undefined;
}

function hasId({ params, query }: Route): boolean {
  return params !== undefined || (query instanceof z.ZodObject && "webhook_id" in query.shape);
}

function mapValues<In, Out>(
  record: Readonly<Record<string, In>>,
  map: (value: In, name: string) => Out,
): Record<string, Out> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, map(value, name)]),
  );
}
