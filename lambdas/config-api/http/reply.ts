import type { Problem } from "./problem.ts";

/** A successful answer. */
export interface HttpResponse {
  readonly kind: "answer";
  readonly status: number;
  /** The body as it is sent; empty for 204. */
  readonly body: string;
  readonly mediaType: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a route comes to: an answer, or a refusal. */
export type Reply = HttpResponse | Problem;

/** An answer with a JSON body. */
export function jsonResponse(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return textResponse(status, JSON.stringify(value), "application/json", headers);
}

/** An answer whose body is ready text. */
export function textResponse(
  status: number,
  body: string,
  mediaType: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return { kind: "answer", status, body, mediaType, headers };
}

/** 204. */
export const noContent: HttpResponse = textResponse(204, "", "");
