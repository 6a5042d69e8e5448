import middy, { type MiddlewareObj, type Request } from "@middy/core";
import httpRouterHandler, { type Route as RouterRoute } from "@middy/http-router";
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from "aws-lambda";

import { withoutBasePath } from "../../shared/domain/base-path.ts";
import { headerReader } from "../../shared/domain/header-reader.ts";
import type { Log } from "../../shared/runtime/logger.ts";
import { callerId, callerTenant } from "../access/caller.ts";
import { DECLARED_ROUTES } from "./declared-routes.ts";
import { faultProblem } from "./fault-problem.ts";
import { readHttpRequest } from "./http-request.ts";
import { isOwnRequest, loopProblem } from "./own-requests.ts";
import { makePresent } from "./present.ts";
import { type Problem, problem } from "./problem.ts";
import { type Reply, textResponse } from "./reply.ts";
import type { Route } from "./route.ts";
import type { Served, ServeRoute } from "./serve-route.ts";

type HttpEvent = APIGatewayProxyEventV2;
type HttpResult = APIGatewayProxyStructuredResultV2;

/** A Lambda handler for an HTTP API, payload 2.0. */
export type HttpHandler = (event: HttpEvent, context: Context) => Promise<HttpResult>;

/** Time kept before the function's end to answer 503 rather than be cut off, in milliseconds. */
const TIMEOUT_EARLY_MS = 500;

/** Lambda handler: middy around router around routes. Always answers; problems as RFC 9457. */
export function makeHandler(options: {
  readonly routes: readonly Route[];
  readonly serve: ServeRoute;
  /** Custom domains, with their base paths. */
  readonly apiHosts: readonly string[];
  readonly log: Log;
  readonly now: () => number;
}): HttpHandler {
  const { routes, serve, apiHosts, log, now } = options;
  const router = httpRouterHandler<HttpEvent, HttpResult>({
    routes: routes.flatMap((route) => routerRoutes(route, serve)),
    notFoundResponse: ({ method, path }): Served => ({
      reply: unroutedReply(routes, method, path),
    }),
  });
  return middy<HttpEvent, HttpResult>({ timeoutEarlyInMillis: TIMEOUT_EARLY_MS })
    .use(presenting(log, now))
    .handler((event: HttpEvent, context: Context) => {
      if (isOwnRequest(event.headers)) return asResult({ reply: loopProblem() });
      // The gateway names the parts of declared paths only: all are read from the path here, and so
      // are alike.
      const { pathParameters: _, ...bare } = atOwnPath(event, apiHosts);
      return router(bare, context);
    });
}

/** The routes as middy's router takes them; HEAD is GET without the body. */
function routerRoutes(route: Route, serve: ServeRoute): RouterRoute<HttpEvent, HttpResult>[] {
  const { method, path } = route;
  const isThrottledAsTests = DECLARED_ROUTES[`${method} ${path}`] === "tests";
  const handler = async (event: HttpEvent): Promise<HttpResult> => {
    const params = (event.pathParameters ?? {}) as Record<string, string>;
    return asResult(
      isThrottledAsTests && event.routeKey === "$default"
        ? { route: path, reply: aroundItsThrottle() }
        : await serve(route, readHttpRequest(event), params),
    );
  };
  const methods = method === "GET" ? (["GET", "HEAD"] as const) : [method];
  return methods.map((name) => ({ method: name, path, handler }));
}

/** Other spellings of a path match no declared gateway route: they get the throttle of all. */
function aroundItsThrottle(): Problem {
  return problem(
    "not-found",
    "This path is served as it is documented only: no slash at its end, nothing percent-encoded.",
  );
}

/** What is served goes through middy as the response; `presenting` turns it into one. */
function asResult(served: Served): HttpResult {
  return served as unknown as HttpResult;
}

/** Turns what was served, or thrown, into the gateway's response, and logs one line for it. */
function presenting(log: Log, now: () => number): MiddlewareObj<HttpEvent, HttpResult> {
  const present = makePresent();

  function finish(request: Request<HttpEvent, HttpResult>, served: Served): void {
    const { http, timeEpoch } = request.event.requestContext;
    const requestId = requestIdOf(request);
    const { reply, route, caller } = served;
    log.info("request", {
      request_id: requestId,
      method: http.method,
      route: route ?? "none",
      status: reply.status,
      ...(reply.kind === "problem" && { problem: reply.code }),
      duration_ms: now() - timeEpoch,
      ...(caller !== undefined && { caller: callerId(caller), ...callerTenant(caller) }),
    });
    const header = headerReader(request.event.headers);
    request.response = present(reply, { id: requestId, method: http.method, header });
  }

  return {
    after: (request) => finish(request, request.response as unknown as Served),
    onError: (request) => {
      const fault: Problem = faultProblem(request.error);
      log.error("request failed", request.error, { request_id: requestIdOf(request) });
      finish(request, { reply: fault });
    },
  };
}

function requestIdOf({ event, context }: Request<HttpEvent, HttpResult>): string {
  return event.requestContext.requestId || context.awsRequestId;
}

/**
 * The console has a function of its own, which gets `/console/…`. Whether it gets this, too, a
 * gateway decides, and no route may end in a slash: here nobody is left at a dead end.
 */
const CONSOLE_FOLDER = "/console/";

/** The reply where no route serves: 404, 405 with what is allowed, or the answer to OPTIONS. */
function unroutedReply(routes: readonly Route[], method: string, path: string): Reply {
  if (path === CONSOLE_FOLDER) return textResponse(308, "", "", { location: "index.html" });
  const methods = routes.filter((route) => isAt(route, path)).map((route) => route.method);
  if (methods.length === 0) {
    return problem("not-found", "There is nothing at this path; /docs lists all paths.");
  }
  const all = methods.includes("GET") ? [...methods, "HEAD", "OPTIONS"] : [...methods, "OPTIONS"];
  const headers = { allow: all.join(", ") };
  return method === "OPTIONS"
    ? textResponse(204, "", "", headers)
    : problem("method-not-allowed", `This path takes ${headers.allow}.`, { headers });
}

function isAt(route: Route, path: string): boolean {
  const wanted = route.path.split("/");
  const given = path.replace(/(?<=.)\/$/u, "").split("/");
  return (
    wanted.length === given.length &&
    wanted.every((part, index) =>
      part.startsWith("{") ? given[index] !== "" : part === given[index],
    )
  );
}

/** The request as if it had come without the base path of a custom domain. */
function atOwnPath(
  event: APIGatewayProxyEventV2,
  apiHosts: readonly string[],
): APIGatewayProxyEventV2 {
  const { requestContext } = event;
  const { domainName, http } = requestContext;
  const path = withoutBasePath(http.path, domainName, apiHosts);
  if (path === http.path) return event;
  return {
    ...event,
    rawPath: path,
    requestContext: { ...requestContext, http: { ...http, path } },
  };
}
