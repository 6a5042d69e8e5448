type Headers = Readonly<Record<string, string>>;

/** An answer of this function, for the gateway (payload 2.0). */
export interface Answer {
  readonly statusCode: number;
  readonly headers: Headers;
  readonly body: string;
  readonly isBase64Encoded?: true;
}

/** What went wrong, as the config API says it (RFC 9457). */
const PROBLEMS = {
  "not-found": {
    status: 404,
    title: "Not found",
    detail: "There is nothing at this path; the console is at /console.",
    headers: {},
  },
  "method-not-allowed": {
    status: 405,
    title: "Method not allowed",
    detail: "This path takes GET and HEAD.",
    headers: { allow: "GET, HEAD" },
  },
  "internal-error": {
    status: 500,
    title: "Internal error",
    detail: "Ringback failed to answer this. The log has it under request_id.",
    headers: {},
  },
} as const satisfies Readonly<Record<string, object>>;

/** Name of a problem: the last part of its `type`. */
export type ProblemCode = keyof typeof PROBLEMS;

/** Of what is no page: opened by itself, it may do nothing. */
export const INERT: Headers = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
};

const NOT_KEPT: Headers = { "cache-control": "no-store" };

/** To another path, as seen from this one: whatever the API's base path is. */
export function redirectAnswer(to: string): Answer {
  return { statusCode: 308, headers: { ...INERT, ...NOT_KEPT, location: to }, body: "" };
}

/** A problem document. */
export function problemAnswer(code: ProblemCode, requestId: string): Answer {
  const { status, title, detail, headers } = PROBLEMS[code];
  const type = `urn:ringback:problem:${code}`;
  return {
    statusCode: status,
    headers: { ...INERT, ...NOT_KEPT, ...headers, "content-type": "application/problem+json" },
    body: JSON.stringify({ type, title, status, detail, errors: [], request_id: requestId }),
  };
}
