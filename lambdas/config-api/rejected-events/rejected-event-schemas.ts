import * as z from "zod";

import { defined } from "../../shared/domain/defined.ts";
import type { RejectedEvent, RejectedOwner } from "../../shared/domain/rejected-event.ts";
import { REJECT_REASONS } from "../../shared/domain/rejection.ts";
import { applicationId, environment, timeOut, timeText } from "../http/fields.ts";

/** Why an event was rejected. */
export const rejectReason = z.enum(REJECT_REASONS).meta({
  description:
    "not_json, malformed, too_large: the entry of the bus; unknown_application, unknown_event_type, unknown_callback: what it names; invalid_payload: the schema; id_reused: the id belongs to another event.",
});

/** A rejected event in an answer. */
export const rejectedEventOut = z
  .object({
    id: z.string().meta({ description: "The same when the same entry is rejected again." }),
    reason: rejectReason,
    errors: z.array(z.object({ field: z.string(), message: z.string() })).meta({
      description:
        "Places and what was expected there; what was found only where it is a word of the schema. The first ten at most.",
    }),
    application: applicationId.optional().meta({ description: "Absent in the operator's list." }),
    environment: environment.optional(),
    source: z
      .string()
      .optional()
      .meta({ description: "As the producer gave it, cut to 256 bytes." }),
    type: z.string().optional().meta({ description: "Its detail-type, cut to 128 bytes." }),
    producer_id: z.string().optional().meta({ description: "The id that the producer gave it." }),
    bus_id: z.string().optional().meta({ description: "The id that PutEvents answered." }),
    received_at: timeOut,
  })
  .meta({ id: "RejectedEvent" });

/** A rejected event as it is shown. */
export function showRejectedEvent(
  owner: RejectedOwner,
  event: RejectedEvent,
): z.output<typeof rejectedEventOut> {
  const { id, reason, errors, source, type, producerId, busId, receivedAtMs } = event;
  return {
    id,
    reason,
    errors: [...errors],
    ...(owner !== "operator" && {
      application: owner.application,
      environment: owner.environment,
    }),
    ...defined({ source, type, producer_id: producerId, bus_id: busId }),
    received_at: timeText(receivedAtMs),
  };
}
