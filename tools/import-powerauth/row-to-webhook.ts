import type { NewConfig, NewWebhook } from "./new-webhook.ts";
import { readAuthentication, type RowAuthentication } from "./read-authentication.ts";
import type { ExportRow } from "./read-export.ts";
import { readRetry } from "./read-retry.ts";
import { refuse, type Refusal } from "./refusal.ts";

/** A webhook that a row becomes. */
export interface ConvertedRow {
  readonly kind: "webhook";
  /** The row's id in PowerAuth. */
  readonly id: string;
  readonly webhook: NewWebhook;
  /** It is disabled once it is created. */
  readonly disabled: boolean;
  /** What is not the same in Ringback. */
  readonly notes: readonly string[];
}

/** What a row needs from outside. */
export interface RowContext {
  readonly mapEndpoint: (url: string) => string;
  /** The content of a key store or trust store as base64. */
  readonly readStore: (
    location: string,
  ) => Refusal | { readonly kind: "store"; readonly base64: string };
}

/** Event types by column `type`. PowerAuth's own servers call registrations activations. */
const EVENT_TYPES: Readonly<Record<string, string>> = {
  OPERATION_STATUS_CHANGE: "OPERATION_STATUS_CHANGE",
  REGISTRATION_STATUS_CHANGE: "REGISTRATION_STATUS_CHANGE",
  ACTIVATION_STATUS_CHANGE: "REGISTRATION_STATUS_CHANGE",
};

/** The document calls this attribute both ways; in payloads it is the latter. */
const ATTRIBUTE_ALIASES: ReadonlyMap<string, string> = new Map([
  ["operation_type", "operationType"],
]);

/** `idempotency-key` takes visible ASCII, and 255 characters. */
const ROW_ID = /^[\x21-\x7e]{1,200}$/u;

/** Turns a row into the webhook it asks for, or says why not. */
export function rowToWebhook(row: ExportRow, context: RowContext): ConvertedRow | Refusal {
  const column = (name: string): unknown => row.columns.get(name) ?? null;
  const id = idText(column("id"));
  const [type, url, name] = [column("type"), column("callback_url"), column("name")];
  if (id === undefined || !ROW_ID.test(id)) {
    return refuse("id is missing or malformed", "export the table's primary key, too");
  }
  if (typeof url !== "string") return refuse("callback_url is missing", "give it a URL");
  const event = typeof type === "string" && Object.hasOwn(EVENT_TYPES, type) && EVENT_TYPES[type];
  if (!event) return refuse("type is unknown", `use one of ${Object.keys(EVENT_TYPES).join(", ")}`);
  if ((column("encryption_mode") ?? "NO_ENCRYPTION") !== "NO_ENCRYPTION") {
    const hint = "export authentication decrypted, and encryption_mode as NO_ENCRYPTION";
    return refuse("authentication is encrypted", hint);
  }
  const attributes = readAttributes(column("attributes"));
  if (attributes?.kind === "refused") return attributes;
  const authentication = readAuthentication(column("authentication"));
  if (authentication.kind === "refused") return authentication;
  const mtls = authentication.mtls && readStores(authentication.mtls, context);
  if (mtls?.kind === "refused") return mtls;
  const { retry, note, sendsNothing } = readRetry(
    column("max_attempts"),
    column("initial_backoff"),
  );
  const config: NewConfig = {
    ...credentialsOf(authentication, context),
    ...(mtls !== undefined && { mtls: mtls.value }),
    ...(retry !== undefined && { retry }),
  };
  return {
    kind: "webhook",
    id,
    webhook: {
      ...(typeof name === "string" && name !== "" && { name }),
      endpoint: context.mapEndpoint(url),
      events: [event],
      profile: "powerauth",
      ...(attributes !== undefined && { attributes: [...attributes.names] }),
      ...(Object.keys(config).length > 0 && { config }),
    },
    disabled: sendsNothing || isFalse(column("enabled")),
    notes: note === undefined ? authentication.notes : [...authentication.notes, note],
  };
}

/** The id of an application or a row: a number in most exports. */
export function idText(value: unknown): string | undefined {
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/** Reads column `attributes`: a JSON array of strings, as text or parsed; undefined if none. */
function readAttributes(column: unknown) {
  let value = column;
  if (value === null || value === "") return undefined;
  try {
    if (typeof value === "string") value = JSON.parse(value);
  } catch {
    value = undefined; // refused below, without the text
  }
  if (value === null) return undefined;
  if (!Array.isArray(value) || !value.every((name) => typeof name === "string")) {
    return refuse(
      "attributes is not a JSON array of strings",
      'use one such as ["userId", "status"]',
    );
  }
  const names = new Set(value.map((name) => ATTRIBUTE_ALIASES.get(name) ?? name));
  return { kind: "attributes", names: [...names] } as const;
}

function credentialsOf(
  { basic, oauth2 }: RowAuthentication,
  { mapEndpoint }: RowContext,
): NewConfig {
  return {
    ...(basic !== undefined && {
      basic_auth_username: basic.username,
      basic_auth_password: basic.password,
    }),
    ...(oauth2 !== undefined && {
      oauth2: {
        token_url: mapEndpoint(oauth2.tokenUri),
        client_id: oauth2.clientId,
        client_secret: oauth2.clientSecret,
        ...(oauth2.scope !== undefined && { scope: oauth2.scope }),
        client_auth: "basic",
      },
    }),
  };
}

function readStores(
  { keyStore, trustStore }: NonNullable<RowAuthentication["mtls"]>,
  { readStore }: RowContext,
): Refusal | { readonly kind: "mtls"; readonly value: NonNullable<NewConfig["mtls"]> } {
  const key = keyStore && readStore(keyStore.location);
  if (key?.kind === "refused") return key;
  const trust = trustStore && readStore(trustStore.location);
  if (trust?.kind === "refused") return trust;
  const value = {
    ...(key !== undefined && { keystore: key.base64, keystore_password: keyStore?.password ?? "" }),
    ...(trust !== undefined && { truststore: trust.base64 }),
    ...(trustStore?.password !== undefined && { truststore_password: trustStore.password }),
  };
  return { kind: "mtls", value };
}

function isFalse(value: unknown): boolean {
  return [false, 0].includes(value as number) || /^(?:f|false|0)$/iu.test(String(value));
}
