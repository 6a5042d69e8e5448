import type { ConnectionOptions } from "node:tls";

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
import { HttpConnection } from "./http-connection.ts";
import { type ExchangeEnd, HttpExchange, writeRequest } from "./http-exchange.ts";

/** Client certificate and trust of a webhook. Connections and TLS sessions are of one `id`. */
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

/** One POST of an attempt: its body is a text. */
export interface OutgoingRequest extends Omit<HttpRequest, "keptBodyBytes"> {
  readonly body: string;
}

/** Sends one request; whatever happens is a value. */
export interface RequestSender {
  send(request: OutgoingRequest): Promise<AttemptResult>;
}

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

type Origin = { readonly connect: Connect; idle: HttpConnection[]; isClosed: boolean };

/**
 * The outgoing side of Ringback: HTTP/1.1 over kept connections, one request at a time on each, as
 * many as requests are in flight (the caller bounds those: a batch). Redirects are responses,
 * cookies do not exist, and a request is never repeated here: whether to try again is for the
 * delivery's record to say.
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
  const idle = new Set<HttpConnection>(); // likewise

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
  function takeIdle(origin: Origin): HttpConnection | undefined {
    const connection = origin.idle.pop();
    if (connection === undefined) return undefined;
    idle.delete(connection);
    connection.wake();
    return connection;
  }

  function keepIdle(origin: Origin, connection: HttpConnection, forMs: number): void {
    if (origin.isClosed || origin.idle.length >= MAX_IDLE_PER_ORIGIN) {
      connection.close();
      return;
    }
    origin.idle.push(connection);
    idle.add(connection);
    connection.rest(forMs, () => {
      idle.delete(connection);
      origin.idle = origin.idle.filter((other) => other !== connection);
    });
    const [oldest] = idle.size > maxIdle ? idle : [];
    oldest?.endRest();
  }

  function closeOrigin(origin: Origin): void {
    origin.isClosed = true;
    for (const connection of origin.idle) connection.endRest();
  }

  const send: SendHttp = (request) =>
    new Promise((finish) => {
      const { timeoutMs, tls, keptBodyBytes } = request;
      const written = writeRequest(request);
      if (!written.ok) {
        const message = `the request could not be built: ${written.message}`;
        new HttpExchange(timeoutMs, now, finish).fail("bad_configuration", message);
        return;
      }
      const { url } = written;
      const origin = originOf(url, tls);
      const open = () => new HttpConnection(url, origin.connect);
      const kept = takeIdle(origin);
      let connection = kept ?? open();
      const end: ExchangeEnd = (result, keepAliveMs) => {
        const isKept = written.isKept && connection.isSent && keepAliveMs > 0;
        if (isKept) keepIdle(origin, connection, keepAliveMs);
        else connection.close();
        finish(result);
      };
      const exchange = new HttpExchange(timeoutMs, now, end, keptBodyBytes);
      if (kept === undefined) {
        connection.send(written, exchange);
        return;
      }
      afterPoll(() => {
        if (exchange.hasEnded) return;
        if (!kept.isOpen) connection = open();
        connection.send(written, exchange);
      });
    });

  const close = (): void => {
    for (const origin of origins.values()) closeOrigin(origin);
    origins.clear();
  };

  return { send, close };
}

/** When what had come has been read: the end of a connection, or bytes that nobody asked for. */
function afterPoll(callback: () => void): void {
  setImmediate(() => setImmediate(callback));
}
