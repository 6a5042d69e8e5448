import { describe, expect, test } from "vitest";

import {
  compareRejected,
  type RejectedEvent,
  rejectedEventOf,
  rejectedOwnerKey,
} from "../../../../lambdas/shared/domain/rejected-event.ts";
import type { Rejection } from "../../../../lambdas/shared/domain/rejection.ts";
import type { Tenant } from "../../../../lambdas/shared/domain/tenant.ts";

const RECEIVED_AT_MS = 1_700_000_000_000;
const acme = { application: "acme", environment: "production" } as const;
const bank = { application: "bank", environment: "production" } as const;
const TEXT = JSON.stringify({
  id: "7bf73129",
  "detail-type": "ORDER",
  source: "com.acme.cards",
  detail: { application: "acme", id: "order-1", payload: { card: "4111111111111111" } },
});
const rejection: Rejection = {
  reason: "invalid_payload",
  errors: [{ field: "detail.payload.card", message: "expected a number, got a string" }],
};

function rejected(text = TEXT, given = rejection, addressee: Tenant = acme): RejectedEvent {
  return rejectedEventOf(text, given, addressee, RECEIVED_AT_MS);
}

describe("a rejected event", () => {
  test("has reason, places and origin, and nothing of the payload", () => {
    const event = rejected();
    expect(event).toEqual({
      id: expect.stringMatching(/^rej_[0-9A-Za-z]{22}$/u),
      receivedAtMs: RECEIVED_AT_MS,
      ...rejection,
      source: "com.acme.cards",
      type: "ORDER",
      busId: "7bf73129",
      producerId: "order-1",
    });
    expect(JSON.stringify(event)).not.toContain("4111");
  });

  test("has the same id when the same entry is rejected again, for whatever reason", () => {
    const again = rejectedEventOf(TEXT, { reason: "id_reused", errors: [] }, acme, 1);
    expect(again.id).toBe(rejected().id);
  });

  test("has another id for another addressee, for none, and of another entry", () => {
    const ids = [
      rejected(),
      rejected(TEXT, rejection, bank),
      rejectedEventOf(TEXT, rejection, { ...acme, environment: "sandbox" }, RECEIVED_AT_MS),
      rejectedEventOf(TEXT, rejection, undefined, RECEIVED_AT_MS),
      rejected(`${TEXT} `),
    ].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("keeps ten places", () => {
    const errors = Array.from({ length: 11 }, (_, index) => ({ field: `f${index}`, message: "m" }));
    expect(rejected(TEXT, { reason: "malformed", errors }).errors).toEqual(errors.slice(0, 10));
  });

  test("keeps fewer places where they are long, and cuts each", () => {
    const errors = Array.from({ length: 10 }, () => ({
      field: "f".repeat(1000),
      message: "m".repeat(1000),
    }));
    expect(rejected(TEXT, { reason: "malformed", errors }).errors).toEqual([
      { field: "f".repeat(200), message: "m".repeat(300) },
    ]);
  });
});

test("the operator's list is nobody else's", () => {
  expect(rejectedOwnerKey("operator")).toBe("operator");
  expect(rejectedOwnerKey({ ...acme, application: "operator" })).toBe("operator#production");
});

test("lists are newest first, then by id", () => {
  const places = [
    { receivedAtMs: 1, id: "a" },
    { receivedAtMs: 2, id: "a" },
    { receivedAtMs: 2, id: "b" },
  ];
  expect(places.toSorted(compareRejected)).toEqual(places.toReversed());
  expect(places.toReversed().toSorted(compareRejected)).toEqual(places.toReversed());
  expect(compareRejected({ receivedAtMs: 1, id: "a" }, { receivedAtMs: 1, id: "a" })).toBe(0);
});
