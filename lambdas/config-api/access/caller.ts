import type { Environment, Tenant } from "../../shared/domain/tenant.ts";
import type { Role } from "../api-keys/domain/api-key.ts";
import { allows, type Needed, type Permission, permissionsOf } from "./permissions.ts";

/** Whoever holds the operator key, an API key of one tenant, or a session of a portal link. */
export type Caller =
  | { readonly kind: "operator" }
  | {
      readonly kind: "api-key";
      readonly keyId: string;
      readonly name: string;
      readonly role: Role;
      readonly tenant: Tenant;
      readonly expiresAtMs?: number;
    }
  | {
      readonly kind: "portal-link";
      readonly linkId: string;
      readonly name?: string;
      /** What the link allows: less than a role, as a rule. */
      readonly permissions: readonly Permission[];
      readonly tenant: Tenant;
      readonly expiresAtMs: number;
    };

/** Id of the key or portal link that calls. `operator` is no id of either. */
export function callerId(caller: Caller): string {
  if (caller.kind === "operator") return "operator";
  return caller.kind === "api-key" ? caller.keyId : caller.linkId;
}

/** The tenant that a caller is confined to; `undefined` for the operator alone. */
export function callerTenant(caller: Caller): Tenant | undefined {
  return caller.kind === "operator" ? undefined : caller.tenant;
}

/**
 * What tells a caller from every other: ids of API keys are unique within their tenant, and a
 * portal link has a session in each of its environments.
 */
export function callerScope(
  caller: Caller,
): readonly [string] | readonly [string, Environment, string] {
  if (caller.kind === "operator") return ["operator"];
  const { application, environment } = caller.tenant;
  return [application, environment, callerId(caller)];
}

/** The role of an API key; others have the name of their kind. For logs. */
export function callerRole(caller: Caller): Role | "operator" | "portal-link" {
  return caller.kind === "api-key" ? caller.role : caller.kind;
}

/** All that a caller may do. */
export function callerPermissions(caller: Caller): readonly Permission[] {
  if (caller.kind === "portal-link") return caller.permissions;
  return permissionsOf(caller.kind === "operator" ? "operator" : caller.role);
}

/** Whether a caller may call routes that ask for this. */
export function isAllowed(caller: Caller, needed: Needed): boolean {
  return allows(callerPermissions(caller), needed);
}
