import * as z from "zod";

import type { Environment, Tenant } from "../../shared/domain/tenant.ts";
import { API_KEY_ID } from "../access/api-key-text.ts";
import { type Caller, callerTenant } from "../access/caller.ts";
import { type Change, fieldChanges } from "../changes/domain/change.ts";
import { invalidFields, noSuch, type Problem, problem } from "../http/problem.ts";
import { jsonResponse, noContent } from "../http/reply.ts";
import { pageOf, type Route, route, takePage } from "../http/route.ts";
import {
  apiKeyOut,
  apiKeyQuery,
  apiKeysQuery,
  createdApiKey,
  newApiKey,
  showApiKey,
} from "./api-key-schemas.ts";
import { type ApiKeyPorts, createApiKey } from "./create-api-key.ts";
import type { ApiKey } from "./domain/api-key.ts";

/** `/api-keys`: for the operator key, and admin keys in their application and environment. */
export function makeApiKeyRoutes(ports: ApiKeyPorts): Route[] {
  const { apiKeys, keyReport } = ports;
  return [
    route({
      method: "POST",
      path: "/api-keys",
      operationId: "createApiKey",
      summary: "Create an API key; it is shown this once",
      permission: "api-keys",
      body: newApiKey,
      conflict: "There are as many keys of this application and environment as there may be.",
      responses: { 201: { description: "The key.", schema: createdApiKey } },
      async run({ caller, body, nowMs, changed }) {
        const whose = tenantOf(caller, body);
        if (whose.kind === "problem") return whose;
        const outcome = await createApiKey(ports, whose.tenant, body, nowMs);
        if (outcome.kind === "problem") return outcome;
        changed(apiKeyChange("created", outcome.key));
        if (caller?.kind === "operator") keyReport.madeByOperator(outcome.key);
        return jsonResponse(201, { ...showApiKey(outcome.key), key: outcome.text });
      },
    }),
    route({
      method: "GET",
      path: "/api-keys",
      operationId: "listApiKeys",
      summary: "List API keys, without their secrets",
      permission: "api-keys",
      query: apiKeysQuery,
      responses: { 200: { description: "A page.", schema: pageOf(apiKeyOut) } },
      async run({ caller, query, cursors }) {
        const whose = tenantOf(caller, query);
        if (whose.kind === "problem") return whose;
        const after = await cursors.read(z.tuple([z.string().regex(API_KEY_ID)]));
        if (after.kind === "problem") return after;
        const { limit } = query;
        const found = await apiKeys.list(whose.tenant, after.position?.[0], limit + 1);
        return jsonResponse(
          200,
          await takePage(found, limit, showApiKey, cursors, ({ id }) => [id]),
        );
      },
    }),
    route({
      method: "DELETE",
      path: "/api-keys/{id}",
      operationId: "deleteApiKey",
      summary: "Delete an API key; it stops working within 30 seconds",
      permission: "api-keys",
      params: { id: API_KEY_ID },
      query: apiKeyQuery,
      responses: { 204: { description: "It is gone." } },
      async run({ caller, params: { id = "" }, query, changed }) {
        const whose = tenantOf(caller, query);
        if (whose.kind === "problem") return whose;
        const key = await apiKeys.read(whose.tenant, id);
        const isRemoved = key !== undefined && (await apiKeys.remove(whose.tenant, id));
        if (!isRemoved) return noSuch("API key");
        changed(apiKeyChange("deleted", key));
        return noContent;
      },
    }),
  ];
}

/** Whose keys a request is about: the operator must say, an admin key is about its own only. */
function tenantOf(
  caller: Caller | undefined,
  named: {
    readonly application?: string | undefined;
    readonly environment?: Environment | undefined;
  },
): Problem | { readonly kind: "tenant"; readonly tenant: Tenant } {
  const { application, environment } = named;
  const tenant = caller && callerTenant(caller);
  if (tenant !== undefined) {
    const isOwn =
      (application ?? tenant.application) === tenant.application &&
      (environment ?? tenant.environment) === tenant.environment;
    return isOwn
      ? { kind: "tenant", tenant }
      : problem("forbidden", "An admin key manages keys of its own application and environment.");
  }
  if (application !== undefined && environment !== undefined) {
    return { kind: "tenant", tenant: { application, environment } };
  }
  const missing = Object.entries({ application, environment }).filter(([, is]) => is === undefined);
  return invalidFields(
    missing.map(([field]) => ({
      field,
      message: "is missing",
      hint: "the operator key has to say whose key it is about: application and environment",
    })),
  );
}

/** An API key that was created or deleted: neither it nor its hash is told. */
function apiKeyChange(action: "created" | "deleted", key: ApiKey): Change {
  const { id, application, environment } = key;
  const { name, role, prefix, expires_at } = showApiKey(key);
  const facts = { name, role, prefix, expires_at };
  const fields = action === "created" ? fieldChanges({}, facts) : fieldChanges(facts, {});
  return { action, what: "api_key", id, application, environment, fields };
}
