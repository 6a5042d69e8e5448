import type { Problem } from "./problem.ts";

/** A successful answer. */
export interface Answer {
  readonly kind: "answer";
  readonly status: number;
  /** The body as it is sent; empty for 204. */
  readonly body: string;
  readonly mediaType: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a route comes to: an answer, or a refusal. */
export type Reply = Answer | Problem;

/** An answer with a JSON body. */
export function jsonAnswer(
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return textAnswer(status, JSON.stringify(value), "application/json", headers);
}

/** An answer whose body is ready text. */
export function textAnswer(
  status: number,
  body: string,
  mediaType: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { kind: "answer", status, body, mediaType, headers };
}

/** 204. */
export const noContent: Answer = textAnswer(204, "", "");
