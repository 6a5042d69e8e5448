/** A run that cannot go on, for a reason that needs no stack trace; `tail` is the end of the log that says more. */
export class RunFailed extends Error {
  readonly code = "run_failed";
  readonly tail: string;

  constructor(message: string, tail = "") {
    super(message);
    this.tail = tail;
  }
}
