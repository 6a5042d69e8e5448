import { createHash } from "node:crypto";

import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";

import { makeRecentMap } from "../../shared/memory/recent-map.ts";
import { type Coding, codingFor, encoded } from "./content-coding.ts";
import type { HttpResponse } from "./reply.ts";

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
export function isPublic({ headers }: HttpResponse): boolean {
  return headers["cache-control"]?.startsWith("public") === true;
}

/** Makes the presenter of public answers: tagged, 304 to who has it, compressed once for all. */
export function makePresentPublic() {
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

/** Whether `if-none-match` names this tag, weak or strong (RFC 9110, section 13.1.2). */
function hasTag(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = ifNoneMatch?.split(",").map((tag) => tag.trim().replace(/^W\//u, "")) ?? [];
  return tags.includes("*") || tags.includes(etag.slice("W/".length));
}
