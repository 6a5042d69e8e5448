import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

import { closeServer, listenLocally } from "./local-server.ts";

/** One request as it came over the wire. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** Names and values as sent, in their order. */
  readonly rawHeaders: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  readonly receivedAtMs: number;
}

/**
 * What the receiver does with one request, once it has read it. A number is a status with an empty
 * body.
 */
export type Answer =
  | number
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
      /** Waits so long before the head of the answer. */
      readonly delayMs?: number;
      /** Sends the body one character each so many milliseconds. */
      readonly dripMs?: number;
    }
  /** Never answers; the connection stays open. */
  | "hang"
  /** Resets the connection. */
  | "reset";

/** Chooses the answer to a request. */
export type Answerer = (request: ReceivedRequest) => Answer;

/** An HTTP receiver on 127.0.0.1 that records what it gets and answers as told. */
export interface Receiver extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, without a slash at its end. */
  readonly url: string;
  /** Everything received, oldest first. */
  readonly requests: readonly ReceivedRequest[];
  /**
   * Sets the answers to requests for one path (or, with `*`, for all paths without answers of their
   * own): a list is used up one by one, its last entry stays. Without any, every request is
   * answered 204.
   */
  answer(path: string, answers: readonly [Answer, ...Answer[]] | Answerer): void;
  /** Requests for one path, query left aside. */
  requestsTo(path: string): readonly ReceivedRequest[];
  /**
   * Waits until so many requests have come.
   *
   * @throws {Error} that says how many came, after `timeoutMs` (default 30 s)
   */
  waitFor(
    count: number,
    options?: { path?: string; timeoutMs?: number },
  ): Promise<readonly ReceivedRequest[]>;
  close(): Promise<void>;
}

/** How often `waitFor` looks. */
const POLL_MS = 20;

/** Starts a receiver on a port of its own. */
export async function startReceiver(): Promise<Receiver> {
  const requests: ReceivedRequest[] = [];
  const answerers = new Map<string, Answerer>();
  const server = createServer(async (incoming, response) => {
    const request = await readRequest(incoming);
    requests.push(request);
    const answerer = answerers.get(pathOf(request)) ?? answerers.get("*");
    await give(answerer?.(request) ?? 204, response);
  });
  const url = await listenLocally(server);

  const requestsTo = (path: string): ReceivedRequest[] =>
    requests.filter((request) => pathOf(request) === path);
  const close = () => closeServer(server);
  return {
    url,
    requests,
    requestsTo,
    answer: (path, answers) =>
      void answerers.set(path, typeof answers === "function" ? answers : inTurn(answers)),
    async waitFor(count, { path, timeoutMs = 30_000 } = {}) {
      const deadlineMs = Date.now() + timeoutMs;
      for (;;) {
        const found = path === undefined ? requests : requestsTo(path);
        if (found.length >= count) return found;
        if (Date.now() > deadlineMs) {
          throw new Error(
            `${found.length} of ${count} requests to ${path ?? url} came within ${timeoutMs} ms`,
          );
        }
        await sleep(POLL_MS);
      }
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function inTurn(answers: readonly [Answer, ...Answer[]]): Answerer {
  let next = 0;
  return () => {
    const answer = answers[Math.min(next, answers.length - 1)] ?? answers[0];
    next += 1;
    return answer;
  };
}

function pathOf({ url }: ReceivedRequest): string {
  return url.split("?", 1)[0] ?? url;
}

async function readRequest(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const receivedAtMs = Date.now();
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { rawHeaders } = incoming;
  return {
    method: incoming.method ?? "",
    url: incoming.url ?? "",
    headers: incoming.headers,
    rawHeaders: rawHeaders.flatMap((name, index) =>
      index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ""] as const] : [],
    ),
    body: Buffer.concat(chunks),
    receivedAtMs,
  };
}

async function give(answer: Answer, response: ServerResponse): Promise<void> {
  if (answer === "hang") return;
  if (answer === "reset") {
    response.socket?.resetAndDestroy();
    return;
  }
  const {
    status,
    headers = {},
    body = "",
    delayMs = 0,
    dripMs,
  } = typeof answer === "number" ? { status: answer } : answer;
  if (delayMs > 0) await sleep(delayMs);
  response.writeHead(status, headers);
  if (dripMs === undefined) {
    response.end(body);
    return;
  }
  response.flushHeaders();
  for (const character of body) {
    await sleep(dripMs);
    if (response.destroyed) return;
    response.write(character);
  }
  response.end();
}
