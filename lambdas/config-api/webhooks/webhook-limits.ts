import { limitOf, type WebhookConfig, type WebhookLimits } from "../../shared/domain/webhook.ts";
import type { WebhookOut } from "./webhook-out.ts";

/** What bounds the requests to every webhook of an installation. */
export interface Capacity {
  /** The limits of webhooks that set none. */
  readonly defaultLimits: WebhookLimits;
  /** Requests that all functions make at once, at most. */
  readonly mostInFlight: number;
}

/** The limits that hold: own or installation's, at most what all functions make at once. */
export function showLimits(
  config: WebhookConfig,
  { defaultLimits, mostInFlight }: Partial<Capacity> = {},
): Pick<WebhookOut["effective"], "rate_limit" | "max_in_flight"> {
  const { perSecond, inFlight } = limitOf(config, defaultLimits) ?? {};
  return {
    ...(perSecond !== undefined && { rate_limit: { per_second: perSecond } }),
    ...(inFlight !== undefined && { max_in_flight: Math.min(inFlight, mostInFlight ?? inFlight) }),
  };
}

/** Says when a limit is none: there cannot be so many requests at once. */
export function inFlightWarnings(
  { maxInFlight = 0 }: WebhookConfig,
  { mostInFlight }: Pick<Capacity, "mostInFlight">,
): NonNullable<WebhookOut["warnings"]> {
  if (maxInFlight <= mostInFlight) return [];
  const message = `is above the ${mostInFlight} requests that all functions of this installation make at once: it is as if it were ${mostInFlight}`;
  return [{ field: "config.max_in_flight", message }];
}
