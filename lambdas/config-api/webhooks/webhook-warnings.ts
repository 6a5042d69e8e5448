import { certificateState } from "../../shared/domain/client-identity.ts";
import type { Webhook, WebhookConfig } from "../../shared/domain/webhook.ts";
import { isServedByDefault, mustRetryAll } from "../../shared/profiles/profiles.ts";
import { timeText } from "../http/fields.ts";
import type { WebhookOut } from "./webhook-out.ts";

type Warnings = NonNullable<WebhookOut["warnings"]>;

/** What of a webhook will soon fail, or goes against its system's document. */
export function webhookWarnings(webhook: Webhook, nowMs: number): Warnings {
  return [
    ...certificateWarnings(webhook.config, nowMs),
    ...breakerWarnings(webhook),
    ...stopWarnings(webhook),
  ];
}

function certificateWarnings({ mtls }: WebhookConfig, nowMs: number): Warnings {
  const { certificateExpiresAtMs } = mtls ?? {};
  if (certificateExpiresAtMs === undefined) return [];
  const state = certificateState(certificateExpiresAtMs, nowMs);
  if (state === "valid") return [];
  const verb = state === "expired" ? "expired" : "expires";
  const message = `the client certificate ${verb} on ${timeText(certificateExpiresAtMs).slice(0, 10)}`;
  return [{ field: "config.mtls", message }];
}

/** A breaker that was asked for where a document fixes the schedule, or where that is soon over. */
function breakerWarnings(webhook: Webhook): Warnings {
  const { retry } = webhook.config;
  if (retry?.breaker !== true || isServedByDefault(webhook)) return [];
  const message =
    "attempts will not be made when this schedule says while the receiver is down: it is a short one, or that of a document";
  return [{ field: "config.retry.breaker", message }];
}

/** Answers that end a delivery where a document has it retried. */
function stopWarnings(webhook: Webhook): Warnings {
  const { stopOn = [] } = webhook.config.retry ?? {};
  if (stopOn.length === 0 || !mustRetryAll(webhook)) return [];
  const message =
    "these answers end a delivery, though the document of pawapass or transactionlink has every answer but 2xx retried";
  return [{ field: "config.retry.stop_on", message }];
}
