import type { Socket } from "node:net";

export type Bytes = string | readonly string[] | ((socket: Socket) => void);

/** What follows the bytes: the connection stays open (the default), ends, or is reset. */
export type Then = "open" | "end" | "reset";

/**
 * An answer as it comes over the wire, and what the attempt shows of it: its outcome, the status,
 * and the code of its error ("succeeded 200" where it says nothing). A list of texts is sent one
 * by one, each as a segment of its own; a function sends for itself.
 */
type RawAnswer = readonly [title: string, bytes: Bytes, shown?: string, then?: Then];

const OK = "HTTP/1.1 200 OK\r\n";
const EMPTY = "content-length: 0\r\n\r\n";
const WHOLE = `${OK}${EMPTY}`;
const CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n";
const CHUNKED = `${OK}transfer-encoding: chunked\r\n\r\n`;

/** A header line of so many bytes, its end included. */
function header(bytes: number): string {
  return `x-filler: ${"y".repeat(bytes - 12)}\r\n`;
}

/** Sends the beginning, then the text again and again. */
function endless(beginning: string, text: string, everyMs = 0): (socket: Socket) => void {
  return (socket) => {
    socket.write(beginning);
    const timer = setInterval(() => socket.write(text), everyMs);
    socket.on("close", () => clearInterval(timer));
  };
}

const STATUS_LINES: readonly RawAnswer[] = [
  ["200 with a length", WHOLE],
  ["a status line without a reason", `HTTP/1.1 200 \r\n${EMPTY}`],
  ["a status line that ends with its code", `HTTP/1.1 200\r\n${EMPTY}`],
  ["a reason beyond ASCII", `HTTP/1.1 200 \xc3\xbcber\xff\x01\r\n${EMPTY}`],
  ["spaces and a tab in the status line", `HTTP/1.1  200\tOK\r\n${EMPTY}`],
  ["a status line in lower case", `http/1.1 200 ok\r\n${EMPTY}`],
  ["HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\nfine", "succeeded 200", "end"],
  ["HTTP/1.0 with a length", `HTTP/1.0 200 OK\r\n${EMPTY}`],
  ["HTTP/2 in the status line", `HTTP/2 200\r\n${EMPTY}`],
  ["lines that end with LF alone", "HTTP/1.1 200 OK\ncontent-length: 0\n\n"],
  ["blank lines before the status line", `\r\n\n${WHOLE}`],
  ["one byte a segment", WHOLE.split("")],
  ["201", `HTTP/1.1 201 Created\r\n${EMPTY}`, "succeeded 201"],
  ["202", `HTTP/1.1 202 Accepted\r\n${EMPTY}`, "succeeded 202"],
  ["204, which has no length", "HTTP/1.1 204 No Content\r\n\r\n", "succeeded 204"],
  ["204 with a length", "HTTP/1.1 204 X\r\ncontent-length: 9\r\n\r\n", "succeeded 204"],
  ["204 in chunks", "HTTP/1.1 204 X\r\ntransfer-encoding: chunked\r\n\r\n", "succeeded 204"],
  ["205 with a body", "HTTP/1.1 205 X\r\ncontent-length: 2\r\n\r\nhi", "succeeded 205"],
  ["299", `HTTP/1.1 299 X\r\n${EMPTY}`, "succeeded 299"],
  ["304 with a length", "HTTP/1.1 304 X\r\ncontent-length: 9\r\n\r\n", "retry 304"],
  ["308", `HTTP/1.1 308 X\r\nlocation: /b\r\n${EMPTY}`, "retry 308"],
  ["410", `HTTP/1.1 410 Gone\r\n${EMPTY}`, "rejected 410"],
  ["451", `HTTP/1.1 451 X\r\n${EMPTY}`, "retry 451"],
  ["a status that nobody has defined", `HTTP/1.1 600 X\r\n${EMPTY}`, "retry 600"],
  ["999", `HTTP/1.1 999 X\r\n${EMPTY}`, "retry 999"],
  ["a status below 100", `HTTP/1.1 099 X\r\n${EMPTY}`, "retry bad_response"],
  ["a status of two digits", `HTTP/1.1 20 OK\r\n${EMPTY}`, "retry bad_response"],
  ["a status of four digits", `HTTP/1.1 2000 OK\r\n${EMPTY}`, "retry bad_response"],
  ["a status that is no number", `HTTP/1.1 2x0 OK\r\n${EMPTY}`, "retry bad_response"],
  ["the greeting of a mail server", "220 smtp.example.com ESMTP\r\n", "retry bad_response"],
  ["a page without a head", "<html>fine</html>", "retry bad_response"],
  ["another protocol's 200", `ICY 200 OK\r\n${EMPTY}`, "retry bad_response"],
  ["a TLS alert", "\x15\x03\x01\x00\x02\x02\x46", "retry bad_response", "end"],
  ["the request, sent back", "POST /hooks HTTP/1.1\r\n\r\n", "retry bad_response"],
  ["a status line without end", endless("HTTP/1.1 200 ", "x".repeat(9_000)), "retry bad_response"],
];

