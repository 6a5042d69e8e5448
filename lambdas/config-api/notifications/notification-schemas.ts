import { isIP } from "node:net";

import * as z from "zod";

import type { DestinationRules } from "../../shared/domain/destination-rules.ts";
import { NO_ACTION } from "../../shared/domain/notification-callback.ts";
import {
  DEFAULT_VERIFICATION_MODE,
  DELIVERY_STATUSES,
  MAX_EXPIRES_IN_SECONDS,
} from "../../shared/domain/notification.ts";
import { boundedText, line, list, strict } from "../http/fields.ts";
import { endpointUrl } from "../webhooks/endpoint-url.ts";

/** Actions of one notification: buttons on a phone, and then some. */
const MAX_ACTIONS = 20;
/** Longest label of an action, mode and error code. */
const MAX_LABEL_LENGTH = 64;
/** Longest text of an IPv6 address. */
const MAX_ADDRESS_LENGTH = 45;
/** Longest id of a user or message: as long as a producer's event id. */
const MAX_ID_LENGTH = 256;

const label = line(MAX_LABEL_LENGTH);
const deliveryStatus = z.enum(DELIVERY_STATUSES);
type Refine = z.core.$RefinementCtx;

function refuse(context: Refine, message: string, hint: string, path: PropertyKey[] = []): void {
  context.addIssue({ code: "custom", path, message, params: { hint } });
}

/** An action is a label, or an object that has one. */
const action = z
  .unknown()
  .transform((given, context): string => {
    const text =
      typeof given === "object" && given !== null && "label" in given ? given.label : given;
    const reading = label.safeParse(text);
    if (reading.success) return reading.data;
    const hint = `use a label of 1 to ${MAX_LABEL_LENGTH} characters, or {"label": …}`;
    refuse(context, "is no action", hint);
    return z.NEVER;
  })
  .meta({
    id: "NotificationAction",
    override: {
      anyOf: [
        { type: "string", minLength: 1, maxLength: MAX_LABEL_LENGTH },
        {
          title: "LabelledAction",
          type: "object",
          properties: { label: { type: "string" } },
          required: ["label"],
        },
      ],
    },
  });

function checkLabels(labels: readonly string[], context: Refine): void {
  for (const [index, text] of labels.entries()) {
    if (text === NO_ACTION) {
      refuse(context, `is ${NO_ACTION}`, "use another label: it says that nobody acted", [index]);
    }
    if (labels.indexOf(text) < index) {
      refuse(context, "is given twice", "give each label once", [index]);
    }
  }
}

const fields = {
  user_id: line(MAX_ID_LENGTH),
  msg_id: line(MAX_ID_LENGTH),
  expires_in: z
    .int()
    .min(1)
    .max(MAX_EXPIRES_IN_SECONDS)
    .meta({ description: "Seconds in which the user may act." }),
  delivery_status: deliveryStatus.default("NONE"),
  verification_mode: label.default(DEFAULT_VERIFICATION_MODE),
};

/** Body of `POST /notifications`; what a callback URL may be depends on the deployment. */
export function makeNewNotificationSchema(rules: DestinationRules) {
  return z
    .discriminatedUnion("msg_type", [
      strict({
        ...fields,
        msg_type: z.literal("TWO-WAY"),
        actions: list(action, { min: 1, max: MAX_ACTIONS }).superRefine(checkLabels),
        callback_url: endpointUrl(rules, "use callback_config of the application")
          .optional()
          .meta({ description: "Where the outcome is sent; without it, nothing is." }),
      }),
      strict({
        ...fields,
        msg_type: z.literal("OTP"),
        actions: list(action, { max: MAX_ACTIONS }).superRefine(checkLabels).default([]),
        callback_url: z
          .unknown()
          .optional()
          .meta({ description: "Ignored: an OTP is not called back." }),
      }),
    ])
    .meta({ id: "NewNotification" });
}

/** A notification as a request gives it. */
export type NotificationInput = z.output<ReturnType<typeof makeNewNotificationSchema>>;

const errorCode = z
  .unknown()
  .transform((given, context): string | number | undefined => {
    if (given === undefined || Number.isSafeInteger(given)) return given as number | undefined;
    const reading = label.safeParse(given);
    if (reading.success) return reading.data;
    const hint = `use a whole number, or a text of 1 to ${MAX_LABEL_LENGTH} characters`;
    refuse(context, "is no error code", hint);
    return z.NEVER;
  })
  .meta({
    description: "Only with response_code 1.",
    override: { anyOf: [{ type: "string", maxLength: MAX_LABEL_LENGTH }, { type: "integer" }] },
  });

/** An address without a zone, which would mean something on one machine only. */
const ipAddress = boundedText(MAX_ADDRESS_LENGTH)
  .refine((address) => isIP(address) !== 0 && !address.includes("%"), {
    error: "is no IP address",
    params: { hint: "use an IPv4 or IPv6 address" },
  })
  .meta({ examples: ["192.168.1.2"] });

/** Body of `POST /notifications/{uuid}/response`. */
export const newResponse = strict({
  action_response: label.meta({ description: "The label of one of the notification's actions." }),
  is_ds_verified: z
    .boolean()
    .default(false)
    .meta({ description: "Whether the digital signature was verified." }),
  client_ip_address: ipAddress.optional(),
  response_code: z.literal([0, 1]).default(0).meta({ description: "0 for success, 1 for error." }),
  error_code: errorCode.optional(),
  delivery_status: deliveryStatus.optional(),
})
  .superRefine(({ response_code: code, error_code: error }, context) => {
    if (error === undefined || code === 1) return;
    refuse(context, "goes with response_code 1 only", "leave it out, or send response_code 1", [
      "error_code",
    ]);
  })
  .meta({ id: "NotificationResponse" });

/** A response as a request gives it. */
export type ResponseInput = z.output<typeof newResponse>;
