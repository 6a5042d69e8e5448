import * as z from "zod";
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiOverride,
  type ZodOpenApiResponsesObject,
} from "zod-openapi";

import { BUILT_IN_EVENT_TYPES } from "../../shared/catalogue/built-in-event-types.ts";
import { defined } from "../../shared/domain/defined.ts";
import { version } from "../../shared/version.ts";
import { holdersOf } from "../access/permissions.ts";
import { thingNamed } from "../http/named-things.ts";
import type { Route } from "../http/route.ts";
import { EXAMPLES } from "./examples/examples.ts";
import type { OperationExample } from "./examples/operation-example.ts";
import { pathExample } from "./examples/path-examples.ts";
import { portablePattern } from "./portable-pattern.ts";
import { problemsOf } from "./problem-responses.ts";
import { isIdempotent, needsKey } from "./route-kinds.ts";
import { SECURITY_SCHEMES, securityOf } from "./security.ts";
import { HEADER_PARAMETERS, sentRequests } from "./sent-requests.ts";
import { tagOf, TAGS } from "./tags.ts";

/** An OpenAPI 3.1 document. */
export type OpenApiDocument = ReturnType<typeof createDocument>;

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
        "Configures webhooks, publishes events and shows deliveries.\n\n- Lists are `{data, next_cursor}`: the next page is asked for with `cursor`, until that is null.\n- Problems are RFC 9457 documents that name field, expectation and fix.\n- `idempotency-key` on POST is honoured for 24 hours.\n- Tests of webhooks, publishing, public keys and documents are throttled each by itself.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      contact: { name: "Whoever operates this installation" },
    },
    servers: [{ url: ".", description: "Where this document lies." }],
    tags: [...TAGS],
    components: { securitySchemes: SECURITY_SCHEMES, parameters: HEADER_PARAMETERS },
    paths,
    webhooks: sentRequests(BUILT_IN_EVENT_TYPES),
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
  const example = EXAMPLES[operationId] ?? {};
  const roles = permission === undefined ? [] : [`Keys: ${holdersOf(permission).join(", ")}.`];
  const description = [...(route.description === undefined ? [] : [route.description]), ...roles];
  return {
    operationId,
    summary,
    tags: [tagOf(route)],
    description: description.length > 0 ? description.join(" ") : "Needs no key.",
    security: securityOf(route),
    requestParams: {
      ...defined({
        path:
          params &&
          z.object(mapValues(params, (form, name) => pathParameter(route.path, name, form))),
        query: query as z.ZodObject | undefined,
      }),
      ...(isIdempotent(route) && {
        header: z.object({ "idempotency-key": idempotencyKey, ...route.documentedHeaders }),
      }),
    },
    ...defined({
      requestBody: body && {
        required: !(body instanceof z.ZodOptional),
        content: { "application/json": { schema: body, ...defined({ example: example.body }) } },
      },
    }),
    responses: {
      ...responsesOf(route, example),
      ...(!needsKey(route) && UNCHANGED),
      ...problemsOf(route),
    },
  };
}

function pathParameter(path: string, name: string, form: RegExp): z.ZodType {
  const examples = [pathExample(path, name)].filter((example) => example !== undefined);
  return z
    .string()
    .regex(form)
    .meta({ description: `Which ${thingNamed(path, name)}.`, examples });
}

const idempotencyKey = z.string().min(1).max(255).optional().meta({
  description:
    "The same key and request again within 24 hours: the same answer; 409 where that had more than 256 KB.",
});

function responsesOf(route: Route, example: OperationExample): ZodOpenApiResponsesObject {
  return Object.fromEntries(
    Object.entries(route.responses).map(([status, answer]) => {
      const { description, schema, mediaType = "application/json", others = {} } = answer;
      const examples = { ...example.others, [mediaType]: example.answer };
      const content = mapValues(
        { ...(schema && { [mediaType]: schema }), ...others },
        (one, type) => ({ schema: one, ...defined({ example: examples[type] }) }),
      );
      return [status, { description, ...(schema !== undefined && { content }) }];
    }),
  );
}

function mapValues<In, Out>(
  record: Readonly<Record<string, In>>,
  map: (value: In, name: string) => Out,
): Record<string, Out> {
  return Object.fromEntries(
    Object.entries(record).map(([name, value]) => [name, map(value, name)]),
  );
}
