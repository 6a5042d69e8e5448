import * as z from "zod";

import { version } from "../../shared/version.ts";
import { jsonResponse, textResponse } from "../http/reply.ts";
import { route, type Route } from "../http/route.ts";
import { makeOpenApiDocument, type OpenApiDocument } from "./openapi-document.ts";

const healthOut = z.object({ status: z.literal("ok"), version: z.string() }).meta({ id: "Health" });

/** The documents may be kept for a while: they change with a deployment only. */
const MAY_BE_KEPT = { "cache-control": "public, max-age=300" };

/**
 * `/health` and `/openapi.json`: they need no key. `/docs`, the page, is served by the console.
 * @param routes all routes, asked for with the first request for a document
 */
export function makeDocumentRoutes(routes: () => readonly Route[]): Route[] {
  let document: OpenApiDocument | undefined;
  const openApi = () => (document ??= makeOpenApiDocument(routes()));
  let documentText: string | undefined;
  return [
    route({
      method: "GET",
      path: "/health",
      operationId: "getHealth",
      summary: "Whether the API answers",
      description: "Reads nothing: what lies behind the API may be away. Needs no key.",
      responses: { 200: { description: "It does.", schema: healthOut } },
      run: () => jsonResponse(200, { status: "ok", version }),
    }),
    route({
      method: "GET",
      path: "/openapi.json",
      operationId: "getOpenApi",
      summary: "This API as an OpenAPI 3.1 document",
      description: "Changes with a deployment only. Needs no key.",
      responses: {
        200: { description: "The document.", schema: z.record(z.string(), z.unknown()) },
      },
      run: () =>
        textResponse(
          200,
          (documentText ??= JSON.stringify(openApi())),
          "application/json",
          MAY_BE_KEPT,
        ),
    }),
  ];
}
