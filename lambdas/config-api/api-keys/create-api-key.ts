import { defined } from "../../shared/domain/defined.ts";
import type { Tenant } from "../../shared/domain/tenant.ts";
import { makeApiKey } from "../access/api-key-text.ts";
import { hashOfKey } from "../access/authenticate.ts";
import { fieldProblem, problem, type Problem } from "../http/problem.ts";
import { type ApiKey, MAX_API_KEYS_PER_TENANT, type Role } from "./domain/api-key.ts";
import type { KeyReport } from "./report-keys.ts";

/** Where API keys are kept. */
export interface ApiKeyStore {
  create(key: ApiKey): Promise<"created" | "no_tenant" | "limit_reached">;
  /** As it was a moment ago: keys are remembered for 30 s anyway. */
  find(tenant: Tenant, id: string): Promise<ApiKey | undefined>;
  /** As it is now. */
  read(tenant: Tenant, id: string): Promise<ApiKey | undefined>;
  /** Those whose id comes after `after`, by id, up to `limit`. */
  list(tenant: Tenant, after: string | undefined, limit: number): Promise<readonly ApiKey[]>;
  /**
   * Notes that a key was used, unless somebody did so after `unlessSinceMs`, or the key is gone.
   * @throws when it takes longer than a second
   */
  noteUse(tenant: Tenant, id: string, usedAtMs: number, unlessSinceMs: number): Promise<void>;
  /** @returns whether it was there */
  remove(tenant: Tenant, id: string): Promise<boolean>;
  /** Those of a tenant that is gone. */
  removeAll(tenant: Tenant): Promise<void>;
}

/** What creating API keys needs. */
export interface ApiKeyPorts {
  readonly apiKeys: ApiKeyStore;
  readonly keyReport: KeyReport;
  /** Random bytes for ids and secrets. */
  readonly randomBytes: (count: number) => Uint8Array;
}

/** What an API key shall be. */
export interface ApiKeyInput {
  readonly name: string;
  readonly role: Role;
  readonly expires_at?: string | undefined;
}

/** A new key and its text, which is known here only; or why there is none. */
export type ApiKeyOutcome =
  | Problem
  | { readonly kind: "api-key"; readonly key: ApiKey; readonly text: string };

/** Creates an API key. */
export async function createApiKey(
  { apiKeys, randomBytes }: ApiKeyPorts,
  tenant: Tenant,
  { name, role, expires_at: expiresAt }: ApiKeyInput,
  nowMs: number,
): Promise<ApiKeyOutcome> {
  const expiresAtMs = expiresAt === undefined ? undefined : Date.parse(expiresAt);
  if (expiresAtMs !== undefined && expiresAtMs <= nowMs) {
    return fieldProblem("expires_at", "is not in the future", "use a later time");
  }
  const { keyId, text, prefix } = makeApiKey(tenant, randomBytes);
  const key: ApiKey = {
    ...tenant,
    id: keyId,
    name,
    role,
    hash: hashOfKey(text),
    prefix,
    createdAtMs: nowMs,
    ...defined({ expiresAtMs }),
  };
  const creation = await apiKeys.create(key);
  return creation === "created" ? { kind: "api-key", key, text } : creationProblem(creation);
}

function creationProblem(creation: "no_tenant" | "limit_reached"): Problem {
  return creation === "no_tenant"
    ? fieldProblem(
        "application",
        "is not the id of an application",
        "create it first: POST /applications",
      )
    : problem("limit-reached", `There are ${MAX_API_KEYS_PER_TENANT} API keys: delete one first.`);
}
