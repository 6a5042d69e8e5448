import { createHash } from "node:crypto";

import { defined } from "../../../shared/domain/defined.ts";
import type { Environment } from "../../../shared/domain/tenant.ts";

/** What a change was made to. */
type ChangedThing =
  | "application"
  | "api_key"
  | "callback_config"
  | "delivery"
  | "event_type"
  | "portal_link"
  | "webhook";

/** One field that has another value now. A secret is named, and never shown. */
export type FieldChange =
  | { readonly field: string; readonly from?: ShownValue; readonly to?: ShownValue }
  | { readonly field: string; readonly secret: "set" | "removed" };

/** Who made a change, by which request. */
export interface ChangedBy {
  /** Id of the API key or portal link, or `operator`. */
  readonly keyId: string;
  readonly role: string;
  readonly requestId: string;
  /** The route's name: `changeWebhook`. */
  readonly operation: string;
}

/** One change that is stored. */
export interface Change {
  readonly action: "created" | "changed" | "deleted" | "exchanged" | "resent" | "cancelled";
  readonly what: ChangedThing;
  readonly id: string;
  readonly application: string;
  /** Absent: both environments of the application. */
  readonly environment?: Environment;
  readonly fields: readonly FieldChange[];
  /** Who made it, where no key came with the request; absent: whoever the key is of. */
  readonly by?: Pick<ChangedBy, "keyId" | "role">;
}

/** Values by field: `endpoint`, `config.retry.attempts`. `undefined` is the same as none. */
export type Facts = Readonly<Record<string, unknown>>;

type ShownValue = string | number | boolean;

/** Longest value that is shown whole, in characters: an endpoint, event types; not a schema. */
const MOST_CHARACTERS = 256;
/** Of a longer one so many, then length and hash: which it is, and whether two are the same. */
const SHOWN_CHARACTERS = 200;

/** The fields in which two states differ, the first one's first; a missing state has no fields. */
export function fieldChanges(before: Facts = {}, after: Facts = {}): FieldChange[] {
  const changes: FieldChange[] = [];
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const { [field]: from } = before;
    const { [field]: to } = after;
    if (JSON.stringify(from) !== JSON.stringify(to)) {
      changes.push({
        field,
        ...defined({ from: shownValue(from), to: shownValue(to) }),
      });
    }
  }
  return changes;
}

/** The members of an object as facts, those of objects in it by their path; lists stay whole. */
export function flatFacts(value: object, path = ""): Facts {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]: [string, unknown]) =>
      typeof member === "object" && member !== null && !Array.isArray(member)
        ? Object.entries(flatFacts(member, `${path}${name}.`))
        : [[`${path}${name}`, member]],
    ),
  );
}

/** A value as the log may hold it: bounded, and of each URL in it no more than origin and path. */
function shownValue(value: unknown): ShownValue | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "number" || typeof value === "boolean") return value;
  const text = withoutUrlSecrets(typeof value === "string" ? value : JSON.stringify(value));
  if (text.length <= MOST_CHARACTERS) return text;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
  return `${text.slice(0, SHOWN_CHARACTERS)}… (${text.length} characters, SHA-256 ${hash}…)`;
}

/** Names, passwords, queries and fragments of URLs may be secrets: `?…` tells of the last two. */
function withoutUrlSecrets(text: string): string {
  return text.replaceAll(/https?:[^\s"]+/giu, (written) => {
    const url = URL.parse(written);
    if (url === null) return "(malformed URL)";
    return `${url.origin}${url.pathname}${url.search === "" && url.hash === "" ? "" : "?…"}`;
  });
}
