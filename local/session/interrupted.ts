/** The run was told to end: by Ctrl-C, a signal, or the end of the process that started it. */
export class Interrupted extends Error {
  readonly code = "interrupted";
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`);
    this.signal = signal;
  }
}
