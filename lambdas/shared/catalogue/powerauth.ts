import type { powerauth } from "../profiles/powerauth.ts";
import { type CatalogueText, payloadSchema, STRING, STRING_OR_NULL } from "./schema-parts.ts";

/** "Operation status, one of PENDING, CANCELED, EXPIRED, APPROVED, REJECTED or FAILED". */
const OPERATION_STATUSES = ["PENDING", "CANCELED", "EXPIRED", "APPROVED", "REJECTED", "FAILED"];

/** "Registration status, one of CREATED, PENDING_COMMIT, ACTIVE, BLOCKED or REMOVED". */
const ACTIVATION_STATUSES = ["CREATED", "PENDING_COMMIT", "ACTIVE", "BLOCKED", "REMOVED"];

const STRINGS_OR_NULL = { type: ["array", "null"], items: STRING } as const;
const COUNT_OR_NULL = { type: ["integer", "null"], minimum: 0 } as const;

/** A map whose values the document leaves open. */
const OBJECT_OR_NULL = { type: ["object", "null"] } as const;

/** The callbacks of PowerAuth Cloud: "only type and operationId", "the type and activationId". */
export const POWERAUTH_TEXTS: Readonly<Record<keyof typeof powerauth.eventTypes, CatalogueText>> = {
  OPERATION_STATUS_CHANGE: {
    description: "The status of an operation, such as a login or a payment to authorise, changed.",
    schema: payloadSchema({
      required: ["type", "operationId"],
      properties: {
        type: { const: "OPERATION_STATUS_CHANGE" },
        operationId: STRING,
        userId: STRING_OR_NULL,
        applications: STRINGS_OR_NULL,
        operationType: STRING_OR_NULL,
        parameters: { type: ["object", "null"], additionalProperties: STRING },
        additionalData: OBJECT_OR_NULL,
        activationFlag: STRING_OR_NULL,
        status: { enum: OPERATION_STATUSES },
        data: STRING_OR_NULL,
        failureCount: COUNT_OR_NULL,
        maxFailureCount: COUNT_OR_NULL,
        signatureType: STRING_OR_NULL,
        externalId: STRING_OR_NULL,
        timestampCreated: STRING_OR_NULL,
        timestampExpires: STRING_OR_NULL,
        timestampFinalized: STRING_OR_NULL,
      },
    }),
    example: {
      type: "OPERATION_STATUS_CHANGE",
      operationId: "$OPERATION_ID",
      userId: "$USER_ID",
      applications: ["$APPLICATION_ID1"],
      operationType: "$OPERATION_TYPE",
      parameters: { key1: "$VAL1", key2: "$VAL2" },
      additionalData: {
        activationId: "$ACTIVATION_ID",
        ipAddress: "172.168.240.48",
        userAgent:
          "PowerAuthNetworking/1.3.0 (en; wifi) com.wultra.app.MobileToken/2.0.0 (Apple; iOS/17.3.1; iphone16,1)",
        device: {
          networkVersion: "1.3.0",
          language: "en",
          connection: "wifi",
          product: "com.wultra.app.MobileToken",
          version: "2.0.0",
          platform: "Apple",
          os: "iOS",
          osVersion: "17.3.1",
          model: "iphone16,1",
        },
      },
      activationFlag: "MTOKEN",
      status: "APPROVED",
      data: "$OPERATION_DATA",
      failureCount: 0,
      maxFailureCount: 5,
      signatureType: "$SIGNATURE_TYPE",
      externalId: "$EXTERNAL_ID",
      timestampCreated: "$TIMESTAMP_CREATED",
      timestampExpires: "$TIMESTAMP_EXPIRES",
      timestampFinalized: "$TIMESTAMP_FINALIZED",
    },
  },
  REGISTRATION_STATUS_CHANGE: {
    description: "The status of a registration (internally, an activation) changed.",
    schema: payloadSchema({
      required: ["type", "activationId"],
      properties: {
        type: { const: "REGISTRATION_STATUS_CHANGE" },
        activationId: STRING,
        userId: STRING_OR_NULL,
        activationName: STRING_OR_NULL,
        deviceInfo: STRING_OR_NULL,
        platform: STRING_OR_NULL,
        protocol: STRING_OR_NULL,
        activationFlags: STRINGS_OR_NULL,
        activationStatus: { enum: ACTIVATION_STATUSES },
        blockedReason: STRING_OR_NULL,
        applicationId: STRING_OR_NULL,
        additionalData: OBJECT_OR_NULL,
      },
    }),
    example: {
      type: "REGISTRATION_STATUS_CHANGE",
      activationId: "$ACTIVATION_ID",
      userId: "$USER_ID",
      activationName: "$ACTIVATION_NAME",
      deviceInfo: "$DEVICE_INFO",
      platform: "$PLATFORM",
      protocol: "$PROTOCOL",
      activationFlags: ["$ACTIVATION_FLAGS"],
      activationStatus: "BLOCKED",
      blockedReason: "$BLOCKED_REASON",
      applicationId: "$APPLICATION_ID",
    },
  },
};
