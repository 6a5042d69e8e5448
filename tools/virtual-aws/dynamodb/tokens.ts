const TOKEN =
  /\s*(?<token>[#:][A-Za-z_]\w*|[A-Za-z_]\w*|\d+|'[^']*'|"[^"]*"|<=|>=|<>|[=<>(),.+{}:?-])/uy;

/** The words of an expression or a statement, one after the other. */
export class Tokens {
  readonly #tokens: string[] = [];
  readonly #text: string;
  #at = 0;
  /** Parameters (`?`) read so far. */
  parameters = 0;
  /** Placeholders (`#name`, `:value`) read so far. */
  readonly placeholders = new Set<string>();

  /** @throws TypeError at a character that belongs to no word */
  constructor(text: string) {
    this.#text = text;
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < text.trimEnd().length) {
      const from = TOKEN.lastIndex;
      const token = TOKEN.exec(text)?.groups?.["token"];
      if (token === undefined) throw new TypeError(`cannot read "${text.slice(from)}"`);
      this.#tokens.push(token);
    }
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length;
  }

  /** The word that `next` gives, or nothing at the end. */
  get upcoming(): string {
    return this.#tokens[this.#at] ?? "";
  }

  next(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw new TypeError(`"${this.#text}" ends too soon`);
    this.#at += 1;
    if (/^[#:]\w/u.test(token)) this.placeholders.add(token);
    return token;
  }

  /** Goes past the next word if it is this one; words are the same in any case. */
  skip(word: string): boolean {
    const isIt = this.#tokens[this.#at]?.toUpperCase() === word.toUpperCase();
    if (isIt) this.#at += 1;
    return isIt;
  }

  expect(word: string): void {
    if (!this.skip(word)) {
      throw new TypeError(`expected ${word} before "${this.#tokens.slice(this.#at).join(" ")}"`);
    }
  }
}

/** What was read, and the placeholders that it names. */
export interface Read<T> {
  readonly result: T;
  readonly placeholders: ReadonlySet<string>;
}

/**
 * Makes a reader that reads each text once: requests differ in their values only.
 * @throws TypeError of a text that is not understood to its end
 */
export function makeReader<T>(read: (tokens: Tokens) => T): (text: string) => Read<T> {
  const known = new Map<string, Read<T>>();
  return (text) => {
    const present = known.get(text);
    if (present !== undefined) return present;
    const tokens = new Tokens(text);
    const result = read(tokens);
    if (!tokens.isAtEnd) throw new TypeError(`"${tokens.upcoming}" is too much in ${text}`);
    const { placeholders } = tokens;
    known.set(text, { result, placeholders });
    return { result, placeholders };
  };
}
