import { checkCallbackOrigin } from "../../shared/domain/credential-origins.ts";
import type { Webhook } from "../../shared/domain/webhook.ts";
import { fieldProblem, type Problem } from "../http/problem.ts";

/** Origins that a hint lists at most: enough to see what is meant. */
const MOST_LISTED = 10;

/**
 * Why callbacks may not go to an origin; `undefined` when they may. Whoever makes notifications
 * need not know the credentials of the application's `callback_config`, and must not be able to
 * have them sent elsewhere.
 * @param config the hidden webhook that holds the `callback_config`
 * @param isKnown whether callbacks go to this origin already
 */
export function originProblem(
  config: Webhook | undefined,
  origin: string,
  isKnown: boolean,
): Problem | undefined {
  switch (checkCallbackOrigin(config, origin, isKnown)) {
    case "allowed":
      return undefined;
    case "not_named":
      return fieldProblem(
        "callback_url",
        "is of an origin that the application's callback_config does not allow",
        `use one of ${listed(config?.config.allowedOrigins ?? [])}, or have the origin added to callback_config.allowed_origins (PATCH /applications/{id})`,
      );
    case "names_none":
      return fieldProblem(
        "callback_url",
        "is of a new origin, and the application's callback_config has credentials but names no origins for them",
        "have callback_config set anew with allowed_origins (PATCH /applications/{id}); origins that callbacks went to before need nothing",
      );
  }
}

function listed(origins: readonly string[]): string {
  const more = origins.length > MOST_LISTED ? ` and ${origins.length - MOST_LISTED} more` : "";
  return `${origins.slice(0, MOST_LISTED).join(", ")}${more}`;
}
