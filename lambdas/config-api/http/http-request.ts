import type { APIGatewayProxyEventV2 } from "aws-lambda";

import { headerReader } from "../../shared/domain/header-reader.ts";
import type { OwnHosts } from "./domain/own-hosts.ts";
import { problem, type Problem } from "./problem.ts";

/** Largest body taken, in bytes: what SQS, and so one message, may hold. */
const MAX_BODY_BYTES = 1024 * 1024;

/** A request as the gateway gives it (HTTP API, payload 2.0), with names in lower case. */
export interface HttpRequest {
  /** The gateway's id of it, which every answer and log line about it has. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
  /** Parses the query: whoever calls has a key, where one is needed. */
  readonly query: () => URLSearchParams;
  readonly header: (name: string) => string | undefined;
  /** Size of the body in bytes, known before it is decoded. */
  readonly bodyBytes: number;
  /** Decodes the body; empty when there is none. */
  readonly body: () => Uint8Array;
  /** Address of the caller, as the gateway saw it. */
  readonly sourceIp: string;
  /** By what hosts this request reached the API. */
  readonly hosts: OwnHosts;
}

/** Reads the gateway's event. Malformed base64 becomes an empty or shorter body. */
export function readHttpRequest(event: APIGatewayProxyEventV2): HttpRequest {
  const header = headerReader(event.headers);
  const { apiId, domainName, http, requestId } = event.requestContext;
  const encoding = event.isBase64Encoded ? "base64" : "utf8";
  const host = header("host");
  return {
    id: requestId,
    method: http.method,
    path: http.path,
    query: () => new URLSearchParams(event.rawQueryString ?? ""),
    header,
    bodyBytes: Buffer.byteLength(event.body ?? "", encoding),
    body: () => Buffer.from(event.body ?? "", encoding),
    sourceIp: http.sourceIp,
    hosts: { apiId, authorities: host === undefined ? [domainName] : [domainName, host] },
  };
}

/**
 * The text of a JSON body, checked for size, media type and encoding.
 * @param mediaTypes those taken beside `application/json` and anything that ends in `+json`
 */
export function readJsonText(request: HttpRequest): Problem | { kind: "text"; text: string } {
  if (request.bodyBytes > MAX_BODY_BYTES) {
    return problem(
      "body-too-large",
      `The body has ${request.bodyBytes} bytes; at most ${MAX_BODY_BYTES} are taken.`,
    );
  }
  const refused = mediaTypeError(request.header("content-type"));
  if (refused !== undefined) return problem("unsupported-media-type", refused);
  try {
    return { kind: "text", text: new TextDecoder("utf-8", { fatal: true }).decode(request.body()) };
  } catch {
    return problem("unreadable-body", "The body is not valid UTF-8.");
  }
}

const JSON_MEDIA_TYPE = /^application\/(?:json|[\w.+-]+\+json)$/u;

/** Why a content-type is not taken; none at all is taken as JSON. */
function mediaTypeError(contentType: string | undefined): string | undefined {
  if (contentType === undefined) return undefined;
  const [mediaType = "", ...parameters] = contentType
    .split(";")
    .map((part) => part.trim().toLowerCase());
  if (!JSON_MEDIA_TYPE.test(mediaType)) {
    return "The content-type must be application/json: add -H 'content-type: application/json'.";
  }
  const charset = parameters.find((parameter) => parameter.startsWith("charset="));
  return charset === undefined || /^charset="?utf-?8"?$/u.test(charset)
    ? undefined
    : "The charset must be utf-8.";
}
