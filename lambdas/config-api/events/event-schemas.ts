import * as z from "zod";

import { isProducerId, MAX_PRODUCER_ID_LENGTH } from "../../shared/domain/entry-errors.ts";
import { deliveryOut } from "../deliveries/delivery-schemas.ts";
import {
  applicationId,
  environment,
  eventTypeName,
  list,
  strict,
  timeOut,
} from "../http/fields.ts";

/** Events of one request: those of one PutEvents. */
const MAX_EVENTS = 10;

/** One event in the body of `POST /events`. */
export const newEvent = strict({
  type: eventTypeName,
  id: z
    .string()
    .refine(isProducerId, {
      error: "is malformed",
      params: { hint: `use 1 to ${MAX_PRODUCER_ID_LENGTH} characters, no control characters` },
    })
    .optional()
    .meta({
      override: ({ jsonSchema }) => {
        Object.assign(jsonSchema, { minLength: 1, maxLength: MAX_PRODUCER_ID_LENGTH });
      },
      description:
        "Names the event within its application and environment: the same id again is the same event.",
    }),
  application: applicationId.optional(),
  applications: list(applicationId, { min: 1, max: 50 }).optional(),
  payload: z
    .record(z.string(), z.unknown())
    .meta({ description: "The JSON object that receivers get, at most 256 KB." }),
}).meta({ id: "NewEvent" });

/** Several events as the body of `POST /events`. */
export const newEvents = strict({ events: list(newEvent, { min: 1, max: MAX_EVENTS }) }).meta({
  id: "NewEvents",
});

/** Answer to `POST /events`. */
export const publishedEvents = z
  .object({ data: z.array(z.object({ id: z.string() })).meta({ description: "In their order." }) })
  .meta({ id: "PublishedEvents" });

/** An event in an answer, with its deliveries. */
export const eventOut = z
  .object({
    id: z.string(),
    type: z.string(),
    application: applicationId,
    environment,
    producer_id: z.string().optional().meta({ description: "The id that the producer gave it." }),
    accepted_at: timeOut,
    deliveries: z.array(deliveryOut),
    payload: z.record(z.string(), z.unknown()).meta({ description: "As it was published." }),
  })
  .meta({ id: "Event" });
