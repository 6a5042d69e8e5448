import { readHead, readStatusLine, type ResponseHead } from "./response-head.ts";

/** Bytes of a body that are read before the connection is cut: what an error page may well have. */
const READ_BODY_BYTES = 65_536;

/** The beginning of a body. */
class KeptBody {
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

/**
 * 64 KB of headers and a status line: of all heads of an answer together, those of 1xx among them.
 * As much again of what stands between its chunks.
 */
const MOST_LINE_BYTES = 66_560;
/** 1xx before an answer: one a second, to keep alive, is not too many for a timeout of 30 s. */
const MOST_INTERIM = 64;

const LF = 10;
const BEGINNING = "HTTP/";
/** Of a status line: its reason is for people. */
const MOST_STATUS_BYTES = 8_192;
const SWITCHING_PROTOCOLS = 101;
/** 13 hexadecimal digits are a safe integer. RFC 9112, section 7.1. */
const CHUNK_SIZE = /^[ \t]*([\da-f]{1,13})[ \t]*(?:;.*)?$/iu;

/**
 * What has been read so far: `more` is to come; `whole`: the answer has ended, and nothing follows;
 * `enough`: its status counts, and the rest of it is not read; or there is an error in it before
 * its head is whole.
 */
export type Reading = "more" | "whole" | "enough" | { readonly error: string };

/**
 * Reads one answer as its bytes come (RFC 9112). The head decides: it is read leniently, and once
 * it is whole, no error in the body makes another answer of it. Work and memory are bounded
 * whatever comes, in pieces of any size.
 */
export class ResponseReader {
  readonly #body: KeptBody;
  #part: "status" | "headers" | "body" | "size" | "chunk_end" | "trailers" = "status";
  #line = "";
  #lineBytes = 0;
  #isPlain = true;
  #interim = 0;
  #status: number | undefined;
  #lines: string[] = [];
  #head: ResponseHead | undefined;
  /** Of the body, or of a chunk. */
  #restBytes = 0;

  constructor(keptBytes: number) {
    this.#body = new KeptBody(keptBytes);
  }

  /** Of the answer itself, once its status line is whole. */
  get status(): number | undefined {
    return this.#status;
  }

  /** Once it is whole. */
  get head(): ResponseHead | undefined {
    return this.#head;
  }

  /** The first bytes of the body as text. */
  get bodyHead(): string {
    return this.#body.text;
  }

  /** How long the connection may be kept for another request, in milliseconds; 0: it may not. */
  get keepAliveMs(): number {
    return this.#isPlain ? (this.#head?.keepAliveMs ?? 0) : 0;
  }

  /** Takes what came. */
  read(bytes: Buffer): Reading {
    let at = 0;
    let reading: Reading = "more";
    while (at < bytes.length && reading === "more") {
      if (this.#restBytes > 0) {
        const part = bytes.subarray(at, at + this.#restBytes);
        at += part.length;
        reading = this.#takeBody(part);
      } else {
        const lf = bytes.indexOf(LF, at);
        const end = lf === -1 ? bytes.length : lf + 1;
        this.#line += bytes.toString("latin1", at, end);
        this.#lineBytes += end - at;
        at = end;
        reading = this.#checkLine(lf !== -1);
      }
    }
    if (this.#head?.body === "unknown") this.#body.take(bytes.subarray(at));
    return reading === "whole" && at < bytes.length ? "enough" : reading;
  }

  #checkLine(isWhole: boolean): Reading {
    if (this.#part === "status" && !mayBeStatusLine(this.#line)) {
      return { error: "it has no status line" };
    }
    if (this.#lineBytes > MOST_LINE_BYTES) {
      return this.#head === undefined ? { error: "its head is longer than 64 KB" } : "enough";
    }
    if (!isWhole) return "more";
    const endBytes = this.#line.endsWith("\r\n") ? 2 : 1;
    const line = this.#line.slice(0, -endBytes);
    this.#line = "";
    if (endBytes === 1) this.#isPlain = false;
    return this.#takeLine(line);
  }

  #takeLine(line: string): Reading {
    switch (this.#part) {
      case "status":
        return line === "" ? "more" : this.#takeStatus(line);
      case "headers":
        if (line === "") return this.#endHead();
        this.#lines.push(line);
        return "more";
      case "size":
        return this.#takeSize(line);
      case "chunk_end":
        this.#part = "size";
        return line === "" ? "more" : "enough";
      case "trailers":
        return line === "" ? "whole" : "more";
      case "body":
        return "enough"; // it has no lines
    }
  }

  #takeStatus(line: string): Reading {
    const { status = 0, isHttp11 = false } = readStatusLine(line) ?? {};
    if (status < 100) return { error: "it has no status line" };
    this.#part = "headers";
    if (!isHttp11) this.#isPlain = false;
    if (status === SWITCHING_PROTOCOLS || status >= 200) this.#status = status;
    else this.#interim += 1;
    if (status === SWITCHING_PROTOCOLS) return { error: "it switches to another protocol" };
    return this.#interim > MOST_INTERIM ? { error: "too many 1xx come before it" } : "more";
  }

  /** A 1xx is passed over (RFC 9110, section 15.2). */
  #endHead(): Reading {
    const lines = this.#lines;
    this.#lines = [];
    if (this.#status === undefined) {
      this.#part = "status";
      return "more";
    }
    this.#head = readHead(this.#status, lines);
    this.#lineBytes = 0;
    const { body } = this.#head;
    if (body === "unknown") return "enough";
    this.#part = body === "chunked" ? "size" : "body";
    if (body !== "chunked") this.#restBytes = body === "until_end" ? Infinity : body;
    return body === 0 ? "whole" : "more";
  }

  #takeSize(line: string): Reading {
    const [, size] = CHUNK_SIZE.exec(line) ?? [];
    if (size === undefined) return "enough";
    this.#restBytes = Number.parseInt(size, 16);
    this.#part = this.#restBytes === 0 ? "trailers" : "chunk_end";
    return "more";
  }

  #takeBody(part: Buffer): Reading {
    this.#restBytes -= part.length;
    if (!this.#body.take(part)) return "enough";
    return this.#restBytes === 0 && this.#part === "body" ? "whole" : "more";
  }
}

/** Whether a line, which may go on, is or may become a status line. */
function mayBeStatusLine(line: string): boolean {
  const beginning = line.trimStart().slice(0, BEGINNING.length).toUpperCase();
  return line.length <= MOST_STATUS_BYTES && BEGINNING.startsWith(beginning);
}
