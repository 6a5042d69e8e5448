import type { Tenant } from "../../shared/domain/tenant.ts";
import type { Role } from "../api-keys/domain/api-key.ts";

/** Whoever holds the operator key, or an API key of one tenant. */
export type Caller =
  | { readonly kind: "operator" }
  | {
      readonly kind: "api-key";
      readonly keyId: string;
      readonly role: Role;
      readonly tenant: Tenant;
    };

/** Id of the key that calls, for what is kept per key. `operator` is no key id. */
export function callerKeyId(caller: Caller): string {
  return caller.kind === "operator" ? "operator" : caller.keyId;
}

/** The role that decides what a caller may do. */
export function callerRole(caller: Caller): Role | "operator" {
  return caller.kind === "operator" ? "operator" : caller.role;
}
