import * as z from "zod";

import { strict, timeOut, timeText, WEBHOOK_ID } from "../../http/fields.ts";
import { jsonResponse } from "../../http/reply.ts";
import { type Route, tenantRoute } from "../../http/route.ts";
import type { WebhookPorts } from "../webhook-ports.ts";
import { rotateSecret } from "./rotate-secret.ts";

/** Longest overlap of two secrets: a month. */
const MAX_OVERLAP_SECONDS = 30 * 86_400;

const rotation = strict({
  overlap_seconds: z.int().min(0).max(MAX_OVERLAP_SECONDS).default(0).meta({
    description: "How long the old secret stays live; without it the new one signs at once.",
  }),
}).meta({ id: "SecretRotation" });

const rotated = z.object({
  secret: z.string(),
  signs_from: timeOut.meta({
    description:
      "From when on it signs: `standard` at once; `hmac`, which has room for one signature, when no secret before it is live.",
  }),
  previous_signs_until: timeOut.meta({
    description:
      "Until when a secret before it signs; deliveries on their way at the time of the request up to 30 s longer.",
  }),
});

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
      responses: {
        200: { description: "The new secret.", schema: rotated },
      },
      async run({ params: { id = "" }, body, nowMs, changed }, tenant) {
        const outcome = await rotateSecret(ports, tenant, id, body?.overlap_seconds ?? 0, nowMs);
        if (outcome.kind === "problem") return outcome;
        changed(outcome.change);
        return jsonResponse(200, {
          secret: outcome.madeSecret,
          signs_from: timeText(outcome.signsFromMs),
          previous_signs_until: timeText(outcome.previousSignUntilMs),
        });
      },
    }),
  ];
}
