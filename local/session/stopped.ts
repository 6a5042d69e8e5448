/** The run was told to end: by Ctrl-C, a signal, or the end of the process that started it. */
export class Stopped extends Error {
  readonly code = "stopped";
  readonly signal: NodeJS.Signals;

  constructor(signal: NodeJS.Signals) {
    super(`stopped by ${signal}`);
    this.signal = signal;
  }
}
