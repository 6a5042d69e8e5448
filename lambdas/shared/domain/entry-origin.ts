import { MAX_APPLICATIONS } from "./entry-errors.ts";
import { isJsonObject, type JsonObject } from "./json-object.ts";
import { shortText } from "./short-text.ts";
import { APPLICATION_ID, isEnvironment, type Tenant } from "./tenant.ts";

/** Bytes that are kept of each text: what is longer is no name that anybody goes by. */
const MOST_BYTES = { source: 256, type: 128, busId: 64, producerId: 256 } as const;

/** Where an entry of the bus came from, as far as its text tells: it may be anything. */
export interface EntryOrigin {
  readonly source?: string;
  /** Its `detail-type`. */
  readonly type?: string;
  /** The id that the bus gave it. */
  readonly busId?: string;
  /** The producer's own id of it. */
  readonly producerId?: string;
  /** Whom it addresses, each once: applications that may not exist. Empty where it is not clear. */
  readonly tenants: readonly Tenant[];
}

/** Reads what there is of an entry's origin. Every text is cut; nothing of the payload is read. */
export function entryOrigin(entryText: string): EntryOrigin {
  const envelope = parsed(entryText);
  if (!isJsonObject(envelope)) return { tenants: [] };
  const detail = isJsonObject(envelope["detail"]) ? envelope["detail"] : {};
  return {
    ...named("source", envelope["source"]),
    ...named("type", envelope["detail-type"]),
    ...named("busId", envelope["id"]),
    ...named("producerId", detail["id"]),
    tenants: tenantsOf(detail),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function named<Name extends keyof typeof MOST_BYTES>(
  name: Name,
  value: unknown,
): { readonly [key in Name]?: string } {
  if (typeof value !== "string" || value === "") return {};
  return { [name]: shortText(value, MOST_BYTES[name]) } as { readonly [key in Name]?: string };
}

function tenantsOf({ application, applications, environment = "production" }: JsonObject) {
  if (!isEnvironment(environment)) return [];
  const list: readonly unknown[] = Array.isArray(applications) ? applications : [];
  const ids = [application, ...list.slice(0, MAX_APPLICATIONS)].filter(
    (id) => typeof id === "string" && APPLICATION_ID.test(id),
  ) as string[];
  return [...new Set(ids)]
    .slice(0, MAX_APPLICATIONS)
    .map((id) => ({ application: id, environment }));
}
