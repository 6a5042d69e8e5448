import { type Change, fieldChanges } from "../changes/domain/change.ts";
import { showApiKey } from "./api-key-schemas.ts";
import type { ApiKey } from "./domain/api-key.ts";

/** An API key that was created or deleted: neither it nor its hash is told. */
export function apiKeyChange(action: "created" | "deleted", key: ApiKey): Change {
  const { id, application, environment } = key;
  const { name, role, prefix, expires_at } = showApiKey(key);
  const facts = { name, role, prefix, expires_at };
  const fields = action === "created" ? fieldChanges({}, facts) : fieldChanges(facts, {});
  return { action, what: "api_key", id, application, environment, fields };
}
