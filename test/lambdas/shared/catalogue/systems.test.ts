import { describe, expect, test } from "vitest";

import { RINGBACK_TEXTS } from "../../../../lambdas/shared/catalogue/ringback.ts";
import { ACCEPTED, builtIn, changed, REFUSED, verdicts } from "./samples.ts";

/**
 * The verdicts on the example of a type with some members changed; `undefined` leaves a member out.
 */
function withChanges(type: string, changes: Readonly<Record<string, unknown>>) {
  const payload = Object.entries(changes).reduce<Readonly<Record<string, unknown>>>(
    (before, [path, value]) => changed(before, path, value),
    builtIn(type).example ?? {},
  );
  return verdicts(type, payload);
}

describe("PowerAuth", () => {
  test.each(["OPERATION_STATUS_CHANGE", "REGISTRATION_STATUS_CHANGE"])(
    "%s needs only its two mandatory fields, and all others but its status may be null",
    (type) => {
      const { mandatory, selectable } = builtIn(type).attributes;
      const least = Object.fromEntries(
        mandatory.map((name) => [name, builtIn(type).example?.[name]]),
      );
      expect(verdicts(type, least)).toEqual(ACCEPTED);
      for (const name of mandatory) expect(withChanges(type, { [name]: null })).toEqual(REFUSED);
      for (const name of mandatory) {
        expect(withChanges(type, { [name]: undefined })).toEqual(REFUSED);
      }
      for (const name of selectable) {
        const isClosed = name === "status" || name === "activationStatus";
        expect(withChanges(type, { [name]: null })).toEqual(isClosed ? REFUSED : ACCEPTED);
      }
    },
  );

  test.each([
    ["applications", "[$APPLICATION_ID1, ... , $APPLICATION_ID1]"], // the sample; the table: String[]
    ["applications", [1]],
    ["parameters", { key1: 1 }], // Map<String, String>
    ["additionalData", []],
    ["failureCount", -1],
    ["failureCount", 0.5],
    ["maxFailureCount", "5"],
  ])("refuses %s: %j", (path, value) => {
    expect(withChanges("OPERATION_STATUS_CHANGE", { [path]: value })).toEqual(REFUSED);
  });

  test("passes operation_type, which only the table of attributes has", () => {
    expect(withChanges("OPERATION_STATUS_CHANGE", { operation_type: "login" })).toEqual(ACCEPTED);
  });

  test("takes a free JSON structure as additionalData of a registration", () => {
    const additionalData = { any: ["thing", { at: null }] };
    expect(withChanges("REGISTRATION_STATUS_CHANGE", { additionalData })).toEqual(ACCEPTED);
  });
});

describe.each(["WORKFLOW_COMPLETED", "WORKFLOW_STATUS_CHANGE"])("TransactionLink: %s", (type) => {
  test.each(["partyId", "workflowId", "workflowStatus", "workflowName", "workspaceId"])(
    "needs %s",
    (name) => {
      expect(withChanges(type, { [name]: undefined })).toEqual(REFUSED);
      expect(withChanges(type, { [name]: null })).toEqual(REFUSED);
    },
  );

  test("may be without a system outside", () => {
    expect(withChanges(type, { externalId: undefined })).toEqual(ACCEPTED);
  });

  test("may tell the step that failed, as a text or an object", () => {
    expect(withChanges(type, { failedStep: "kyc" })).toEqual(ACCEPTED);
    expect(withChanges(type, { failedStep: { name: "kyc" } })).toEqual(ACCEPTED);
    expect(withChanges(type, { failedStep: 3 })).toEqual(REFUSED);
  });
});

