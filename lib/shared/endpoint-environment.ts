import type { Settings } from "../settings.ts";

/** Where webhooks may point beside public https addresses, as environment variables. */
export function endpointEnvironment(settings: Settings) {
  return {
    ENDPOINT_ALLOWED_CIDRS: settings.allowedCidrs.join(","),
    ENDPOINT_ALLOW_HTTP: String(settings.allowHttp),
    LONGEST_ATTEMPT_SECONDS: String(settings.longestAttemptSeconds),
  } as const;
}
