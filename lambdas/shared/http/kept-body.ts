/** Bytes of a body that are read before the connection is cut: what an error page may well have. */
const READ_BODY_BYTES = 65_536;

/** The beginning of a body. */
export class KeptBody {
  readonly #most: number;
  readonly #parts: Buffer[] = [];
  #bytes = 0;

  /** @param most bytes that are kept */
  constructor(most: number) {
    this.#most = most;
  }

  /** @returns whether more is read */
  take(part: Buffer): boolean {
    if (this.#bytes < this.#most) this.#parts.push(part);
    this.#bytes += part.length;
    return this.#bytes <= READ_BODY_BYTES;
  }

  /** What was kept, as UTF-8; a character that the cut splits is left out. */
  get text(): string {
    const [first, ...more] = this.#parts;
    if (first === undefined) return "";
    const bytes = more.length === 0 ? first : Buffer.concat(this.#parts);
    if (bytes.length <= this.#most) return bytes.toString("utf8");
    return new TextDecoder().decode(bytes.subarray(0, this.#most), { stream: true });
  }
}
