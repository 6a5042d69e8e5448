import { isJsonObject } from "../../../../lambdas/shared/domain/json-object.ts";
import type { WebhookForm } from "./form-state.ts";
import { patchBetween } from "./merge-patch.ts";

/**
 * The fields that two people gave different values since both looked at the same: saving one takes
 * back what the other saved, of a list all of it.
 * @returns their paths, `config.custom_headers`
 */
export function clashingFields(
  before: WebhookForm,
  theirs: WebhookForm,
  mine: WebhookForm,
): readonly string[] {
  const saved = valuesOf(patchBetween(before, theirs));
  const wanted = valuesOf(patchBetween(before, mine));
  return [...wanted].flatMap(([path, value]) => {
    const other = saved.get(path);
    return other === undefined || other === value ? [] : [path];
  });
}

/** The values of a patch, as JSON, by their paths; a filter is one. */
function valuesOf(value: unknown, path = "", values = new Map<string, string>()) {
  if (isJsonObject(value) && path !== "filter") {
    for (const [name, inner] of Object.entries(value)) {
      valuesOf(inner, path === "" ? name : `${path}.${name}`, values);
    }
  } else values.set(path, JSON.stringify(value));
  return values;
}
