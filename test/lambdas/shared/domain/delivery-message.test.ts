import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  identityOf,
  parseDeliveryMessage,
  releasedAs,
  type DeliveryMessage,
  messageGroupOf,
} from "../../../../lambdas/shared/domain/delivery-message.ts";
import { deliveryIdOf, base62 } from "../../../../lambdas/shared/domain/identifiers.ts";
import {
  APPLICATION_ID,
  ENVIRONMENTS,
  type Tenant,
} from "../../../../lambdas/shared/domain/tenant.ts";
import { timeMsArbitrary } from "../../../support/delivery-arbitrary.ts";
import { forAll } from "../../../support/for-all.ts";
import { deliveryKeyArbitrary, tenantArbitrary } from "../../../support/id-arbitrary.ts";

const released = {
  deliveryId: "dlv_0000000000000000000001_0000000000000000000002",
  dispatch: 3,
  application: "acme",
  environment: "production",
};

const messageArbitrary = fc
  .tuple(
    tenantArbitrary,
    deliveryKeyArbitrary,
    fc.nat(),
    fc.record(
      {
        webhookVersion: fc.nat(),
        event: fc.record({ type: fc.string(), acceptedAtMs: timeMsArbitrary, payload: fc.json() }),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([tenant, key, dispatch, rest]) =>
    Object.assign({ deliveryId: deliveryIdOf(key), dispatch }, tenant, rest),
  ) as fc.Arbitrary<DeliveryMessage>;

describe("parseDeliveryMessage", () => {
  test("reads what a release sends", () => {
    expect(parseDeliveryMessage(JSON.stringify(released))).toEqual(released);
  });

  test("reads any message back as it was written", () => {
    forAll(messageArbitrary, (message) => {
      expect(parseDeliveryMessage(JSON.stringify(message))).toEqual({ ...message });
    });
  });

  test.each([
    ["nothing", ""],
    ["no JSON", "{"],
    ["null", "null"],
    ["a number", "3"],
    ["an array", "[]"],
    ["an empty object", "{}"],
    ["no delivery id", JSON.stringify({ ...released, deliveryId: undefined })],
    ["no dispatch", JSON.stringify({ ...released, dispatch: undefined })],
    ["a dispatch that is no number", JSON.stringify({ ...released, dispatch: "3" })],
    ["no application", JSON.stringify({ ...released, application: undefined })],
    ["an application that is no text", JSON.stringify({ ...released, application: 1 })],
    ["another environment", JSON.stringify({ ...released, environment: "staging" })],
  ])("takes %s for no message of ours", (_, body) => {
    expect(parseDeliveryMessage(body)).toBeUndefined();
  });

  test("never throws, whatever the body", () => {
    const fields = fc.record(
      {
        deliveryId: fc.jsonValue(),
        dispatch: fc.jsonValue(),
        application: fc.jsonValue(),
        environment: fc.oneof(fc.constant("sandbox"), fc.jsonValue()),
        event: fc.jsonValue(),
      },
      { requiredKeys: [] },
    );
    forAll(
      fc.oneof(
        fc.string(),
        fc.json(),
        fields.map((value) => JSON.stringify(value)),
      ),
      (body) => {
        const message = parseDeliveryMessage(body);
        expect(message === undefined || typeof message.deliveryId === "string").toBe(true);
      },
    );
  });
});

test("a message is what its lane released it as, for the wait that it was released for", () => {
  const message = {
    deliveryId: "dlv_a",
    dispatch: 3,
    application: "acme",
    environment: "production",
  } as const;
  const as = (flags: { readonly probe?: true; readonly paced?: true }, dispatch = 3) =>
    releasedAs({ ...message, ...flags }, { dispatch });
  expect([as({}), as({ probe: true }), as({ paced: true })]).toEqual(["usual", "probe", "paced"]);
  expect([as({ probe: true }, 4), as({ paced: true }, 4)]).toEqual(["usual", "usual"]);
});

describe("identityOf", () => {
  const key = { eventId: "evt_0000000000000000000001", webhookId: "wh_0000000000000000000002" };
  const message = released as DeliveryMessage;

  test("says which delivery it is, by its message and its event", () => {
    const event = { type: "ORDER", acceptedAtMs: 7, payload: "{}" };
    expect(identityOf({ message, event, key })).toEqual({
      ...{ application: "acme", environment: "production" },
      ...{ ...key, eventType: "ORDER", acceptedAtMs: 7 },
    });
  });

  test("names the delivery whose event is not there", () => {
    const { deliveryId } = released;
    expect(() => identityOf({ message, event: undefined, key })).toThrow(
      `delivery ${deliveryId} has neither a record nor an event`,
    );
  });
});

const acme = { application: "acme", environment: "production" } as const;

/** The group of a delivery of an application: by the event's number, and the webhook's. */
function groupOf(event: number, webhook: number, tenant: Tenant = acme) {
  const id = (number: number) => {
    const bytes = Buffer.alloc(16);
    bytes.writeUInt32BE(number, 12);
    return base62(bytes);
  };
  return messageGroupOf({ ...tenant, deliveryId: `dlv_${id(event)}_${id(webhook)}` });
}

describe("the group of a delivery's messages", () => {
  test("is the same for all deliveries of a webhook", () => {
    const groups = Array.from({ length: 50 }, (_, event) => groupOf(event, 1));
    expect(new Set(groups).size).toBe(1);
  });

  test("is one of four, however many webhooks a tenant has, each as likely", () => {
    const counts = new Map<string, number>();
    for (let webhook = 0; webhook < 4000; webhook += 1) {
      const group = groupOf(1, webhook);
      counts.set(group, (counts.get(group) ?? 0) + 1);
    }
    expect([...counts.keys()].toSorted()).toEqual([0, 1, 2, 3].map((n) => `acme#production#${n}`));
    for (const count of counts.values()) expect(count).toBeGreaterThan(800);
  });

  test("is never another tenant's", () => {
    expect(groupOf(1, 1, { ...acme, environment: "sandbox" })).not.toBe(groupOf(1, 1));
    expect(groupOf(1, 1, { ...acme, application: "acme2" })).not.toBe(groupOf(1, 1));
  });

  test("is one that SQS takes, for every tenant that there can be", () => {
    const applications = fc.stringMatching(APPLICATION_ID);
    forAll(applications, fc.constantFrom(...ENVIRONMENTS), (application, environment) => {
      expect(groupOf(1, 2, { application, environment })).toMatch(/^[\w#-]{1,128}$/u);
    });
    const longest = { application: "a".repeat(63), environment: "production" } as const;
    expect(groupOf(1, 2, longest)).toHaveLength(76);
  });

  test("is one of the tenant's, too, for a delivery id that is none", () => {
    expect(messageGroupOf({ ...acme, deliveryId: "x" })).toMatch(/^acme#production#[0-3]$/u);
  });
});
