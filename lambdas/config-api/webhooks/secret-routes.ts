import * as z from "zod";

import { strict, WEBHOOK_ID } from "../http/fields.ts";
import { jsonAnswer } from "../http/reply.ts";
import { type Route, tenantRoute } from "../http/route.ts";
import { rotateSecret } from "./rotate-secret.ts";
import type { WebhookPorts } from "./webhook-ports.ts";

/** Longest overlap of two secrets: a month. */
const MAX_OVERLAP_SECONDS = 30 * 86_400;

const rotation = strict({
  overlap_seconds: z.int().min(0).max(MAX_OVERLAP_SECONDS).default(0).meta({
    description: "How long the old secret stays live; without it the new one signs at once.",
  }),
}).meta({ id: "SecretRotation" });

/** `/webhooks/{id}/secret`. */
export function makeSecretRoutes(ports: WebhookPorts): Route[] {
  return [
    tenantRoute({
      method: "POST",
      path: "/webhooks/{id}/secret/rotate",
      operationId: "rotateWebhookSecret",
      summary: "Give a webhook a new signature secret, shown once",
      permission: "webhooks:write",
      params: { id: WEBHOOK_ID },
      body: rotation.optional(),
      conflict: "Its signature scheme has no secret, or others keep changing it.",
      answers: {
        200: { description: "The new secret.", schema: z.object({ secret: z.string() }) },
      },
      async run({ params: { id = "" }, body, nowMs, changed }, tenant) {
        const outcome = await rotateSecret(ports, tenant, id, body?.overlap_seconds ?? 0, nowMs);
        if (outcome.kind === "problem") return outcome;
        changed(outcome.change);
        return jsonAnswer(200, { secret: outcome.madeSecret });
      },
    }),
  ];
}
