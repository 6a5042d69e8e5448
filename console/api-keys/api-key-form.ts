import type { ApiKey, NewApiKey } from "../../client/client.ts";
import type { Role } from "./roles.ts";

/** The form of a new API key. */
export interface ApiKeyForm {
  readonly name: string;
  readonly role: Role;
  /** Days that it works; empty: until it is deleted. */
  readonly days: string;
}

/** An API key that is to be made: with the least that is of use. */
export const NEW_API_KEY: ApiKeyForm = { name: "", role: "reader", days: "" };

/** How long keys may work, for a choice. */
export const KEY_DAYS: readonly { readonly value: string; readonly label: string }[] = [
  { value: "", label: "until it is deleted" },
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "a year" },
];

const MS_PER_DAY = 86_400_000;

/** Whose keys a request is about. */
export type KeyOwner = Required<Pick<NewApiKey, "application" | "environment">>;

/** The body of `POST /api-keys`. */
export function apiKeyBody(
  { name, role, days }: ApiKeyForm,
  { application, environment }: KeyOwner,
  nowMs: number,
): NewApiKey {
  const body = { name: name.trim(), role, application, environment };
  if (days === "") return body;
  return { ...body, expires_at: new Date(nowMs + Number(days) * MS_PER_DAY).toISOString() };
}

/** Whether a key works: `expires soon` within a week. */
export function keyState(
  { expires_at: at }: Pick<ApiKey, "expires_at">,
  nowMs: number,
): "works" | "expires soon" | "expired" {
  const leftMs = at === undefined ? Infinity : Date.parse(at) - nowMs;
  if (leftMs <= 0) return "expired";
  return leftMs < 7 * MS_PER_DAY ? "expires soon" : "works";
}
