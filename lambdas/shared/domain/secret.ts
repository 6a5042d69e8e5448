const hidden = "[secret]";

/**
 * A text that must not be shown. However it is printed (JSON, template, console, logger) it reads `[secret]`;
 * only {@link Secret.reveal} gives the text, so each use of it can be found by that name.
 */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself, for the one place that needs it. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return hidden;
  }

  toJSON(): string {
    return hidden;
  }

  /** What `console.log` and `util.inspect` print. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return hidden;
  }
}
