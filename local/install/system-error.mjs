/** Why a run ends whose output has no reader. */
export const CLOSED_OUTPUT = "nobody reads the output any more, so the run ends";

/** Whether nobody reads what is written any more, as in `npm start | head`.
 * @param {unknown} error */
export function isClosedPipe(error) {
  return codeOf(error) === "EPIPE";
}

/**
 * What the operating system refused, in one line that needs no stack trace, such as "EACCES:
 * permission denied, mkdir '/opt/ringback/.ringback'"; undefined for any other error.
 *
 * @param {unknown} error
 */
export function systemErrorLine(error) {
  if (!(error instanceof Error) || !("syscall" in error)) return undefined;
  return /^E[A-Z0-9]+$/.test(codeOf(error) ?? "") ? error.message : undefined;
}

/** @param {unknown} error */
function codeOf(error) {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
