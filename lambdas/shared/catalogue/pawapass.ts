import type { pawapass } from "../profiles/pawapass.ts";
import { type CatalogueText, payloadSchema, STRING, STRING_OR_NULL } from "./schema-parts.ts";

/** "Review result reasons". */
const REVIEW_REASONS = ["CAPTURE_ISSUE", "DOCUMENT_VALIDITY", "IMAGE_QUALITY", "GENERIC"];

/** "Age estimation values": "The ageEstimation field on the face scan can be one of". */
const AGE_ESTIMATIONS = [
  "UNDER_8",
  "OVER_8",
  "OVER_13",
  "OVER_16",
  "OVER_18",
  "OVER_21",
  "OVER_25",
  "OVER_30",
  "UNKNOWN",
];

/**
 * "All webhook payloads follow the same structure", which the page has lost, so no field is
 * required. The status is open: the page names some "like APPROVED or DECLINED".
 */
const VERIFICATION_SCHEMA = payloadSchema({
  required: [],
  properties: {
    status: STRING,
    country: {
      type: ["string", "null"],
      pattern: "^[A-Z]{2}$",
      description: "ISO 3166-1 alpha-2 country code associated with this verification.",
    },
    phoneNo: { ...STRING_OR_NULL, description: "Phone number associated with this verification." },
    reviewResult: {
      type: ["object", "null"],
      required: ["reason"],
      properties: { reason: { enum: REVIEW_REASONS } },
      description:
        "Review outcome details. Null when the verification has not been reviewed or no review reason is available.",
    },
    faceScan: {
      type: ["object", "null"],
      properties: { ageEstimation: { enum: AGE_ESTIMATIONS } },
    },
  },
});

/** The events of pawaPass, "Events". The page has no sample: examples are made from its tables. */
export const PAWAPASS_TEXTS: Readonly<Record<keyof typeof pawapass.eventTypes, CatalogueText>> = {
  "VERIFICATION.STATUS_CHANGE": {
    description:
      "Sent each time a verification's status changes, from CREATED through STARTED, USER_DATA_COLLECTED, to a final state like APPROVED or DECLINED.",
    schema: VERIFICATION_SCHEMA,
    example: {
      status: "DECLINED",
      country: "ZM",
      phoneNo: "+260763456789",
      reviewResult: { reason: "CAPTURE_ISSUE" },
      faceScan: { ageEstimation: "OVER_18" },
    },
  },
  "VERIFICATION.IDENTITY_DOCUMENT_CHANGE": {
    description:
      "Sent when an agent manually corrects identity document data after a verification has concluded. Does not fire during initial data collection.",
    schema: VERIFICATION_SCHEMA,
    example: { country: "ZM", phoneNo: null, reviewResult: null },
  },
};
