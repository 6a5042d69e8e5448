import { defined } from "../../shared/domain/defined.ts";
import type { CursorVault } from "../../shared/vault/cursor-vault.ts";
import type { Admit } from "../access/admit.ts";
import { type Caller, callerId, callerRole } from "../access/caller.ts";
import type { Change } from "../changes/domain/change.ts";
import type { TellChanges } from "../changes/tell-changes.ts";
import type { Idempotent } from "../idempotency/idempotent.ts";
import { makeCursors } from "./cursors.ts";
import type { HttpRequest } from "./http-request.ts";
import { thingNamed } from "./named-things.ts";
import { ownUrlErrors } from "./own-requests.ts";
import { invalidFields, noSuch } from "./problem.ts";
import { readCall } from "./read-call.ts";
import type { Reply } from "./reply.ts";
import type { Call, Changed, Route } from "./route.ts";

/** What serving a route needs. */
export interface ServePorts {
  readonly admit: Admit;
  readonly idempotent: Idempotent;
  readonly tellChanges: TellChanges;
  /** Further hosts of this installation: its custom domains. */
  readonly apiHosts: readonly string[];
  readonly vault: { readonly cursors: CursorVault };
  readonly now: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
}

/** A reply with what the log tells of it. */
export interface Served {
  readonly reply: Reply;
  /** Path of the route as it is documented: `/webhooks/{id}`. */
  readonly route?: string;
  readonly caller?: Caller;
}

/** Serves one request: key, role, path, query, body, idempotency, then what its route does. */
export type ServeRoute = (
  route: Route,
  request: HttpRequest,
  params: Readonly<Record<string, string>>,
) => Promise<Served>;

/** Makes the server of routes. Refusals are values; only faults of what lies behind it throw. */
export function makeServeRoute(ports: ServePorts): ServeRoute {
  const { admit, idempotent, tellChanges, apiHosts, vault, now, randomBytes } = ports;

  /** Runs the route, then tells its changes, even half-done, before it counts as answered. */
  async function runTelling(
    route: Route,
    request: HttpRequest,
    call: Omit<Call<unknown, unknown>, "changed">,
  ): Promise<Reply> {
    const changes: Change[] = [];
    const changed: Changed = (change) => {
      if (change !== undefined) changes.push(change);
    };
    try {
      return await route.run({ ...call, changed });
    } finally {
      const { caller } = call;
      await tellChanges(changes, {
        keyId: caller === undefined ? "nobody" : callerId(caller),
        role: caller === undefined ? "nobody" : callerRole(caller),
        requestId: request.id,
        operation: route.operationId,
      });
    }
  }

  async function serveAdmitted(
    route: Route,
    request: HttpRequest,
    params: Readonly<Record<string, string>>,
    caller: Caller | undefined,
  ): Promise<Reply> {
    const absent = absentThing(route, params);
    if (absent !== undefined) return noSuch(absent);
    const reading = readCall(route, request);
    if (reading.kind === "problem") return reading;
    const { query, body, bodyTexts } = reading;
    const { apiId, authorities } = request.hosts;
    const own = { apiId, authorities: [...authorities, ...apiHosts] };
    const ownUrls = ownUrlErrors(route.urls ?? [], body, own);
    if (ownUrls.length > 0) return invalidFields(ownUrls);
    const { header } = request;
    const name = `${route.method} ${route.path}`;
    const cursors = makeCursors(vault.cursors, { route: name, caller, params, query });
    const call = { params, query, cursors, header, body, bodyTexts };
    const given = { ...defined({ caller }), ...call };
    const run = async (idBytes: Call<unknown, unknown>["idBytes"]): Promise<Reply> =>
      runTelling(route, request, { ...given, nowMs: now(), idBytes });
    const idempotencyKey = request.header("idempotency-key");
    return route.method !== "POST" || caller === undefined || idempotencyKey === undefined
      ? run(randomBytes)
      : idempotent({ ...request, body: request.body(), idempotencyKey, caller, run });
  }

  return async (route, request, params) => {
    const access = await admit(route, request);
    const { caller } = access;
    return {
      route: route.path,
      ...defined({ caller }),
      reply:
        access.kind === "refused"
          ? access.problem
          : await serveAdmitted(route, request, params, caller),
    };
  };
}

/** What a parameter cannot name, since it has not its form; `undefined` when all have. */
function absentThing(
  { path, params: forms = {} }: Route,
  params: Readonly<Record<string, string>>,
): string | undefined {
  const wrong = Object.keys(forms).find((name) => forms[name]?.test(params[name] ?? "") === false);
  if (wrong === undefined) return undefined;
  return thingNamed(path, wrong);
}