describe("nCore", () => {
  test.each(["TRANSACTION", "EXPIRED_AUTH"])("%s needs to say which transaction it is", (type) => {
    for (const name of ["id", "message_type", "transaction_type"]) {
      expect(withChanges(type, { [`card_transaction.${name}`]: undefined })).toEqual(REFUSED);
    }
    expect(withChanges(type, { card_transaction: undefined })).toEqual(REFUSED);
    const least = { id: "1", message_type: "CLEARING", transaction_type: "PURCHASE" };
    expect(withChanges(type, { card_transaction: least })).toEqual(ACCEPTED);
  });

  test.each([
    ["original_amount_billing", "null"],
    ["original_amount_billing", null],
    ["original_amount_billing", 12.5],
    ["ing_count", 1],
    ["clearing_count", 1],
    ["fee_details", []],
    ["fee_details", [{ fee_id: "1", amount: 6 }]],
    ["feeDetail", [{ fee_id: "1", amount: "6.0" }]],
  ])("takes %s: %j", (name, value) => {
    expect(withChanges("TRANSACTION", { [`card_transaction.${name}`]: value })).toEqual(ACCEPTED);
  });

  test.each([
    ["original_amount_billing", true],
    ["ing_count", 0.5],
    ["clearing_count", -1],
    ["transaction_amount", "100"],
    ["card_last4_digits", 4110],
    ["fallback", "false"],
    ["feeDetail", [{ amount: null }]],
  ])("refuses %s: %j", (name, value) => {
    expect(withChanges("TRANSACTION", { [`card_transaction.${name}`]: value })).toEqual(REFUSED);
  });
});

describe.each(["VERIFICATION.STATUS_CHANGE", "VERIFICATION.IDENTITY_DOCUMENT_CHANGE"])(
  "pawaPass: %s",
  (type) => {
    test("needs no field, as the page has lost the structure of its payloads", () => {
      expect(verdicts(type, {})).toEqual(ACCEPTED);
    });

    test.each(["country", "phoneNo", "reviewResult", "faceScan"])("takes null as %s", (name) => {
      expect(withChanges(type, { [name]: null })).toEqual(ACCEPTED);
    });

    test.each([
      ["country", "zm"],
      ["country", "ZMB"],
      ["country", ""],
      ["phoneNo", 260],
      ["reviewResult", {}],
      ["reviewResult", "GENERIC"],
    ])("refuses %s: %j", (name, value) => {
      expect(withChanges(type, { [name]: value })).toEqual(REFUSED);
    });
  },
);

describe("REL-ID", () => {
  const type = "NOTIFICATION_CALLBACK";
  const expired = { status: "EXPIRED", action_response: "NONE", client_ip_address: undefined };

  test("needs every field but the error code and the address", () => {
    for (const name of Object.keys(builtIn(type).example ?? {})) {
      const without = withChanges(type, { [name]: undefined });
      expect(without).toEqual(name === "client_ip_address" ? ACCEPTED : REFUSED);
      expect(withChanges(type, { [name]: null })).toEqual(REFUSED);
    }
  });

  test("has an error code only when the response code is 1", () => {
    expect(withChanges(type, { response_code: 1 })).toEqual(ACCEPTED);
    expect(withChanges(type, { response_code: 1, error_code: 42 })).toEqual(ACCEPTED);
    expect(withChanges(type, { response_code: 1, error_code: "E42" })).toEqual(ACCEPTED);
    expect(withChanges(type, { response_code: 1, error_code: null })).toEqual(REFUSED);
    expect(withChanges(type, { error_code: 42 })).toEqual(REFUSED);
    expect(withChanges(type, { response_code: 2 })).toEqual(REFUSED);
    expect(withChanges(type, { response_code: "0" })).toEqual(REFUSED);
  });

  test("tells of no action and no address when it expired", () => {
    expect(withChanges(type, expired)).toEqual(ACCEPTED);
    expect(withChanges(type, { ...expired, action_response: "Approved" })).toEqual(REFUSED);
    expect(withChanges(type, { ...expired, client_ip_address: "192.168.1.2" })).toEqual(REFUSED);
    expect(withChanges(type, { status: "CREATED" })).toEqual(REFUSED);
  });

  test.each(["create_ts", "update_ts", "expiry_timestamp"])("has %s in UTC", (name) => {
    expect(withChanges(type, { [name]: "2024-10-11T13:00:00.123Z" })).toEqual(ACCEPTED);
    for (const value of ["2024-10-11T13:00:00+02:00", "2024-10-11", 1728651600, ""]) {
      expect(withChanges(type, { [name]: value })).toEqual(REFUSED);
    }
  });
});

describe.each(Object.keys(RINGBACK_TEXTS))("%s", (type) => {
  test("needs all that Ringback says", () => {
    const { example = {}, attributes } = builtIn(type);
    const { mandatory, selectable } = attributes;
    expect([...mandatory, ...selectable]).toEqual(expect.arrayContaining(Object.keys(example)));
    for (const name of Object.keys(example)) {
      expect(withChanges(type, { [name]: undefined })).toEqual(REFUSED);
    }
  });
});
