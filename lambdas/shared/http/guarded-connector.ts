import { lookup, type LookupAddress } from "node:dns";
import { isIP, type LookupFunction, type Socket } from "node:net";
import { type ConnectionOptions, TLSSocket } from "node:tls";

import type { buildConnector } from "undici";
import makeConnector from "undici/lib/core/connect.js";

import type { AttemptFailureReason } from "../domain/attempt-outcome.ts";
import { type ClientKey, isShown } from "../domain/client-key.ts";
import {
  addressRefusal,
  type AddressRanges,
  portOf,
  portRefusal,
} from "../domain/destination-rules.ts";
import { readNamesOnly } from "./peer-names.ts";

/** All addresses of a host name, in the order to try them; as `dns.lookup` with `all`. */
export type ResolveAddresses = (
  hostname: string,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Opens one connection for undici and returns its socket at once, while it still connects. */
export type Connect = (
  options: buildConnector.Options,
  callback: buildConnector.Callback,
) => Socket | undefined;

/** Why no connection came about. The message names no address. */
export class ConnectFailure extends Error {
  override readonly name = "ConnectFailure";
  readonly code = "CONNECT_FAILURE";
  readonly reason: AttemptFailureReason;

  constructor(reason: AttemptFailureReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** Settings of {@link makeGuardedConnector}. */
export type GuardedConnectorSettings = {
  readonly allowHttp: boolean;
  readonly allowedRanges: AddressRanges;
  readonly resolve: ResolveAddresses;
  /** Certificates and trust of one webhook; a connector and its TLS sessions serve one identity. */
  readonly tls?: Pick<ConnectionOptions, "secureContext" | "ca"> | undefined;
  /**
   * Key of the client certificate: a server that asks for one and gets none is not connected to.
   */
  readonly clientKey?: ClientKey | undefined;
};

/**
 * Happy Eyeballs gives up on each address but the last after this time. Node's 250 ms is less than
 * a handshake across the world takes, or one lost SYN (resent after 1 s).
 */
const NEXT_ADDRESS_AFTER_MS = 1_500;

/** The system's resolver (`getaddrinfo`), IPv4 and IPv6. */
export const systemResolve: ResolveAddresses = (hostname, callback) => {
  lookup(hostname, { all: true }, callback);
};

/**
 * Lets look-ups of one name that is being resolved wait for that one: the system's resolver has
 * four threads, which one name with a slow DNS server would otherwise take from all others.
 */
export function joinLookups(resolve: ResolveAddresses): ResolveAddresses {
  const waiting = new Map<string, Parameters<ResolveAddresses>[1][]>();
  return (hostname, callback) => {
    const joined = waiting.get(hostname);
    if (joined !== undefined) {
      joined.push(callback);
      return;
    }
    const callbacks = [callback];
    waiting.set(hostname, callbacks);
    resolve(hostname, (error, addresses) => {
      waiting.delete(hostname);
      for (const each of callbacks) each(error, addresses);
    });
  };
}

/**
 * A connector that goes only where the rules allow. It checks every address of the name and
 * connects to the very addresses it checked: there is no second look-up that could answer
 * differently. One forbidden address among many refuses the name.
 */
export function makeGuardedConnector(settings: GuardedConnectorSettings): Connect {
  const connect = makeConnector({
    ...settings.tls,
    rejectUnauthorized: true, // whatever the process environment says
    minVersion: "TLSv1.2", // likewise
    allowH2: false,
    // A server asks for a certificate in a whole handshake only: a session is as good as the one
    // that it began with.
    ...(settings.clientKey !== undefined && { maxCachedSessions: 0 }),
    timeout: 0, // the sender's deadline covers connecting, too
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER_MS,
    lookup: guardedLookup(settings),
  });

  return (options, callback) => {
    const refusal = refusalBeforeLookup(options, settings);
    if (refusal === undefined) {
      const connecting = connect(options, (...[error, socket]) => {
        if (error !== null) return callback(asConnectFailure(error, options.protocol), null);
        if (showsCertificate(socket, settings.clientKey)) return callback(null, socket);
        socket.destroy();
        return callback(new ConnectFailure("tls", NOT_SHOWN), null);
      });
      if (connecting instanceof TLSSocket) readNamesOnly(connecting);
      return connecting;
    }
    process.nextTick(callback, new ConnectFailure("refused_destination", refusal), null);
    return undefined;
  };
}

/** What is said where OpenSSL went on without the client certificate. */
const NOT_SHOWN = "the receiver takes no client certificate with a key of this kind";

function showsCertificate(socket: Socket, key: ClientKey | undefined): boolean {
  return (
    key === undefined ||
    !(socket instanceof TLSSocket) ||
    isShown(key, socket.getProtocol(), socket.getSharedSigalgs())
  );
}

function refusalBeforeLookup(
  { protocol, port, hostname }: buildConnector.Options,
  { allowHttp, allowedRanges }: GuardedConnectorSettings,
): string | undefined {
  const badPort = portRefusal(protocol, portOf(protocol, port), allowHttp);
  if (badPort !== undefined) return badPort.message;
  if (isIP(hostname) === 0) return undefined; // a name: checked by the look-up
  const kind = addressRefusal(hostname, allowedRanges);
  return kind === undefined ? undefined : refusalMessage(kind);
}

function guardedLookup({ resolve, allowedRanges }: GuardedConnectorSettings): LookupFunction {
  return (hostname, _options, callback) => {
    resolve(hostname, (error, addresses) => {
      callback(error ?? checkAddresses(addresses, allowedRanges), addresses);
    });
  };
}

function checkAddresses(addresses: readonly LookupAddress[], allowed: AddressRanges): Error | null {
  if (addresses.length === 0) return new ConnectFailure("dns", "the host name has no address");
  for (const { address } of addresses) {
    const kind = addressRefusal(address, allowed);
    if (kind !== undefined) return new ConnectFailure("refused_destination", refusalMessage(kind));
  }
  return null;
}

function refusalMessage(kind: string): string {
  return `the host leads to an address that is not globally routable (${kind})`;
}

/** What fails before the connection stands: refused, DNS, TCP or TLS, told by the failing call. */
function asConnectFailure(error: Error, protocol: string): ConnectFailure {
  if (error instanceof ConnectFailure) return error;
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const { syscall, code = "no code" } = (first ?? error) as NodeJS.ErrnoException;
  if (syscall === "getaddrinfo") {
    return new ConnectFailure("dns", `the host name was not resolved (${code})`, { cause: error });
  }
  const isTimeout = code === "UND_ERR_CONNECT_TIMEOUT"; // what undici makes of ETIMEDOUT at several addresses
  if (syscall === "connect" || isTimeout || protocol !== "https:") {
    return new ConnectFailure("connect", `no connection (${code})`, { cause: error });
  }
  return new ConnectFailure("tls", `no trusted TLS connection (${code})`, { cause: error });
}
