import { LEAST_PER_SECOND, MOST_PER_SECOND } from "../../lambdas/shared/domain/rate-limit.ts";
import { decimalOrNone, wholeNumber, wholeNumberOrNone } from "./setting.ts";

/** What receivers get, where their webhooks do not say: of lib/settings.ts. */
export const RECEIVER_SETTINGS = {
  breakerSeconds: wholeNumber(0, 3600, {
    default: 180,
    reason:
      "A receiver with no success for so long is down, and gets nothing but probes (docs/retries.md says whose). Minutes: longer than a restart. 0: whatever is due is always sent.",
  }),
  breakerFailures: wholeNumber(4, 10_000, {
    default: 300,
    reason:
      "Failures in a row that it takes besides: one that answers one request in twenty does not fail 300 in a row by chance.",
  }),
  defaultRateLimit: decimalOrNone(LEAST_PER_SECOND, MOST_PER_SECOND, {
    default: "none",
    reason:
      "Requests a second to a webhook that has no rate_limit of its own. None: its receiver gets what comes. A limit costs a write more for a batch, and six for each delivery that waits for it.",
  }),
  defaultMaxInFlight: wholeNumberOrNone(1, 1_000_000, {
    default: "none",
    reason:
      "Requests at once to a webhook that has no max_in_flight of its own. None: it costs two writes an attempt.",
  }),
} as const;
