import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  base62,
  deliveryIdOf,
  eventIdOf,
  keyOf,
  parseDeliveryId,
  webhookIdFrom,
} from "../../../../lambdas/shared/domain/identifiers.ts";
import { forAll } from "../../../support/for-all.ts";
import {
  deliveryKeyArbitrary,
  idBytesArbitrary,
  tenantArbitrary,
} from "../../../support/id-arbitrary.ts";

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

function numberOf(text: string): bigint {
  return text.split("").reduce((sum, digit) => sum * 62n + BigInt(DIGITS.indexOf(digit)), 0n);
}

describe("base62", () => {
  test("loses nothing: the 22 characters, read as a number, are the bytes", () => {
    forAll(idBytesArbitrary, (bytes) => {
      const text = base62(bytes);
      expect(text).toMatch(/^[0-9A-Za-z]{22}$/u);
      expect(numberOf(text).toString(16).padStart(32, "0")).toBe(
        Buffer.from(bytes).toString("hex"),
      );
    });
  });

  test("writes the largest 128-bit number as 2^128 - 1 to the base 62", () => {
    expect(base62(new Uint8Array(16).fill(255))).toBe("7n42DGM5Tflk9n8mt7Fhc7");
  });

  test.each([0, 15, 17])("refuses %i bytes", (length) => {
    expect(() => base62(new Uint8Array(length))).toThrow(RangeError);
  });
});

describe("eventIdOf", () => {
  const acme = { application: "acme", environment: "production" } as const;

  test("is the same for the same id of the same tenant", () => {
    forAll(tenantArbitrary, fc.string(), (tenant, id) => {
      expect(eventIdOf({ ...tenant }, "producer", id)).toBe(eventIdOf(tenant, "producer", id));
    });
  });

  test.each([
    ["another application", eventIdOf({ ...acme, application: "bank" }, "producer", "1")],
    ["the other environment", eventIdOf({ ...acme, environment: "sandbox" }, "producer", "1")],
    ["the same id from the bus", eventIdOf(acme, "bus", "1")],
    ["another id", eventIdOf(acme, "producer", "2")],
  ])("differs for %s", (_, id) => {
    expect(id).not.toBe(eventIdOf(acme, "producer", "1"));
    expect(id).toMatch(/^evt_[0-9A-Za-z]{22}$/u);
  });

  test("does not take characters from one part into the next", () => {
    const one = eventIdOf({ application: "a", environment: "production" }, "producer", 'b","c');
    const two = eventIdOf({ application: 'a","b', environment: "production" }, "producer", "c");
    expect(one).not.toBe(two);
  });
});

describe("deliveryIdOf", () => {
  test("is read back into its event and its webhook", () => {
    forAll(deliveryKeyArbitrary, (key) => {
      const id = deliveryIdOf(key);
      expect(id).toMatch(/^dlv_[0-9A-Za-z]{22}_[0-9A-Za-z]{22}$/u);
      expect(parseDeliveryId(id)).toEqual(key);
    });
  });
});

describe("parseDeliveryId", () => {
  const event = "0".repeat(22);
  const webhook = "z".repeat(22);

  test.each([
    "",
    `dlv_${event}`,
    `dlv_${event}_${webhook}0`,
    `dlv_${event}_${webhook}\n`,
    `xdlv_${event}_${webhook}`,
    `evt_${event}_${webhook}`,
    `dlv_${event}-${webhook}`,
    `dlv_${event.slice(1)}é_${webhook}`,
  ])("takes %j for no delivery id", (text) => {
    expect(parseDeliveryId(text)).toBeUndefined();
    expect(() => keyOf(text)).toThrow("not a delivery id");
  });

  test("and keyOf read the same", () => {
    const text = `dlv_${event}_${webhook}`;
    expect(keyOf(text)).toEqual(parseDeliveryId(text));
  });
});

describe("webhookIdFrom", () => {
  test("marks the id as a webhook's", () => {
    expect(webhookIdFrom(new Uint8Array(16))).toBe("wh_0000000000000000000000");
  });
});
