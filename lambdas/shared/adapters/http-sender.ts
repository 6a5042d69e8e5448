import type { Socket } from "node:net";
import type { ConnectionOptions } from "node:tls";

import type { Client } from "undici";
import HttpClient from "undici/lib/dispatcher/client.js";

import type { AttemptResult } from "../domain/attempt-outcome.ts";
import type { ClientKey } from "../domain/client-key.ts";
import { type DestinationRules, parseCidrs } from "../domain/destination-rules.ts";
import {
  type Connect,
  joinLookups,
  makeGuardedConnector,
  type ResolveAddresses,
  systemResolve,
} from "./guarded-connector.ts";
import { type ExchangeEnd, HttpExchange } from "./http-exchange.ts";

/** Client certificate and trust for one webhook. Requests share connections and TLS sessions only within one `id`. */
export type TlsIdentity = {
  readonly id: string;
  readonly options: Pick<ConnectionOptions, "secureContext" | "ca">;
  /** Of the client certificate, where it has one. */
  readonly clientKey?: ClientKey;
};

/** One POST. The sender adds `host`, `content-length`, `connection` and `accept-encoding`. */
export type HttpRequest = {
  readonly url: string;
  /** Name, value, name, value … */
  readonly headers: readonly string[];
  readonly body: string | Uint8Array;
  /** For all of it: DNS, connect, TLS, request, headers and the last byte of the body. */
  readonly timeoutMs: number;
  readonly tls?: TlsIdentity | undefined;
  /** Bytes of the answer's body that are kept as `bodyHead`, up to 65,536. Default 1,024. */
  readonly keptBodyBytes?: number;
};

/** Sends one POST and says what happened; never rejects. */
export type SendHttp = (request: HttpRequest) => Promise<AttemptResult>;

/** Settings of {@link makeHttpSender}. */
export type HttpSenderSettings = DestinationRules & {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Default: the system's resolver. */
  readonly resolve?: ResolveAddresses;
  /** Origins whose connections are kept; the least recently used one goes first. Default 200. */
  readonly maxOrigins?: number;
  /** Idle connections kept in all; the least recently used one goes first. Default 100. */
  readonly maxIdle?: number;
};

/** Idle connections kept for one origin: as many as one batch of deliveries can use at once. */
const MAX_IDLE_PER_ORIGIN = 10;

/**
 * An idle connection is closed after this time, unless the receiver announces its own. Node's servers close
 * theirs after 5 s, most others later: reusing one that the receiver closes just now would cost an attempt.
 */
const KEEP_ALIVE_MS = 4_000;

/** The longest an announced keep-alive time is followed. */
const MAX_KEEP_ALIVE_MS = 60_000;

const MAX_RESPONSE_HEADER_BYTES = 16_384;

/** What Node calls an alert of the other side. */
const TLS_ALERT = /^ERR_SSL_.*_ALERT_/u;

type Connection = {
  readonly client: Client;
  socket: Socket | undefined;
  /** The receiver's TLS alert, e.g. that it does not take our certificate; undici tells only that the connection ended. */
  alert: string | undefined;
};
type Origin = { readonly connect: Connect; readonly idle: Connection[]; isClosed: boolean };

/**
 * The outgoing side of Ringback: HTTP/1.1 over kept connections, one request at a time on each, as many as
 * requests are in flight (the caller bounds those: a batch). Redirects are responses, cookies do not exist, and
 * a request is never repeated here: whether to try again is for the delivery's record to say.
 * @throws Error when a CIDR range of the settings is malformed
 */
