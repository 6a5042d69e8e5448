import * as z from "zod";

import { defined } from "../../shared/domain/defined.ts";
import { ROLES } from "../api-keys/domain/api-key.ts";
import { applicationId, environment, timeOut, timeText } from "../http/fields.ts";
import { problem } from "../http/problem.ts";
import { jsonResponse } from "../http/reply.ts";
import { route, type Route } from "../http/route.ts";
import { type Caller, callerId, callerPermissions, callerTenant } from "./caller.ts";
import { ALL_PERMISSIONS } from "./permissions.ts";

const callerOut = z
  .object({
    kind: z
      .enum(["api-key", "portal-link", "operator"])
      .meta({ description: "An API key, a session of a portal link, or the operator key." }),
    id: z
      .string()
      .optional()
      .meta({ description: "Of the API key or portal link; the operator key has none." }),
    name: z.string().optional(),
    role: z.enum(ROLES).optional().meta({ description: "Of an API key." }),
    application: applicationId.optional(),
    environment: environment.optional(),
    permissions: z
      .array(z.enum(ALL_PERMISSIONS))
      .meta({ description: "What it may do, whatever its kind." }),
    expires_at: timeOut.optional().meta({ description: "When it ends; absent: never." }),
  })
  .meta({ id: "Caller" });

/** `GET /caller`: who calls, for whoever signs in with a key and has to know what to offer. */
export function makeCallerRoute(): Route {
  return route({
    method: "GET",
    path: "/caller",
    operationId: "getCaller",
    summary: "Who calls: the key of this request, and what it allows",
    permission: ALL_PERMISSIONS,
    responses: { 200: { description: "Who calls.", schema: callerOut } },
    run: ({ caller }) =>
      caller === undefined
        ? problem("unauthorized", "This needs a key.")
        : jsonResponse(200, showCaller(caller)),
  });
}

function showCaller(caller: Caller): z.output<typeof callerOut> {
  const permissions = [...callerPermissions(caller)];
  if (caller.kind === "operator") return { kind: caller.kind, permissions };
  return {
    kind: caller.kind,
    id: callerId(caller),
    ...defined({ name: caller.name }),
    ...(caller.kind === "api-key" && { role: caller.role }),
    ...callerTenant(caller),
    permissions,
    ...defined({ expires_at: timeText(caller.expiresAtMs) }),
  };
}
