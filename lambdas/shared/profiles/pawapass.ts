import { type Profile, USUAL, whole } from "./profile.ts";

/**
 * pawaPass webhooks: 55 attempts over about a week, every non-2xx answer retried on schedule
 * ("Retries"). Its page lost the structure of the payload: the attributes are the fields of its
 * tables, and `status`, whose change the first event tells of.
 */
export const pawapass = {
  ...USUAL,
  heedsReceiver: false,
  signature: "hmac",
  eventTypes: {
    "VERIFICATION.STATUS_CHANGE": whole(
      ["status"],
      ["country", "phoneNo", "reviewResult", "faceScan"],
    ),
    "VERIFICATION.IDENTITY_DOCUMENT_CHANGE": whole(
      [],
      ["status", "country", "phoneNo", "reviewResult", "faceScan"],
    ),
  },
} satisfies Profile;
