/** A run that cannot go on, for a reason without a stack trace; `tail` is the end of its log. */
export class RunFailed extends Error {
  readonly code = "run_failed";
  readonly tail: string;

  constructor(message: string, tail = "") {
    super(message);
    this.tail = tail;
  }
}
