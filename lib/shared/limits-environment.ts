import type { limitsEnv } from "../../lambdas/shared/compose/compose-pools.ts";
import type { Settings } from "../settings.ts";

/** The limits of webhooks that set none, as environment variables; 0 is none. */
export function limitsEnvironment({
  defaultRateLimit,
  defaultMaxInFlight,
}: Pick<Settings, "defaultRateLimit" | "defaultMaxInFlight">): Record<
  keyof typeof limitsEnv,
  string
> {
  return {
    DEFAULT_RATE_LIMIT: defaultRateLimit === "none" ? "0" : String(defaultRateLimit),
    DEFAULT_MAX_IN_FLIGHT: defaultMaxInFlight === "none" ? "0" : String(defaultMaxInFlight),
  };
}
