import type { WebhookPatch } from "../../../../client/client.ts";
import type { WebhookForm } from "./form-state.ts";
import { type DocumentObject, documentOf, type DocumentValue, KEPT } from "./write-document.ts";

/** Members that have several forms, and what names the form: another one starts afresh. */
const FORMS: Readonly<Record<string, string>> = { retry: "kind", signature: "scheme" };

/**
 * The JSON merge patch (RFC 7396) that makes one form of another: nothing but what differs, null
 * for what is removed. Secrets that were not typed are not in it. Without a difference: `{}`.
 */
export function patchBetween(before: WebhookForm, after: WebhookForm): WebhookPatch {
  const [base, target] = [documentOf(before), documentOf(after)];
  const patch = objectPatch(
    { ...base, config: configOf(base) },
    { ...target, config: configOf(target) },
  );
  return asJson(mayFollowAnother(before, after) ? withoutSignature(patch) : patch);
}

/** Whether two forms say the same; secrets that were typed count. */
export function isSame(before: WebhookForm, after: WebhookForm): boolean {
  return before.status === after.status && Object.keys(patchBetween(before, after)).length === 0;
}

/**
 * Whether the signature is to be the profile's, and that may be another now. The API does not show
 * whether the scheme of before was the webhook's own.
 */
function mayFollowAnother(before: WebhookForm, after: WebhookForm): boolean {
  const follows = before.signature.scheme === "" && after.signature.scheme === "";
  return follows && (before.profile !== after.profile || hasOtherEvents(before, after));
}

function hasOtherEvents(before: WebhookForm, after: WebhookForm): boolean {
  return before.takesAll !== after.takesAll || before.events.join("\n") !== after.events.join("\n");
}

function withoutSignature(patch: DocumentObject): DocumentObject {
  return { ...patch, config: { ...configOf(patch), signature: null } };
}

function configOf({ config }: DocumentObject): DocumentObject {
  return isObject(config) ? config : {};
}

function isObject(value: DocumentValue): value is DocumentObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objectPatch(base: DocumentObject, target: DocumentObject): DocumentObject {
  const names = new Set([...Object.keys(base), ...Object.keys(target)]);
  const changes = Array.from(
    names,
    (name) => [name, valuePatch(own(base, name), own(target, name), FORMS[name])] as const,
  );
  return Object.fromEntries(changes.filter(([, change]) => change !== undefined));
}

function own(object: DocumentObject, name: string): DocumentValue {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** @returns `undefined` where nothing changes */
function valuePatch(
  base: DocumentValue,
  target: DocumentValue,
  formName: string | undefined,
): DocumentValue {
  if (target === KEPT) return undefined;
  if (target === undefined) return base === undefined ? undefined : null;
  if (!isObject(target)) return isEqual(base, target) ? undefined : target;
  const isOfOtherForm =
    formName !== undefined && isObject(base) && base[formName] !== target[formName];
  if (!isObject(base) || isOfOtherForm) return target;
  const patch = objectPatch(base, target);
  return Object.keys(patch).length === 0 ? undefined : patch;
}

/** An object as it is sent: without what is left out, and without secrets that stay. */
function asJson(object: DocumentObject): WebhookPatch {
  return JSON.parse(JSON.stringify(object)) as WebhookPatch;
}

function isEqual(one: DocumentValue, other: DocumentValue): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
