import { describe, expect, test } from "vitest";

import {
  applicationBody,
  callbackConfigText,
  callbackPatchText,
  legacyPatch,
} from "../../../console/operations/application-form.ts";
import {
  OPERATION_KINDS,
  operationDays,
  operationKind,
  ownerText,
  parkedText,
  reasonTexts,
} from "../../../console/operations/operation-rows.ts";
import { REASON_OPTIONS, REJECT_REASONS } from "../../../console/rejected-events/reject-reasons.ts";
import { OPERATION_KINDS as API_KINDS } from "../../../lambdas/config-api/operations/operations-schemas.ts";
import { REJECT_REASONS as API_REASONS } from "../../../lambdas/shared/domain/rejection.ts";
import { makeConfigApiTestBed } from "../../support/config-api-test-bed.ts";

const bed = makeConfigApiTestBed();

describe("the operator's view", () => {
  test("has the kinds of the API, in its order, and shows the first for an unknown one", () => {
    expect(OPERATION_KINDS.map(({ kind }) => kind)).toEqual(API_KINDS);
    expect(operationKind("rejected").kind).toBe("rejected");
    expect(operationKind("<b>").kind).toBe("down");
    expect(operationKind(undefined).kind).toBe("down");
  });

  test("asks for days that the API knows: today and those before it", async () => {
    const days = operationDays(bed.clock.nowMs);
    expect(days).toHaveLength(14);
    expect(days[0]).toEqual({ value: "2026-01-31", label: "2026-01-31 (today, UTC)" });
    for (const { value } of days) {
      const { status } = await bed.operator("GET", `/operations?kind=dropped&day=${value}`);
      expect(status).toBe(200);
    }
  });

  test("tells owners, counts that ended early, and reasons by how frequent they are", () => {
    expect(ownerText({ application: "acme", environment: "sandbox" })).toBe("acme / sandbox");
    expect(ownerText({})).toBe("–");
    expect(parkedText({ parked: 7, more: false })).toBe("7");
    expect(parkedText({ parked: 1000, more: true })).toBe("1000 and more");
    expect(reasonTexts({ gone: 1, expired: 5 })).toEqual(["expired 5", "gone 1"]);
  });
});

test("every reason of a rejection says what there is to do", () => {
  expect(Object.keys(REJECT_REASONS).toSorted()).toEqual([...API_REASONS].toSorted());
  expect(REASON_OPTIONS).toHaveLength(API_REASONS.length + 1);
});

describe("an application", () => {
  test("is made, gets legacy secrets and a callback config, as they were typed", async () => {
    const made = await bed.operator(
      "POST",
      "/applications",
      applicationBody({ id: " initech ", name: " Initech " }),
    );
    expect(made.body).toMatchObject({ id: "initech", name: "Initech" });
    const legacy = legacyPatch({ production: "old-secret", sandbox: "" });
    expect(legacy).toEqual({ legacy_secrets: { production: "old-secret" } });
    const changed = await bed.operator("PATCH", "/applications/initech", legacy);
    expect(changed.status).toBe(200);

    const begun = callbackConfigText(made.body);
    const typed = begun.replace('"basic_auth_password": ""', '"basic_auth_password": "pw"');
    const put = await bed.operator("PATCH", "/applications/initech", callbackPatchText(typed));
    expect(put.status).toBe(200);
    const shown = (await bed.operator("GET", "/applications/initech")).body;
    expect(callbackConfigText(shown)).toContain('"allowed_origins"');
    expect(callbackConfigText(shown)).not.toContain('"pw"');

    const bad = callbackPatchText('{"allowed_origins": ["http://example.com/path"]}');
    const refused = await bed.operator("PATCH", "/applications/initech", bad);
    expect(refused.body.errors[0].field).toContain("callback_config.allowed_origins");
  });
});
