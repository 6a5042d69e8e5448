import { createHash } from "node:crypto";

import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";

import { type Coding, codingFor } from "../../shared/domain/accepted-coding.ts";
import { hasTag } from "../../shared/domain/entity-tag.ts";
import { makeRecentMap } from "../../shared/memory/recent-map.ts";
import { encoded } from "./content-coding.ts";
import { PROBLEM_MEDIA_TYPE, problemDocument } from "./problem.ts";
import { type HttpResponse, type Reply, textResponse } from "./reply.ts";

/** What is smaller fits one packet anyway, and gains little. */
const COMPRESS_FROM_CHARACTERS = 1024;
/** Large bodies remembered with their codings: the documents, and some sets of keys. */
const REMEMBER_COUNT = 20;

/** A body with its tag, and as it was compressed when it was first asked for. */
interface Prepared {
  readonly etag: string;
  /** In base64. */
  readonly codings: Map<Coding, string>;
}

type PublicResult = Required<Pick<APIGatewayProxyStructuredResultV2, "statusCode">> & {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded?: boolean;
};

/** Whether an answer is the same for everybody, and may be kept. */
function isPublic({ headers }: HttpResponse): boolean {
  return headers["cache-control"]?.startsWith("public") === true;
}

/** Makes the presenter of public answers: tagged, 304 to who has it, compressed once for all. */
function makePresentPublic() {
  const remembered = makeRecentMap<Prepared>(REMEMBER_COUNT);

  function prepared(body: string): Prepared {
    const known = remembered.get(body);
    if (known !== undefined) return known;
    const hash = createHash("sha256").update(body).digest("base64url");
    // Weak: all codings of a body have the same tag.
    const made = { etag: `W/"${hash.slice(0, 22)}"`, codings: new Map() };
    if (body.length >= COMPRESS_FROM_CHARACTERS) remembered.set(body, made);
    return made;
  }

  return (answer: HttpResponse, header: (name: string) => string | undefined): PublicResult => {
    const { status: statusCode, body } = answer;
    const { etag, codings } = prepared(body);
    const isLarge = body.length >= COMPRESS_FROM_CHARACTERS;
    const vary = [answer.headers["vary"], isLarge ? "accept-encoding" : undefined].filter(
      (name) => name !== undefined,
    );
    const headers = { ...answer.headers, etag, ...(vary.length > 0 && { vary: vary.join(", ") }) };
    if (hasTag(header("if-none-match"), etag)) return { statusCode: 304, headers, body: "" };
    const coding = isLarge ? codingFor(header("accept-encoding")) : undefined;
    if (coding === undefined) return { statusCode, headers, body };
    const base64 = codings.get(coding) ?? encoded(body, coding).toString("base64");
    codings.set(coding, base64);
    const codingHeaders = { ...headers, "content-encoding": coding };
    return { statusCode, headers: codingHeaders, body: base64, isBase64Encoded: true };
  };
}

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
