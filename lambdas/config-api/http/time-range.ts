import { fieldProblem, type Problem } from "./problem.ts";

/** The latest time that a list may reach to, in epoch milliseconds: 13 digits, in the year 2286. */
export const LAST_MS = 9_999_999_999_999;

/** The range that a list is asked for, ends included: by default all times, without `until`. */
export function timeRange({
  since,
  until,
}: {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}): Problem | { readonly kind: "range"; readonly fromMs: number; readonly toMs: number } {
  const fromMs = since === undefined ? 0 : Date.parse(since);
  const toMs = until === undefined ? LAST_MS : Date.parse(until) - 1;
  return toMs < fromMs
    ? fieldProblem("until", "is not after since", "use a later time, or leave one out")
    : { kind: "range", fromMs, toMs };
}
