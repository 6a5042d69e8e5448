import type { WebhookLimits } from "../domain/webhook.ts";
import { decimal, type EnvOf, wholeNumber } from "../runtime/env.ts";

/** The environment variables of whoever asks what a webhook allows; 0: none. */
export const limitsEnv = {
  DEFAULT_RATE_LIMIT: decimal,
  DEFAULT_MAX_IN_FLIGHT: wholeNumber,
} as const;

/** The limits of webhooks that set none. */
export function defaultLimits(env: EnvOf<typeof limitsEnv>): WebhookLimits {
  const { DEFAULT_RATE_LIMIT: rateLimit, DEFAULT_MAX_IN_FLIGHT: maxInFlight } = env;
  return { ...(rateLimit > 0 && { rateLimit }), ...(maxInFlight > 0 && { maxInFlight }) };
}
