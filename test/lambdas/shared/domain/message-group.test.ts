import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { base62 } from "../../../../lambdas/shared/domain/identifiers.ts";
import { messageGroupOf } from "../../../../lambdas/shared/domain/message-group.ts";
import {
  APPLICATION_ID,
  ENVIRONMENTS,
  type Tenant,
} from "../../../../lambdas/shared/domain/tenant.ts";
import { forAll } from "../../../support/for-all.ts";

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
