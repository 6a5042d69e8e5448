import type { WebhookPatch } from "../../../../client/client.ts";
import type { WebhookForm } from "./form-state.ts";
import { patchBetween } from "./merge-patch.ts";

/** A request that gives a webhook its status. */
export interface StatusStep {
  readonly kind: "enable" | "disable";
}

/** A request that saves a part of a form. */
export type SaveStep = StatusStep | { readonly kind: "patch"; readonly patch: WebhookPatch };

/**
 * The requests that make what is stored of a form what is typed in it, in their order: a webhook is
 * paused before it changes, and goes on after that.
 */
export function saveSteps(before: WebhookForm, after: WebhookForm): readonly SaveStep[] {
  const patch = patchBetween(before, after);
  const isOther = before.status !== after.status;
  return [
    ...(isOther && after.status === "disabled" ? [{ kind: "disable" } as const] : []),
    ...(Object.keys(patch).length > 0 ? [{ kind: "patch", patch } as const] : []),
    ...(isOther && after.status === "enabled" ? [{ kind: "enable" } as const] : []),
  ];
}
