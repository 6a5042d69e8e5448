import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  callbackFieldsOf,
  callbackPayloadOf,
} from "../../../../lambdas/shared/domain/notification-callback.ts";
import {
  asSeenAt,
  isTimeOver,
  MAX_EXPIRES_IN_SECONDS,
  mayCallBack,
  notificationUuidFrom,
  type EndedNotification,
} from "../../../../lambdas/shared/domain/notification.ts";
import { forAll } from "../../../support/for-all.ts";
import { SAMPLE_OUTCOME, sampleNotification } from "../../../support/notifications.ts";
import { vector } from "../../../support/vector.ts";

const made = sampleNotification();
const pending = { ...made, state: "PENDING" } as const;
const expired = { ...made, state: "EXPIRED" } as const;
const updated: EndedNotification = { ...made, ...SAMPLE_OUTCOME };

describe("the callback", () => {
  test("of the sample is the document's, field by field and in its order", () => {
    const sample = JSON.parse(vector("relid/notification-callback.json")) as object;
    expect(callbackPayloadOf(updated)).toBe(JSON.stringify(sample));
  });

  test("of an expiry says that nobody acted, at the moment of expiry, from nowhere", () => {
    expect(callbackPayloadOf(expired)).toBe(
      JSON.stringify({
        user_id: "testuser",
        notification_uuid: made.uuid,
        response_code: 0,
        status: "EXPIRED",
        delivery_status: "NOTIFIED",
        action_response: "NONE",
        is_ds_verified: false,
        msg_id: "1234567890",
        verification_mode: "REL-ID",
        original_verification_mode: "REL-ID",
        create_ts: "2024-10-11T13:00:00Z",
        update_ts: "2024-10-11T13:03:00Z",
        expiry_timestamp: "2024-10-11T13:03:00Z",
      }),
    );
  });

  test.each(["E-17", 17, 0])("of an error has code %j behind the response code", (errorCode) => {
    const payload = callbackPayloadOf({ ...updated, responseCode: 1, errorCode });
    expect(payload).toContain(
      `"response_code":1,"error_code":${JSON.stringify(errorCode)},"status"`,
    );
  });

  test("has no error code without an error, whatever was recorded", () => {
    expect(callbackPayloadOf({ ...updated, errorCode: 17 })).not.toContain("error_code");
    expect(callbackPayloadOf({ ...updated, responseCode: 1 })).not.toContain("error_code");
  });

  test("has the delivery status that came with the answer, if one did", () => {
    const changed = { ...updated, reportedDeliveryStatus: "PARTIALLY_NOTIFIED" } as const;
    expect(callbackFieldsOf(changed).delivery_status).toBe("PARTIALLY_NOTIFIED");
  });

  test("has no address where none was given", () => {
    const { clientIpAddress: _, ...rest } = SAMPLE_OUTCOME;
    expect(callbackPayloadOf({ ...made, ...rest })).not.toContain("client_ip_address");
  });

  test("is the same text however often it is made", () => {
    expect(callbackPayloadOf(structuredClone(updated))).toBe(callbackPayloadOf(updated));
  });
});

test("of a pending notification only what was given with it is known", () => {
  expect(Object.keys(callbackFieldsOf(pending))).toEqual([
    "user_id",
    "notification_uuid",
    "status",
    "delivery_status",
    "msg_id",
    "verification_mode",
    "original_verification_mode",
    "create_ts",
    "expiry_timestamp",
  ]);
});

test("time is over from the moment of expiry on", () => {
  expect(isTimeOver(made, made.expiresAtMs - 1)).toBe(false);
  expect(isTimeOver(made, made.expiresAtMs)).toBe(true);
});

test("a pending notification is seen as expired once its time is over, an ended one as it ended", () => {
  expect(asSeenAt(pending, made.expiresAtMs - 1)).toBe(pending);
  expect(asSeenAt(pending, made.expiresAtMs)).toEqual(expired);
  expect(asSeenAt(updated, made.expiresAtMs)).toBe(updated);
});

describe("uuids", () => {
  test("are of version 4 (RFC 9562, appendix A.3)", () => {
    const bytes = Buffer.from("919108f752d1e3205bacf847db4148a8", "hex");
    expect(notificationUuidFrom(bytes)).toBe("919108f7-52d1-4320-9bac-f847db4148a8");
  });

  test("look like one whatever the bytes", () => {
    forAll(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      expect(notificationUuidFrom(bytes)).toMatch(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u,
      );
    });
  });

  test("are made of 16 bytes", () => {
    expect(() => notificationUuidFrom(new Uint8Array(15))).toThrow(
      "a UUID is made of 16 bytes, got 15",
    );
  });
});

test("whoever comes upon an ended notification calls back for 30 days, less than its event is kept", () => {
  const lifeMs = MAX_EXPIRES_IN_SECONDS * 1000;
  for (const [settled, fromMs] of [
    [updated, SAMPLE_OUTCOME.updatedAtMs],
    [expired, made.expiresAtMs],
  ] as const) {
    expect(mayCallBack(settled, fromMs + lifeMs - 1)).toBe(true);
    expect(mayCallBack(settled, fromMs + lifeMs)).toBe(false);
  }
});
