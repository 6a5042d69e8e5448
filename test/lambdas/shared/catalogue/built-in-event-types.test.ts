import { describe, expect, test } from "vitest";

import { BUILT_IN_EVENT_TYPES } from "../../../../lambdas/shared/catalogue/built-in-event-types.ts";
import { PROFILE_NAMES } from "../../../../lambdas/shared/domain/webhook.ts";
import { builtInAttributesOf, PROFILES } from "../../../../lambdas/shared/profiles/profiles.ts";

const EVENT_TYPES = [...BUILT_IN_EVENT_TYPES.values()];

describe("the catalogue and the profiles", () => {
  test("know the same event types, 30 of them", () => {
    const names = PROFILE_NAMES.flatMap((profile) => Object.keys(PROFILES[profile].eventTypes));
    expect(names).toHaveLength(30);
    expect([...BUILT_IN_EVENT_TYPES.keys()].toSorted()).toEqual(names.toSorted());
  });

  test.each(EVENT_TYPES)("have $name once, with the same attributes", (eventType) => {
    const { name, profile, attributes } = eventType;
    const homes = PROFILE_NAMES.filter((each) => Object.hasOwn(PROFILES[each].eventTypes, name));
    expect(homes).toEqual([profile]);
    expect(BUILT_IN_EVENT_TYPES.get(name)).toBe(eventType);
    expect(builtInAttributesOf(name)).toBe(attributes);
  });
});

describe("the attributes", () => {
  test.each(EVENT_TYPES)("of $name stand once, and are members of its schema", (eventType) => {
    const { mandatory, selectable } = eventType.attributes;
    const names = [...mandatory, ...selectable];
    expect(new Set(names).size).toBe(names.length);
    const { properties } = eventType.schema as { properties: Record<string, unknown> };
    expect(Object.keys(properties).toSorted()).toEqual(names.toSorted());
  });

  test.each(EVENT_TYPES)("that $name sends by default can be selected", ({ attributes }) => {
    const chosen = attributes.default === "*" ? [] : attributes.default;
    expect(chosen.filter((name) => !attributes.selectable.includes(name))).toEqual([]);
  });

  // "only type and operationId are mandatory fields in the callback"
  test("of an operation are the 15 values of the document's list, all sent by default", () => {
    const attributes = builtInAttributesOf("OPERATION_STATUS_CHANGE");
    expect(attributes?.mandatory).toEqual(["type", "operationId"]);
    expect(attributes?.selectable).toHaveLength(15);
    expect(attributes?.default).toEqual(attributes?.selectable);
  });

  // "For registration callbacks, the type and activationId are mandatory"
  test("of a registration are 9 values by default, and additionalData when asked for", () => {
    const attributes = builtInAttributesOf("REGISTRATION_STATUS_CHANGE");
    expect(attributes?.mandatory).toEqual(["type", "activationId"]);
    expect(attributes?.default).toHaveLength(9);
    expect(attributes?.selectable.slice(0, -1)).toEqual(attributes?.default);
    expect(attributes?.selectable.at(-1)).toBe("additionalData");
  });

  test("of all others are sent as they come by default", () => {
    const others = EVENT_TYPES.filter(({ profile }) => profile !== "powerauth");
    expect(new Set(others.map(({ attributes }) => attributes.default))).toEqual(new Set(["*"]));
  });

  test.each(["constructor", "toString", "__proto__", "TRANSACTIONS", ""])(
    "of %j are none: it is no event type",
    (name) => {
      expect(builtInAttributesOf(name)).toBeUndefined();
      expect(BUILT_IN_EVENT_TYPES.has(name)).toBe(false);
    },
  );
});
