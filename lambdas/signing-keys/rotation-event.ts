import type { SigningKey } from "../shared/domain/signing-key.ts";
import type { OperationalEvent } from "../shared/eventbridge/operational-events.ts";

/** Event type of the operational event: a key was made that will sign next. */
const KEY_ROTATED_EVENT = "signing-key.rotated";

/** The event that tells a tenant of its next signing key; told again it is the same one. */
export function rotationEvent({ kid, signsFromMs, createdAtMs }: SigningKey): OperationalEvent {
  return {
    type: KEY_ROTATED_EVENT,
    id: `${KEY_ROTATED_EVENT}:${kid}`,
    payload: {
      kid,
      signs_from: new Date(signsFromMs).toISOString(),
      created_at: new Date(createdAtMs).toISOString(),
    },
  };
}