const HEADS: readonly RawAnswer[] = [
  ["a folded header", `${OK}x-a: b\r\n  c\r\n${EMPTY}`],
  ["a folded length", `${OK}content-length:\r\n\t0\r\n\r\n`],
  ["a fold after the status line", `${OK}  x-a: b\r\n${EMPTY}`],
  ["a blank before the colon", `${OK}content-length : 0\r\n\r\n`],
  ["no blank after the colon", `${OK}content-length:0\r\n\r\n`],
  ["a header without a colon", `${OK}x-a\r\n${EMPTY}`],
  ["a header without a name", `${OK}: b\r\n${EMPTY}`],
  ["a name with a blank in it", `${OK}x a: b\r\n${EMPTY}`],
  ["a NUL in a header", `${OK}x-a: b\0c\r\n${EMPTY}`],
  ["a CR in a header", `${OK}x-a: b\rc\r\n${EMPTY}`],
  ["a header beyond ASCII", `${OK}x-a: \xfc\xff\r\n${EMPTY}`],
  ["20 KB of headers", `${OK}${header(20_000)}${EMPTY}`],
  ["64 KB of headers", `${OK}${header(65_536)}${EMPTY}`],
  ["600 headers", `${OK}${header(100).repeat(600)}${EMPTY}`],
  ["more than 64 KB of headers", `${OK}${header(70_000)}${EMPTY}`, "retry 200 bad_response"],
  ["headers without end", endless(OK, header(9_000)), "retry 200 bad_response"],
  ["a header without end", endless(`${OK}x-a: `, "b".repeat(9_000)), "retry 200 bad_response"],
  ["headers that drip", endless(`${OK}x-a: `, "b", 10), "retry 200 timeout"],
  ["a status line that drips", endless("HTTP/1.1 200 ", "b", 10), "retry timeout"],
  ["nothing", "", "retry timeout"],
  ["the end at once", "", "retry connection_lost", "end"],
  ["a reset at once", "", "retry connection_lost", "reset"],
  ["blank lines, then the end", "\r\n\r\n", "retry connection_lost", "end"],
  ["the end in the status line", "HTTP/1.1 200", "retry connection_lost", "end"],
  ["the end after the status line", OK, "retry 200 connection_lost", "end"],
  ["the end in a header", `${OK}content-le`, "retry 200 connection_lost", "end"],
  ["a reset in a header", `${OK}content-le`, "retry 200 connection_lost", "reset"],
  ["a head that stops", `${OK}content-le`, "retry 200 timeout"],
];

const INTERIM: readonly RawAnswer[] = [
  ["100, unasked", `${CONTINUE}${WHOLE}`],
  ["100 in a segment of its own", [CONTINUE, WHOLE]],
  ["100 byte by byte", [...CONTINUE.split(""), WHOLE]],
  ["100 with headers", `HTTP/1.1 100 X\r\ncontent-length: 5\r\n\r\n${WHOLE}`],
  ["100 that ends with LF alone", `HTTP/1.1 100\n\n${WHOLE}`],
  ["100 of HTTP/1.0", `HTTP/1.0 100 Continue\r\n\r\n${WHOLE}`],
  ["100 before a failure", `${CONTINUE}HTTP/1.1 500 X\r\n${EMPTY}`, "retry 500"],
  ["102 and 103", `HTTP/1.1 102 X\r\n\r\nHTTP/1.1 103 X\r\nlink: </a>\r\n\r\n${WHOLE}`],
  ["a 1xx that nobody has defined", `HTTP/1.1 199 X\r\n\r\n${WHOLE}`],
  ["twenty times 100", `${CONTINUE.repeat(20)}${WHOLE}`],
  ["100 without end", endless("", CONTINUE.repeat(9)), "retry bad_response"],
  [
    "103 with more than 64 KB in all",
    `${`HTTP/1.1 103 X\r\n${header(9_000)}\r\n`.repeat(8)}${WHOLE}`,
    "retry bad_response",
  ],
  ["100, then nothing", CONTINUE, "retry timeout"],
  ["100, then the end", CONTINUE, "retry connection_lost", "end"],
  [
    "101, unasked",
    "HTTP/1.1 101 X\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n",
    "retry 101 bad_response",
  ],
];

