import type { APIGatewayProxyEventV2, Context } from "aws-lambda";

import { withoutBasePath } from "../shared/domain/base-path.ts";
import { headerReader } from "../shared/domain/header-reader.ts";
import type { Log } from "../shared/runtime/logger.ts";
import { type Answer, problemAnswer, type ProblemCode, redirectAnswer } from "./answers.ts";
import { type Place, placeAt } from "./domain/place.ts";
import type { Header, ServeFile } from "./serve-file.ts";

/** What the console function reaches outside. */
export interface ConsolePorts {
  readonly serveFile: ServeFile;
  /** Custom domains, with their base paths. */
  readonly apiHosts: readonly string[];
  readonly log: Log;
  readonly now: () => number;
}

/** A Lambda handler for an HTTP API, payload 2.0. */
export type ConsoleHandler = (event: APIGatewayProxyEventV2, context: Context) => Promise<Answer>;

/** Headers of every answer. */
const ALWAYS = { "referrer-policy": "no-referrer", "x-content-type-options": "nosniff" };

/**
 * Console, portal and API reference: pages, and what they load. Always answers; problems as RFC
 * 9457.
 */
export function makeConsole({ serveFile, apiHosts, log, now }: ConsolePorts): ConsoleHandler {
  function answerAt(place: Place, method: string, header: Header): Promise<Answer | ProblemCode> {
    if (place.kind === "nothing") return Promise.resolve("not-found");
    if (method !== "GET" && method !== "HEAD") return Promise.resolve("method-not-allowed");
    return place.kind === "redirect"
      ? Promise.resolve(redirectAnswer(place.to))
      : serveFile(place, header);
  }

  return async ({ requestContext, headers }, context) => {
    const { http, domainName, timeEpoch } = requestContext;
    const requestId = requestContext.requestId || context.awsRequestId;
    const place = placeAt(withoutBasePath(http.path, domainName, apiHosts));
    const found = await answerAt(place, http.method, headerReader(headers)).catch(
      (error: unknown): ProblemCode => {
        log.error("request failed", error, { request_id: requestId });
        return "internal-error";
      },
    );
    const isProblem = typeof found === "string";
    const answer = isProblem ? problemAnswer(found, requestId) : found;
    log.info("request", {
      request_id: requestId,
      method: http.method,
      route: place.route,
      status: answer.statusCode,
      ...(isProblem && { problem: found }),
      duration_ms: now() - timeEpoch,
    });
    const { statusCode, body, isBase64Encoded } = answer;
    const all = { ...ALWAYS, ...answer.headers };
    return http.method === "HEAD" || !isBase64Encoded
      ? { statusCode, headers: all, body: http.method === "HEAD" ? "" : body }
      : { statusCode, headers: all, body, isBase64Encoded };
  };
}
