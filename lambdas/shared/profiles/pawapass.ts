import {
  DEFAULT_TIMEOUT_SECONDS,
  SIGNATURE_HEADERS,
  WEEK_OF_RETRIES,
  type Profile,
} from "./profile.ts";

/**
 * pawaPass webhooks: 55 attempts over about a week, every non-2xx answer retried on schedule
 * ("Retries"). Its page lost the structure of the payload: the attributes are the fields of its
 * tables, and `status`, whose change the first event tells of.
 */
export const pawapass = {
  retry: WEEK_OF_RETRIES,
  timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
  heedsReceiver: false,
  signature: "hmac",
  signatureHeaders: SIGNATURE_HEADERS,
  eventTypes: {
    "VERIFICATION.STATUS_CHANGE": {
      mandatory: ["status"],
      selectable: ["country", "phoneNo", "reviewResult", "faceScan"],
      default: "*",
    },
    "VERIFICATION.IDENTITY_DOCUMENT_CHANGE": {
      mandatory: [],
      selectable: ["status", "country", "phoneNo", "reviewResult", "faceScan"],
      default: "*",
    },
  },
} satisfies Profile;
