import type { Tenant } from "../../../shared/domain/tenant.ts";

/** Roles of API keys, from the most to the least powerful. */
export const ROLES = ["admin", "manager", "publisher", "reader"] as const;

/** Role of an API key. */
export type Role = (typeof ROLES)[number];

/** API keys of one tenant at most: one for each of its programs, few enough to look through. */
export const MAX_API_KEYS_PER_TENANT = 100;

/** An API key as it is kept: never its text, only the SHA-256 of it. */
export interface ApiKey extends Tenant {
  /** `key_` and 12 characters. */
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  /** SHA-256 of the whole key, hex. */
  readonly hash: string;
  /** The key without its secret part, by which people recognise it. */
  readonly prefix: string;
  readonly createdAtMs: number;
  readonly expiresAtMs?: number;
  /** When it was last used, to the hour; absent: never. */
  readonly lastUsedAtMs?: number;
}
