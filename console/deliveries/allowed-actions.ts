import type { DeliveryDetails, Webhook } from "../../client/client.ts";

/** What can be done with a delivery as it stands, and why something cannot. */
export interface AllowedActions {
  readonly mayResend: boolean;
  readonly mayCancel: boolean;
  /** Why it cannot be sent again, and what to do first. */
  readonly obstacle?: string;
}

/**
 * What the API would do with it: it has the last word, for the delivery may have changed meanwhile.
 * @param webhook `null` where it was deleted, `undefined` where nobody knows
 */
export function allowedActions(
  { status, body }: Pick<DeliveryDetails, "status" | "body">,
  webhook: Pick<Webhook, "status"> | null | undefined,
): AllowedActions {
  const obstacle = obstacleTo(status, body, webhook);
  return {
    mayResend: obstacle === undefined,
    mayCancel: status === "pending" || status === "waiting",
    ...(obstacle !== undefined && { obstacle }),
  };
}

function obstacleTo(
  status: DeliveryDetails["status"],
  body: string | null,
  webhook: Pick<Webhook, "status"> | null | undefined,
): string | undefined {
  if (status === "pending") {
    return "It can be sent again once its first attempt has ended.";
  }
  if (body === null) {
    return "Its event is not kept any more: publish it again under another id.";
  }
  if (webhook === null) {
    return "Its webhook was deleted: create one, and publish the event again under another id.";
  }
  if (webhook?.status === "disabled") {
    return "Its webhook is disabled: enable it, then resend.";
  }
  if (webhook?.status === "gone") {
    return "Its receiver answered 410: enable the webhook, then resend.";
  }
  return undefined;
}