const LENGTHS: readonly RawAnswer[] = [
  ["two equal lengths", `${OK}content-length: 2\r\ncontent-length: 2\r\n\r\nhi`],
  ["a list of equal lengths", `${OK}content-length: 2, 2\r\n\r\nhi`],
  ["equal lengths, written differently", `${OK}content-length: 2\r\ncontent-length: 02\r\n\r\nhi`],
  ["two different lengths", `${OK}content-length: 2\r\ncontent-length: 9\r\n\r\nhi`],
  ["a negative length", `${OK}content-length: -1\r\n\r\n`],
  ["a length that is no number", `${OK}content-length: two\r\n\r\nhi`],
  ["an empty length", `${OK}content-length:\r\n\r\n`],
  [
    "a length beyond all bounds, then the end",
    `${OK}content-length: ${"9".repeat(30)}\r\n\r\nhi`,
    "succeeded 200",
    "end",
  ],
  [
    "fewer bytes than announced, then the end",
    `${OK}content-length: 100\r\n\r\nhi`,
    "succeeded 200",
    "end",
  ],
  [
    "fewer bytes than announced, then a reset",
    `${OK}content-length: 100\r\n\r\nhi`,
    "succeeded 200",
    "reset",
  ],
  ["fewer bytes than announced", `${OK}content-length: 100\r\n\r\nhi`, "retry 200 timeout"],
  ["more bytes than announced", `${OK}content-length: 2\r\n\r\nhi there`],
  [
    "a length and announced chunks",
    `${OK}content-length: 9\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n`,
  ],
  ["no length, then the end", `${OK}\r\nhi`, "succeeded 200", "end"],
  ["no length, then a reset", `${OK}\r\nhi`, "succeeded 200", "reset"],
  ["no length", `${OK}\r\nhi`, "retry 200 timeout"],
  ["a body that drips", endless(`${OK}content-length: 9999\r\n\r\n`, "x", 10), "retry 200 timeout"],
  ["a body beyond what is read", endless(`${OK}\r\n`, "x".repeat(9_000))],
  ["503 that breaks off", "HTTP/1.1 503 X\r\ncontent-length: 100\r\n\r\nhi", "retry 503", "end"],
  ["410 that breaks off", "HTTP/1.1 410 X\r\ncontent-length: 100\r\n\r\nhi", "rejected 410", "end"],
  ["410 that does not end", "HTTP/1.1 410 X\r\ncontent-length: 100\r\n\r\nhi", "retry 410 timeout"],
  ["503 that does not end", "HTTP/1.1 503 X\r\n\r\nhi", "retry 503 timeout"],
  ["identity beside a length", `${OK}transfer-encoding: identity\r\ncontent-length: 2\r\n\r\nhi`],
  [
    "a coding that is not chunked, then the end",
    `${OK}transfer-encoding: gzip\r\n\r\nhi`,
    "succeeded 200",
    "end",
  ],
];

const CHUNKS: readonly RawAnswer[] = [
  ["chunks", `${CHUNKED}2\r\nhi\r\n0\r\n\r\n`],
  ["chunks of which every byte comes alone", `${CHUNKED}2\r\nhi\r\n0\r\n\r\n`.split("")],
  ["no chunks", `${CHUNKED}0\r\n\r\n`],
  ["the coding in capitals", `${OK}Transfer-Encoding: Chunked\r\n\r\n0\r\n\r\n`],
  ["several codings", `${OK}transfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
  [
    "the coding twice",
    `${OK}transfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  ],
  ["chunks of HTTP/1.0", "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"],
  [
    "extensions, zeros and capitals in a size",
    `${CHUNKED}00A ;x="y"\r\n0123456789\r\n000;z\r\n\r\n`,
  ],
  ["chunks that end with LF alone", `${CHUNKED}2\nhi\n0\n\n`],
  ["trailers", `${CHUNKED}2\r\nhi\r\n0\r\nx-a: b\r\n\r\n`],
  ["the end before a chunk", CHUNKED, "succeeded 200", "end"],
  ["the end in a size", `${CHUNKED}2`, "succeeded 200", "end"],
  ["the end in a chunk", `${CHUNKED}9\r\nhi`, "succeeded 200", "end"],
  ["a reset in a chunk", `${CHUNKED}9\r\nhi`, "succeeded 200", "reset"],
  ["the end before the last chunk", `${CHUNKED}2\r\nhi\r\n`, "succeeded 200", "end"],
  ["the end in the trailers", `${CHUNKED}0\r\nx-a`, "succeeded 200", "end"],
  ["a last chunk that does not come", `${CHUNKED}2\r\nhi\r\n`, "retry 200 timeout"],
  ["trailers without end", endless(`${CHUNKED}0\r\n`, header(9_000))],
  ["a size that is no number", `${CHUNKED}zz\r\nhi\r\n`],
  ["a size beyond all bounds", `${CHUNKED}${"f".repeat(20)}\r\nhi\r\n`],
  ["more in a chunk than its size", `${CHUNKED}2\r\nhi there\r\n0\r\n\r\n`],
];

/** Answers as they come, whatever a receiver, or what stands before it, makes of HTTP. */
export const RAW_ANSWERS = [...STATUS_LINES, ...HEADS, ...INTERIM, ...LENGTHS, ...CHUNKS].map(
  ([title, bytes, shown = "succeeded 200", then = "open"]) => [title, bytes, shown, then] as const,
);
