import type { ncore } from "../../profiles/ncore.ts";
import { type CatalogueText, payloadSchema, STRING } from "../schema-parts.ts";

/** The nCore events of users and documents. The document lists no values: every status is open. */
export const USER_TEXTS = {
  KYC_RESULT: {
    description: "The KYC of a user was submitted, passed or was inconclusive.",
    schema: payloadSchema({
      required: ["event", "user_id", "status"],
      properties: {
        event: { const: "KYC_RESULT" },
        kyc_policy: STRING,
        kyc_id: STRING,
        user_id: STRING,
        note: STRING,
        old_status: STRING,
        status: STRING,
        status_code: STRING,
        created: STRING,
        modified: STRING,
      },
    }),
    example: {
      event: "KYC_RESULT",
      kyc_policy: "UAE_INDIVIDUAL_PRIMARY",
      kyc_id: "b70c8e15-fde2-420b-ba4b-e0a248231310",
      user_id: "0d7f87bf-0390-40a2-988a-c5cb0187066a",
      note: "Some note",
      status: "SUBMITTED",
      status_code: "S0",
      created: "2022-09-22T06:08:07.987Z",
      modified: "2022-09-22T06:08:07.987Z",
    },
  },
  USER_CREATED: {
    description: "A user was created.",
    schema: payloadSchema({
      required: ["event", "user_id"],
      properties: {
        event: { const: "USER_CREATED" },
        user_id: STRING,
        new_status: STRING,
        new_status_reason_code: STRING,
        user_type: STRING,
        created: STRING,
      },
    }),
    example: {
      event: "USER_CREATED",
      user_id: "ea27ae20-82a6-4940-a361-bc52c3147d7f",
      new_status: "PENDINGKYB",
      new_status_reason_code: "I0",
      user_type: "BUSINESS",
      created: "2022-09-23T12:35:51.798Z",
    },
  },
  USER_STATUS_CHANGE: {
    description: "The status of a user changed.",
    schema: payloadSchema({
      required: ["event", "user_id", "new_status"],
      properties: {
        event: { const: "USER_STATUS_CHANGE" },
        user_id: STRING,
        old_status: STRING,
        old_status_reason_code: STRING,
        new_status: STRING,
        new_status_reason_code: STRING,
        user_type: STRING,
        created: STRING,
      },
    }),
    example: {
      event: "USER_STATUS_CHANGE",
      user_id: "0d7f87bf-0390-40a2-988a-c5cb0187066a",
      old_status: "PENDINGKYC",
      old_status_reason_code: "I0",
      new_status: "ACTIVE",
      new_status_reason_code: "A0",
      user_type: "INDIVIDUAL",
      created: "2022-09-22T06:09:37.839Z",
    },
  },
  USER_DOCUMENT_ALERT: {
    description:
      "A document of a user is near expiry (DOCUMENT_NEAR_EXPIRY) or expired (DOCUMENT_EXPIRED).",
    schema: payloadSchema({
      required: ["event", "alert_type", "user_id"],
      properties: {
        event: { const: "USER_DOCUMENT_ALERT" },
        alert_type: STRING,
        user_id: STRING,
        identification_id: STRING,
        type: STRING,
        number: STRING,
        issuance_authority: STRING,
        place_of_issuance: STRING,
        expiration_date: STRING,
        issuance_date: STRING,
        grace_period_end_date: STRING,
      },
    }),
    example: {
      event: "USER_DOCUMENT_ALERT",
      alert_type: "DOCUMENT_NEAR_EXPIRY",
      user_id: "9377a07a-a191-45b8-9af2-7635fea37274",
      identification_id: "81e1f962-df62-4bdf-badd-51827074ad4d",
      type: "NATIONAL_ID",
      number: "804",
      issuance_authority: "Ministry of Interior",
      place_of_issuance: "Taiwan",
      expiration_date: "2022-09-28",
      issuance_date: "2022-09-16",
    },
  },
  IDENTITY_VERIFICATION: {
    description:
      "A user was created whose identity is to be verified, or the status of that changed.",
    schema: payloadSchema({
      required: ["event", "user_id", "status"],
      properties: {
        event: { const: "IDENTITY_VERIFICATION" },
        user_id: STRING,
        applicant_id: STRING,
        sdk_token: STRING,
        status: STRING,
        old_status_reason_code: STRING,
        status_reason_code: STRING,
      },
    }),
    example: {
      event: "IDENTITY_VERIFICATION",
      user_id: "1ae3f657-5ce0-4fc6-8e56-c6d9e9866bac",
      applicant_id: "a187fc40-1189-4d99-a878-9728f70bf81f",
      sdk_token:
        "eyJhbGciOiJFUzUxMiJ9.eyJleHAiOjE2NjM5Mzg3NjMsInBheWxvYWQiOnsiYXBwIjoiYTE4N2ZjNDAtMTE4OS00ZDk5LWE4NzgtOTcyOGY3MGJmODFmIiwiY2xpZW50X3V1aWQiOiJiNjM1OTA3OC01N2Q4LTQyMGMtYjdkZC02NWMxODljMThmYmEiLCJpc19zYW5kYm94IjpmYWxzZSwic2FyZGluZV9zZXNzaW9uIjoiYjFlMDJiOTAtYmU3Mi00NWE3LTkwY2EtM2VjODBjNjViYzIxIn0sInV1aWQiOiJXdncyOTNleWFmMyIsInVybHMiOnsiZGV0ZWN0X2RvY3VtZW50X3VybCI6Imh0dHBzOi8vc2RrLm9uZmlkby5jb20iLCJzeW5jX3VybCI6Imh0dHBzOi8vc3luYy5vbmZpZG8uY29tIiwiaG9zdGVkX3Nka191cmwiOiJodHRwczovL2lkLm9uZmlkby5jb20iLCJhdXRoX3VybCI6Imh0dHBzOi8vYXBpLm9uZmlkby5jb20iLCJvbmZpZG9fYXBpX3VybCI6Imh0dHBzOi8vYXBpLm9uZmlkby5jb20iLCJ0ZWxlcGhvbnlfdXJsIjoiaHR0cHM6Ly9hcGkub25maWRvLmNvbSJ9fQ.MIGIAkIB15_-N53zYfYQZ1DigFvRl2eOxU5QpltIH-8391oiKnWQfhqSIYDWfJyMgjYT9s7I0CATsZxnljgRTEeb8NS5sKQCQgCsXWfHBnromgtaqCGGtimoXsc1n_nXNAkZqE-rS5FqVnn8OwjyO1CGphNI69uIzn_Jk04BAqyfiF4qjIIivP-ndA",
      status: "PENDINGIDVERIFICATION",
      status_reason_code: "I0",
    },
  },
} satisfies Partial<Record<keyof typeof ncore.eventTypes, CatalogueText>>;
