/** What is wrong with a field of a request: where, what and the fix. Holds no request value. */
export interface FieldError {
  /** Path of the field: `config.custom_headers[0].header_name`, `limit`, `authorization`. */
  readonly field: string;
  readonly message: string;
  readonly hint: string;
}

/** Errors an answer lists: more than anybody fixes at once; 1 MB may hold a hundred thousand. */
export const MOST_ERRORS = 20;

interface ProblemKind {
  readonly status: number;
  readonly title: string;
}

/** Every kind of problem that the API answers with, by the last part of its `type`. */
const PROBLEM_KINDS = {
  "unreadable-body": { status: 400, title: "The body cannot be read" },
  "malformed-json": { status: 400, title: "The body is not JSON" },
  unauthorized: { status: 401, title: "No valid API key" },
  forbidden: { status: 403, title: "The API key does not allow this" },
  "not-found": { status: 404, title: "Not found" },
  "method-not-allowed": { status: 405, title: "Method not allowed" },
  conflict: { status: 409, title: "Conflict" },
  "limit-reached": { status: 409, title: "Limit reached" },
  "idempotency-key-in-use": { status: 409, title: "The first request with this key still runs" },
  "answer-not-kept": { status: 409, title: "Done before; its answer was too large to keep" },
  "body-too-large": { status: 413, title: "The body is too large" },
  "unsupported-media-type": { status: 415, title: "Unsupported media type" },
  "invalid-fields": { status: 422, title: "Invalid fields" },
  "id-reused": { status: 422, title: "The id belongs to another event" },
  "idempotency-key-reused": { status: 422, title: "The key belongs to another request" },
  "too-many-requests": { status: 429, title: "Too many requests" },
  "internal-error": { status: 500, title: "Internal error" },
  unavailable: { status: 503, title: "Temporarily unavailable" },
  "loop-detected": { status: 508, title: "Ringback would call itself" },
} as const satisfies Record<string, ProblemKind>;

/** Name of a kind of problem. */
export type ProblemCode = keyof typeof PROBLEM_KINDS;

/** A refusal as a value: what goes into a problem document, and headers of its answer. */
export interface Problem {
  readonly kind: "problem";
  readonly code: ProblemCode;
  readonly status: number;
  readonly detail: string;
  /** The first 20 at most. */
  readonly errors: readonly FieldError[];
  /** How many there are in all. */
  readonly errorCount: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** A problem document (RFC 9457). */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors: readonly FieldError[];
  /** How many there are, where not all of them are listed. */
  readonly error_count?: number;
  readonly request_id: string;
}

/** Media type of problem documents. */
export const PROBLEM_MEDIA_TYPE = "application/problem+json";

/** Makes a problem; `detail` is a sentence for people, without anything secret. */
export function problem(
  code: ProblemCode,
  detail: string,
  more: {
    readonly errors?: readonly FieldError[];
    /** How many there are, where `errors` are the first of them. */
    readonly errorCount?: number;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Problem {
  const { errors = [], errorCount = errors.length, headers = {} } = more;
  const { status } = PROBLEM_KINDS[code];
  const listed = errors.slice(0, MOST_ERRORS);
  return { kind: "problem", code, status, detail, errors: listed, errorCount, headers };
}

/** A 404: there is no such thing, or not any more; or it is not for the caller. */
export function noSuch(thing: string): Problem {
  return problem("not-found", `There is no such ${thing}.`);
}

/** A 422 that names one field. */
export function fieldProblem(field: string, message: string, hint: string): Problem {
  return invalidFields([{ field, message, hint }]);
}

/**
 * A 422 that names fields; the detail repeats the first of them, for those who only look there.
 * @param errorCount how many there are, where `errors` are the first of them
 */
export function invalidFields(
  errors: readonly FieldError[],
  errorCount: number = errors.length,
): Problem {
  const [first] = errors;
  const more = errorCount > 1 ? ` (and ${errorCount - 1} more)` : "";
  return problem(
    "invalid-fields",
    first === undefined ? "The request is invalid." : `${first.field}: ${first.message}${more}`,
    { errors, errorCount },
  );
}

/** The document of a problem. Its `type` is a name, not an address. */
export function problemDocument(source: Problem, requestId: string): ProblemDocument {
  const { code, status, detail, errors, errorCount } = source;
  return {
    type: `urn:ringback:problem:${code}`,
    title: PROBLEM_KINDS[code].title,
    status,
    detail,
    errors,
    ...(errorCount > errors.length && { error_count: errorCount }),
    request_id: requestId,
  };
}
