import { defined } from "../../shared/domain/defined.ts";
import { isJsonObject, type JsonObject } from "../../shared/domain/json-object.ts";
import {
  BASIC_AUTH_PASSWORD_FIELD,
  CLIENT_IDENTITY_FIELD,
  OAUTH2_CLIENT_SECRET_FIELD,
  type Webhook,
} from "../../shared/domain/webhook.ts";
import { mergePatch } from "./merge-patch.ts";
import { showConfigured } from "./show-configured.ts";

/** Stands for a stored secret in a merge patch: kept, removed or replaced like any member. */
const STORED = Object.freeze({});

/**
 * Applies a merge patch to a webhook.
 * @returns the patched webhook in the words of a request, without stored secrets, and without a
 * filter that the patch left: one that was stored under older rules stays; and the sealed fields
 * that the patch left
 */
export function applyPatch(
  webhook: Webhook,
  patch: JsonObject,
): { readonly document: unknown; readonly kept: ReadonlySet<string> } {
  const present = presentOf(webhook, Object.hasOwn(patch, "filter"));
  const document = mergePatch(withoutOtherForms(present, patch), patch);
  const kept = new Set<string>();
  const config = isJsonObject(document) ? document["config"] : undefined;
  if (!isJsonObject(config)) return { document, kept };

  /** The object without a member that stands for a stored secret. */
  function withoutStored(object: JsonObject, name: string, field: string): JsonObject {
    if (object[name] !== STORED) return object;
    kept.add(field);
    const { [name]: _, ...rest } = object;
    return rest;
  }

  const { oauth2 } = config;
  const rest = {
    ...withoutStored(
      withoutStored(config, "basic_auth_password", BASIC_AUTH_PASSWORD_FIELD),
      "mtls",
      CLIENT_IDENTITY_FIELD,
    ),
    ...(isJsonObject(oauth2) && {
      oauth2: withoutStored(oauth2, "client_secret", OAUTH2_CLIENT_SECRET_FIELD),
    }),
  };
  return { document: { ...(document as JsonObject), config: rest }, kept };
}

/** The members of a configuration that have several forms, and what names the form. */
const FORMS = { retry: "kind", signature: "scheme" } as const;

/** The present webhook without what a patch gives another form; that form's defaults hold. */
function withoutOtherForms(present: JsonObject, { config: patch }: JsonObject): JsonObject {
  const { config } = present;
  if (!isJsonObject(config) || !isJsonObject(patch)) return present;
  const kept = Object.entries(config).filter(([name, value]) => {
    const given = patch[name];
    if (!Object.hasOwn(FORMS, name) || !isJsonObject(value) || !isJsonObject(given)) return true;
    const form = FORMS[name as keyof typeof FORMS];
    return given[form] === undefined || given[form] === value[form];
  });
  return { ...present, config: Object.fromEntries(kept) };
}

/** The webhook in the words of a request. */
function presentOf(webhook: Webhook, isFilterPatched: boolean): JsonObject {
  const { sealed } = webhook;
  const { name, endpoint, events, attributes, filter, profile, config } = showConfigured(webhook);
  const { oauth2, mtls: _, ...shown } = config;
  return {
    endpoint,
    events,
    ...defined({ name, attributes, filter: isFilterPatched ? filter : undefined, profile }),
    config: {
      ...shown,
      ...(BASIC_AUTH_PASSWORD_FIELD in sealed && { basic_auth_password: STORED }),
      ...(oauth2 && { oauth2: { ...oauth2, client_secret: STORED } }),
      ...(CLIENT_IDENTITY_FIELD in sealed && { mtls: STORED }),
    },
  };
}
