import type { Problem } from "../../client/client.ts";

export type { Problem };

/** What the API said is wrong with one field of a request. */
export type FieldError = Problem["errors"][number];

/** A problem that never left this page: no answer came. */
export function networkProblem(): Problem {
  return {
    type: "about:blank",
    title: "Ringback does not answer",
    status: 0,
    detail: "No answer came, also after several tries. Check your connection, then try again.",
    errors: [],
    request_id: "",
  };
}

/** A problem of this page's own code. */
export function ownProblem(error: unknown): Problem {
  return {
    type: "about:blank",
    title: "This page failed",
    status: 0,
    detail: error instanceof Error ? error.message : String(error),
    errors: [],
    request_id: "",
  };
}

/** The first error of a field, or of an element of it: `events[2]` is one of `events`. */
export function errorOf(problem: Problem | undefined, name: string): FieldError | undefined {
  return problem?.errors.find(({ field }) => field === name || field.startsWith(`${name}[`));
}