export function makeHttpSender(settings: HttpSenderSettings): {
  readonly send: SendHttp;
  /** Closes the idle connections. */
  readonly close: () => void;
} {
  // 100: a function may have 1,024 files open, and one batch uses ten connections at once.
  const { allowHttp, now, maxOrigins = 200, maxIdle = 100 } = settings;
  const resolve = joinLookups(settings.resolve ?? systemResolve);
  const allowedRanges = parseCidrs(settings.allowedCidrs);
  const origins = new Map<string, Origin>(); // in order of use, the latest last
  const idle = new Map<Connection, Origin>(); // likewise

  function originOf(url: URL, tls: TlsIdentity | undefined): Origin {
    const key = tls === undefined ? url.origin : `${url.origin} ${tls.id}`;
    let origin = origins.get(key);
    if (origin === undefined) {
      const connect = makeGuardedConnector({
        allowHttp,
        allowedRanges,
        resolve,
        tls: tls?.options,
        clientKey: tls?.clientKey,
      });
      origin = { connect, idle: [], isClosed: false };
      const [oldest] = origins.size < maxOrigins ? [] : origins.entries();
      if (oldest !== undefined) {
        origins.delete(oldest[0]);
        closeOrigin(oldest[1]);
      }
    } else {
      origins.delete(key);
    }
    origins.set(key, origin);
    return origin;
  }

  /** An idle connection of this origin, the latest that was used. */
  function takeIdle(origin: Origin): Connection | undefined {
    const connection = origin.idle.pop();
    if (connection !== undefined) idle.delete(connection);
    return connection;
  }

  function keepIdle(origin: Origin, connection: Connection): void {
    if (origin.isClosed || origin.idle.length >= MAX_IDLE_PER_ORIGIN) {
      closeConnection(connection);
      return;
    }
    origin.idle.push(connection);
    idle.set(connection, origin);
    const [oldest] = idle.size > maxIdle ? idle : [];
    if (oldest === undefined) return;
    const [unused, { idle: beside }] = oldest;
    idle.delete(unused);
    beside.shift(); // of its origin, too, it is the one that was used the longest ago
    closeConnection(unused);
  }

  function closeOrigin(origin: Origin): void {
    origin.isClosed = true;
    for (const connection of origin.idle) {
      idle.delete(connection);
      closeConnection(connection);
    }
  }

  const send: SendHttp = ({ url: urlText, headers, body, timeoutMs, tls, keptBodyBytes }) =>
    new Promise((settle) => {
      const url = URL.parse(urlText);
      if (url === null || !url.protocol.startsWith("http")) {
        new HttpExchange(timeoutMs, now, settle).fail("bad_configuration", "the URL is malformed");
        return;
      }
      const origin = originOf(url, tls);
      const connection = takeIdle(origin) ?? openConnection(url.origin, origin.connect);
      const end: ExchangeEnd = (result, isReusable) => {
        if (isReusable) keepIdle(origin, connection);
        else closeConnection(connection);
        settle(connection.alert === undefined ? result : refusedBy(connection.alert, result));
      };
      const exchange = new HttpExchange(timeoutMs, now, end, keptBodyBytes);
      connection.client.dispatch(
        {
          method: "POST",
          path: url.pathname + url.search,
          headers: ["accept-encoding", "identity", ...headers],
          body,
        },
        exchange,
      );
    });

  const close = (): void => {
    for (const origin of origins.values()) closeOrigin(origin);
    origins.clear();
  };

  return { send, close };
}

function openConnection(origin: string, connect: Connect): Connection {
  const connection: Partial<Connection> & Pick<Connection, "socket" | "alert"> = {
    socket: undefined,
    alert: undefined,
  };
  const client = new HttpClient(origin, {
    connect: (options, callback) => {
      connection.socket = connect(options, callback);
      connection.socket?.on("error", ({ code = "" }: NodeJS.ErrnoException) => {
        if (TLS_ALERT.test(code)) connection.alert = code;
      });
    },
    allowH2: false,
    pipelining: 1,
    headersTimeout: 0, // one deadline for all: HttpExchange's
    bodyTimeout: 0,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: MAX_KEEP_ALIVE_MS,
    maxHeaderSize: MAX_RESPONSE_HEADER_BYTES,
  });
  return Object.assign(connection, { client });
}

/** In TLS 1.3 a receiver may refuse our certificate after the handshake, when the request is already on its way. */
function refusedBy(alert: string, result: AttemptResult): AttemptResult {
  return result.kind === "failure" && result.reason === "connection_lost"
    ? { ...result, reason: "tls", message: `the receiver ended the TLS connection (${alert})` }
    : result;
}

/** Ends a connection in any state, also while it resolves or connects. Deferred: undici may be in the middle of it. */
function closeConnection({ client, socket }: Connection): void {
  setImmediate(() => {
    void client.destroy();
    socket?.destroy();
  });
}
