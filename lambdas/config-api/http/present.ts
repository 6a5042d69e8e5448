import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";

import { problemDocument, PROBLEM_MEDIA_TYPE } from "./problem.ts";
import { isPublic, makePresentPublic } from "./public-response.ts";
import { type HttpResponse, type Reply, textResponse } from "./reply.ts";

/** Headers of every answer: what it holds is nobody else's, and is what its content-type says. */
const ALWAYS = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** A reply as the response of the HTTP API (payload 2.0). */
export type Present = (
  reply: Reply,
  request: {
    readonly id: string;
    readonly method: string;
    readonly header: (name: string) => string | undefined;
  },
) => APIGatewayProxyStructuredResultV2;

/** Makes the presenter of replies. HEAD has the headers of GET. */
export function makePresent(): Present {
  const presentPublic = makePresentPublic();
  return (reply, { id, method, header }) => {
    const answer = reply.kind === "answer" ? reply : problemResponse(reply, id);
    const result = isPublic(answer)
      ? presentPublic(answer, header)
      : { statusCode: answer.status, headers: answer.headers, body: answer.body };
    const hasType = answer.mediaType !== "" && result.statusCode !== 304;
    const contentType = hasType ? { "content-type": answer.mediaType } : {};
    const headers = { ...ALWAYS, ...contentType, ...result.headers };
    return method === "HEAD"
      ? { statusCode: result.statusCode, headers, body: "" }
      : { ...result, headers };
  };
}

function problemResponse(
  reply: Extract<Reply, { kind: "problem" }>,
  requestId: string,
): HttpResponse {
  const document = JSON.stringify(problemDocument(reply, requestId));
  return textResponse(reply.status, document, PROBLEM_MEDIA_TYPE, reply.headers);
}
