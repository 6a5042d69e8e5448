import type { Webhook } from "../../shared/domain/webhook.ts";
import type { Change, FieldChange } from "../changes/domain/change.ts";
import { type GivenSecrets, webhookFields } from "../webhooks/webhook-change.ts";

/**
 * What changed of the `callback_config` in one environment, by the hidden webhooks that hold it;
 * `undefined` when nothing did. It goes by the id of its application.
 */
export function callbackConfigChange(
  before: Webhook | undefined,
  after: Webhook | undefined,
  given?: GivenSecrets,
): Change | undefined {
  const holder = after ?? before;
  const fields = webhookFields(before, after, given).filter(isConfig);
  if (holder === undefined || (before !== undefined && fields.length === 0)) return undefined;
  const { application, environment } = holder;
  const action = before === undefined ? "created" : after === undefined ? "deleted" : "changed";
  return { action, what: "callback_config", id: application, application, environment, fields };
}

/** The rest of the webhook is the same in all. */
function isConfig({ field }: FieldChange): boolean {
  return field.startsWith("config.");
}
