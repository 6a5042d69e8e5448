import { type Profile, USUAL } from "./profile.ts";

/**
 * "An operation callback can contain the following values": all are the default, which is unlisted.
 */
const OPERATION_VALUES = [
  "userId",
  "applications",
  "operationType",
  "parameters",
  "additionalData",
  "activationFlag",
  "status",
  "data",
  "failureCount",
  "maxFailureCount",
  "signatureType",
  "externalId",
  "timestampCreated",
  "timestampExpires",
  "timestampFinalized",
];

/** "A registration callback can contain the following values": likewise. */
const REGISTRATION_VALUES = [
  "userId",
  "activationName",
  "deviceInfo",
  "platform",
  "protocol",
  "activationFlags",
  "activationStatus",
  "blockedReason",
  "applicationId",
];

/** PowerAuth Cloud, Callback API. Its document names no schedule, so the week of retries holds. */
export const powerauth = {
  ...USUAL,
  eventTypes: {
    OPERATION_STATUS_CHANGE: {
      mandatory: ["type", "operationId"],
      selectable: OPERATION_VALUES,
      default: OPERATION_VALUES,
    },
    REGISTRATION_STATUS_CHANGE: {
      mandatory: ["type", "activationId"],
      // The table lists it among what "can be customized", the list of values omits it: to be had,
      // but only when asked for.
      selectable: [...REGISTRATION_VALUES, "additionalData"],
      default: REGISTRATION_VALUES,
    },
  },
} satisfies Profile;
