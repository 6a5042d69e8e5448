/** The error that a failed call throws. */
export class CallFailedError extends Error {
  override readonly name = "CallFailedError";
}

/** What the adapters throw when a service did not do what it was asked for, by its own fault. */
const OF_SERVICES: ReadonlySet<string> = new Set([
  "CallFailedError",
  "ThrottlingException",
  "ProvisionedThroughputExceededException",
  "InternalServerError",
  // A condition that does not hold is an outcome; what is thrown was throttled, or met another.
  "TransactionCanceledException",
  "MessageNotInFlightError",
  "MessageNotSentError",
  "VisibilityError",
]);

/** What they say when that goes on for too long. */
const GAVE_UP =
  /kept changing|keys unprocessed|no answer within|it failed a moment ago|cancelled: .*ThrottlingError/u;

/** Whether an error is what the code makes of a failed call; anything else is a bug. */
export function isExplained(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    OF_SERVICES.has(error.name) ||
    GAVE_UP.test(error.message) ||
    (error.name === "StatementError" && isPassing(error)) ||
    (error.cause !== undefined && isExplained(error.cause))
  );
}

/** One statement was throttled, or its request failed after another of the same batch. */
function isPassing(error: Error & { readonly isPassing?: boolean }): boolean {
  return error.isPassing === true || error.message.includes("CallFailedError");
}
