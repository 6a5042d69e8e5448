import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";

import { problemDocument, PROBLEM_MEDIA_TYPE } from "../../shared/runtime/problem.ts";
import { type Answer, type Reply, textAnswer } from "./reply.ts";

/** Headers of every answer: what it holds is nobody else's, and is what its content-type says. */
const ALWAYS = { "cache-control": "no-store", "x-content-type-options": "nosniff" };

/** A reply as the response of the HTTP API (payload 2.0). */
export function present(
  reply: Reply,
  requestId: string,
  method: string,
): APIGatewayProxyStructuredResultV2 {
  const answer = reply.kind === "answer" ? reply : problemAnswer(reply, requestId);
  const contentType = answer.mediaType === "" ? {} : { "content-type": answer.mediaType };
  return {
    statusCode: answer.status,
    headers: { ...ALWAYS, ...contentType, ...answer.headers },
    body: method === "HEAD" ? "" : answer.body,
  };
}

function problemAnswer(reply: Extract<Reply, { kind: "problem" }>, requestId: string): Answer {
  const document = JSON.stringify(problemDocument(reply, requestId));
  return textAnswer(reply.status, document, PROBLEM_MEDIA_TYPE, reply.headers);
}
