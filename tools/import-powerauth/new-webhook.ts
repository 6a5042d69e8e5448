import type { z } from "zod";

import type { WebhookSchemas } from "../../lambdas/config-api/webhooks/webhook-schemas.ts";

/** Body of `POST /webhooks`, by the schema of the API. */
export type NewWebhook = z.output<WebhookSchemas["created"]>;

/** How a webhook authenticates, and how often it tries. */
export type NewConfig = NonNullable<NewWebhook["config"]>;
