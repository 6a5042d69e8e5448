import type { Webhook } from "../../lambdas/shared/domain/webhook.ts";

/** A webhook as it lies in the table: enabled, of acme, and without any credentials. */
export const PLAIN_WEBHOOK: Webhook = {
  application: "acme",
  environment: "production",
  id: "wh_0000000000000000000001",
  version: 1,
  endpoint: "https://example.com/",
  events: ["*"],
  status: "enabled",
  config: { customHeaderNames: [] },
  sealed: {},
  createdAtMs: 1,
  modifiedAtMs: 1,
};
