/** What is read of the head of an answer. */
export interface ResponseHead {
  readonly status: number;
  /** Bytes of the body; or how it ends; or `unknown`: its lengths contradict, or are none. */
  readonly body: number | "chunked" | "until_end" | "unknown";
  /** As received. */
  readonly retryAfter: string | undefined;
  /** Of a redirect, as received. */
  readonly location: string | undefined;
  /** How long the connection may be kept for another request, in milliseconds; 0: it may not. */
  readonly keepAliveMs: number;
}

/** Case does not matter, nor the version: whoever says `HTTP/2` here means it well. */
const STATUS_LINE = /^HTTP\/(\d(?:\.\d)?)[ \t]+(\d{3})(?=\s|$)/iu;
const HTTP_1_1 = "1.1";

const DIGITS = /^\d+$/u;
/** RFC 9110, section 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~\w]+$/u;
const CLOSE = /(?:^|,)[ \t]*close[ \t]*(?:,|$)/iu;
const KEEP_ALIVE_TIMEOUT = /(?:^|[,\s])timeout=(\d{1,9})/iu;

/**
 * An idle connection is closed after this time, unless the receiver announces its own. Node's
 * servers close theirs after 5 s, most others later: reusing one that the receiver closes just now
 * would cost an attempt.
 */
const KEEP_ALIVE_MS = 4_000;
/** The longest keep-alive time that is followed, and how much earlier a connection is closed. */
const LONGEST_KEEP_ALIVE_MS = 60_000;
const KEEP_ALIVE_MARGIN_MS = 2_000;

function isRedirect(status: number): boolean {
  return status >= 300 && status <= 399;
}

/** These have no body, whatever their head says (RFC 9112, section 6.3). */
const BODILESS: ReadonlySet<number> = new Set([204, 304]);

/** A status line; `undefined`: it is none. */
export function readStatusLine(
  line: string,
): { readonly status: number; readonly isHttp11: boolean } | undefined {
  const [, version, code] = STATUS_LINE.exec(line) ?? [];
  if (code === undefined) return undefined;
  return { status: Number(code), isHttp11: version === HTTP_1_1 };
}

/**
 * A head that has ended. Header lines that cannot be read are passed over: who answers 200 means
 * 200. The connection is not used again after anything unusual, so that nobody can slip in an
 * answer to another request.
 * @param lines those after the status line
 */
export function readHead(status: number, lines: readonly string[]): ResponseHead {
  const { fields, isPlain } = readFields(lines);
  const { body, isExact } = bodyOf(status, fields);
  const isClosed = CLOSE.test(fields.get("connection")?.join() ?? "");
  return {
    status,
    body,
    retryAfter: fields.get("retry-after")?.[0]?.trim(),
    location: isRedirect(status) ? fields.get("location")?.[0]?.trim() : undefined,
    keepAliveMs: isPlain && isExact && !isClosed ? keepAliveMs(fields.get("keep-alive")) : 0,
  };
}

type Fields = ReadonlyMap<string, readonly string[]>;

/** Values by name. A line after a blank continues the one before it (RFC 9112, section 5.2). */
function readFields(lines: readonly string[]): {
  readonly fields: Fields;
  readonly isPlain: boolean;
} {
  const fields = new Map<string, string[]>();
  let isPlain = true;
  let last: string[] = [];
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon));
    if (/^[ \t]/u.test(line)) {
      isPlain = false;
      last.push(`${last.pop() ?? ""} ${line.trim()}`); // not looked at again: a head may be one fold after another
      continue;
    }
    if (!TOKEN.test(name)) isPlain = false;
    const key = name.trimEnd().toLowerCase();
    last = fields.get(key) ?? [];
    last.push(line.slice(colon + 1).trim());
    fields.set(key, last);
  }
  return { fields, isPlain };
}

/** RFC 9112, section 6.3. `isExact`: it says in one way where the body ends. */
function bodyOf(
  status: number,
  fields: Fields,
): { readonly body: ResponseHead["body"]; readonly isExact: boolean } {
  const lengths = listOf(fields, "content-length");
  const codings = listOf(fields, "transfer-encoding").filter((coding) => coding !== "identity");
  const [length, ...others] = lengths.map((text) => (DIGITS.test(text) ? Number(text) : NaN));
  if (BODILESS.has(status)) {
    return { body: 0, isExact: codings.length === 0 && (length ?? 0) === 0 };
  }
  if (codings.length > 0) {
    const isChunked = codings.at(-1) === "chunked";
    const isExact = codings.length === 1 && length === undefined;
    return { body: isChunked ? "chunked" : "until_end", isExact };
  }
  if (length === undefined) return { body: "until_end", isExact: false };
  const isOne = !Number.isNaN(length) && others.every((other) => other === length);
  return { body: isOne ? length : "unknown", isExact: isOne && others.length === 0 };
}

/** The members of a field that is a list, in lower case. */
function listOf(fields: Fields, name: string): string[] {
  const values = fields.get(name);
  if (values === undefined) return [];
  return values
    .join()
    .split(",")
    .map((member) => member.trim().toLowerCase());
}

function keepAliveMs(values: readonly string[] | undefined): number {
  const [, seconds] = KEEP_ALIVE_TIMEOUT.exec(values?.join() ?? "") ?? [];
  if (seconds === undefined) return KEEP_ALIVE_MS;
  return Math.max(
    0,
    Math.min(Number(seconds) * 1000 - KEEP_ALIVE_MARGIN_MS, LONGEST_KEEP_ALIVE_MS),
  );
}
