import type { APIGatewayProxyEventV2 } from "aws-lambda";

import { isGatewayHost } from "../../shared/domain/own-hosts.ts";
import type { Route } from "./route.ts";
import { isAt } from "./unrouted-reply.ts";

/**
 * Levels that a base path may have here. A mapping of a custom domain is one text of up to 300 characters, slashes included:
 * https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/domainnames-domainname-apimappings.html
 */
const MOST_LEVELS = 5;

/**
 * The request as if it had come without the base path of a custom domain: the gateway leaves that in the path
 * (`/ringback/webhooks` for `/webhooks`), and does not say what it is. So it is what stands before the path of a route, if
 * none of it is the beginning of one.
 */
export function withoutBasePath(
  event: APIGatewayProxyEventV2,
  routes: readonly Route[],
): APIGatewayProxyEventV2 {
  const { requestContext } = event;
  const { domainName, http } = requestContext;
  if (isGatewayHost(domainName)) return event;
  const path = belowBasePath(http.path, routes);
  return path === http.path
    ? event
    : { ...event, rawPath: path, requestContext: { ...requestContext, http: { ...http, path } } };
}

function belowBasePath(path: string, routes: readonly Route[]): string {
  const beginnings = new Set(routes.map((route) => route.path.split("/")[1]));
  let below = path;
  for (let level = 0; level <= MOST_LEVELS; level += 1) {
    if (routes.some((route) => isAt(route, below))) return below;
    const [, first = ""] = below.split("/", 2);
    const next = below.indexOf("/", 1);
    if (first === "" || next === -1 || beginnings.has(first)) return path;
    below = below.slice(next);
  }
  return path;
}
