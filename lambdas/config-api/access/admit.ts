import { createHash } from "node:crypto";

import ipaddr from "ipaddr.js";

import { tenantKey } from "../../shared/domain/tenant.ts";
import type { BucketRule } from "../../shared/domain/token-bucket.ts";
import { makeBuckets } from "../../shared/memory/buckets.ts";
import { makeRecentMap } from "../../shared/memory/recent-map.ts";
import { type Problem, problem } from "../http/problem.ts";
import type { Authenticate } from "./authenticate.ts";
import { type Caller, callerScope, callerTenant, isAllowed } from "./caller.ts";
import { holdersOf, type Needed } from "./permissions.ts";

/** What one warm function takes, in requests a second. */
export interface RequestLimits {
  /** Of one API key. */
  readonly perKey: number;
  /** Of one address without a good key, public routes included. */
  readonly perAddress: number;
}

/** What admitting a request asks of its route. */
export interface AdmittedRoute {
  readonly operationId: string;
  readonly permission?: Needed;
  /** What one tenant may ask of this route, whatever the number of its keys. */
  readonly perTenant?: BucketRule;
}

/** Whether a request may be served, or why not; and whose it is, where that is known. */
export type Access =
  | { readonly kind: "admitted"; readonly caller?: Caller }
  | { readonly kind: "refused"; readonly problem: Problem; readonly caller?: Caller };

/** Decides whether a request is served: by its address, its key, and the role of that. */
export type Admit = (
  route: AdmittedRoute,
  request: {
    readonly header: (name: string) => string | undefined;
    readonly sourceIp: string;
  },
) => Promise<Access>;

/** A bucket holds so many seconds' worth: scripts and restarting receivers come in bursts. */
const BURST_SECONDS = 10;
/** Addresses, keys and good credentials remembered at once; some 100 bytes each. */
const REMEMBER_COUNT = 5000;

/**
 * Makes the gate of all routes. Whoever shows no credential that was good lately pays from the
 * bucket of his address, before anything is looked up: so guessing keys is slowed down, and
 * neighbours behind the same address go on. Then the key pays.
 */
export function makeAdmit(ports: {
  readonly authenticate: Authenticate;
  readonly limits: RequestLimits;
  readonly now: () => number;
}): Admit {
  const { authenticate, limits, now } = ports;
  const addresses = makeBuckets(REMEMBER_COUNT, now);
  const keys = makeBuckets(REMEMBER_COUNT, now);
  /** Names of the callers whose credentials were good lately. */
  const good = makeRecentMap<string>(REMEMBER_COUNT);
  const addressRule = ruleOf(limits.perAddress);
  const keyRule = ruleOf(limits.perKey);

  return async (route, { header, sourceIp }) => {
    const authorization = header("authorization");
    const credential = nameOf(authorization);
    const known = good.get(credential);
    if (known === undefined) {
      const waitSeconds = addresses.take(sourceNetwork(sourceIp), addressRule);
      if (waitSeconds > 0) return refused(tooMany(waitSeconds, "Your address sends"));
    }
    const { permission } = route;
    if (permission === undefined) {
      // Nobody asks whether the key is good still; it pays, or it would pay nothing at all.
      const waitSeconds = known === undefined ? 0 : keys.take(known, keyRule);
      return waitSeconds > 0
        ? refused(tooMany(waitSeconds, "This API key sends"))
        : { kind: "admitted" };
    }
    const caller = await authenticate(authorization);
    if (caller === undefined) {
      good.delete(credential);
      return refused(unauthorized(authorization !== undefined));
    }
    const key = callerName(caller);
    good.set(credential, key);
    const why = refusalOf(route, permission, caller, key);
    return why === undefined ? { kind: "admitted", caller } : { ...refused(why), caller };
  };

  /** Why a route is not for this caller, or not now. */
  function refusalOf(
    { operationId, perTenant }: AdmittedRoute,
    permission: Needed,
    caller: Caller,
    key: string,
  ): Problem | undefined {
    const waitSeconds = keys.take(key, keyRule);
    if (waitSeconds > 0) return tooMany(waitSeconds, "This API key sends");
    if (!isAllowed(caller, permission)) return forbidden(caller, permission);
    if (perTenant === undefined) return undefined;
    const routeSeconds = keys.take(`${operationId} ${tenantName(caller)}`, perTenant);
    const who = caller.kind === "operator" ? "The operator key" : "Your application";
    return routeSeconds > 0 ? tooMany(routeSeconds, `${who} asks this route`) : undefined;
  }
}

function refused(why: Problem) {
  return { kind: "refused", problem: why } as const;
}

function ruleOf(perSecond: number): BucketRule {
  return { perSecond, burst: perSecond * BURST_SECONDS };
}

/** Credentials by hash, of any length: one key has one name, however scheme and blanks look. */
function nameOf(authorization = ""): string {
  const credential = authorization.replace(/^bearer +/iu, "").trimEnd();
  return createHash("sha256").update(credential).digest("base64");
}

function callerName(caller: Caller): string {
  return callerScope(caller).join("#");
}

/** Whom a route's own bucket is for: a tenant may have a hundred keys. */
function tenantName(caller: Caller): string {
  const tenant = callerTenant(caller);
  return tenant === undefined ? callerName(caller) : tenantKey(tenant);
}

function tooMany(waitSeconds: number, who: string): Problem {
  const seconds = Math.ceil(waitSeconds);
  return problem("too-many-requests", `${who} too often. Try again in ${seconds} s.`, {
    headers: { "retry-after": String(seconds) },
  });
}

/** RFC 6750, section 3: without credentials no error code, with wrong ones `invalid_token`. */
function unauthorized(hadCredentials: boolean): Problem {
  const challenge = 'Bearer realm="ringback"';
  return problem(
    "unauthorized",
    hadCredentials
      ? "The API key is unknown, expired or malformed."
      : "This needs an API key: send the header authorization: Bearer <key>.",
    {
      headers: {
        "www-authenticate": hadCredentials ? `${challenge}, error="invalid_token"` : challenge,
      },
    },
  );
}

function forbidden(caller: Caller, permission: Needed): Problem {
  const others = holdersOf(permission).join(", ");
  return problem("forbidden", `${holderName(caller)} does not allow this; these do: ${others}.`);
}

function holderName(caller: Caller): string {
  if (caller.kind === "api-key") return `The role ${caller.role}`;
  return caller.kind === "operator" ? "The operator key" : "The portal link";
}

/**
 * Who stands behind a source address: an IPv4 address, or the /64 of an IPv6 one, which is the
 * least that a single host is given (RFC 6177). IPv4 addresses in the clothes of IPv6 are the
 * former.
 */
function sourceNetwork(sourceIp: string): string {
  if (!ipaddr.isValid(sourceIp)) return "unknown";
  const address = ipaddr.process(sourceIp);
  return address instanceof ipaddr.IPv6
    ? `${address.parts
        .slice(0, 4)
        .map((part) => part.toString(16))
        .join(":")}::/64`
    : address.toString();
}
