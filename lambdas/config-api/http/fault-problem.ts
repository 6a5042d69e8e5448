import { problem, type Problem } from "./problem.ts";

/**
 * What a thrown fault is answered with: 503 when something behind the API failed, so that a repeat
 * may help; 500 for a fault of our own. Neither tells anything about it: the log does, under the
 * request's id.
 */
export function faultProblem(fault: unknown): Problem {
  return isFromBehind(fault)
    ? problem("unavailable", "Something Ringback needs does not answer. Try again in a moment.", {
        headers: { "retry-after": "1" },
      })
    : problem("internal-error", "Ringback failed to answer this. The log has it under request_id.");
}

/** What our own errors say when something behind the API failed. */
const CODES: ReadonlySet<unknown> = new Set([
  "VAULT_KEY_UNAVAILABLE",
  "EVENT_NOT_PUBLISHED",
  "MESSAGE_NOT_SENT",
  "KEY_UNPROCESSED",
  "STATEMENT_FAILED",
]);

/** Errors of the AWS SDK carry `$metadata`, those of connections a `code` like `ECONNRESET`. */
function isFromBehind(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  const { code } = fault as { code?: unknown };
  return (
    "$metadata" in fault ||
    fault.name === "TimeoutError" ||
    CODES.has(code) ||
    (typeof code === "string" && /^E[A-Z]+$/u.test(code))
  );
}
