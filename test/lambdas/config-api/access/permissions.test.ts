import { describe, expect, test } from "vitest";

import {
  allows,
  holdersOf,
  permissionsOf,
  type Permission,
} from "../../../../lambdas/config-api/access/permissions.ts";

const EXPECTED: Readonly<Record<Permission, readonly string[]>> = {
  applications: ["operator"],
  "api-keys": ["operator", "admin"],
  "portal-links": ["operator", "admin"],
  "webhooks:read": ["admin", "manager", "reader"],
  "webhooks:write": ["admin", "manager"],
  "deliveries:read": ["admin", "manager", "reader"],
  "deliveries:write": ["admin", "manager"],
  "event-types:read": ["admin", "manager", "publisher", "reader"],
  "event-types:write": ["admin", "manager"],
  "events:read": ["admin", "manager", "publisher", "reader"],
  "events:publish": ["admin", "publisher"],
  "notifications:read": ["admin", "manager", "publisher", "reader"],
  "notifications:write": ["admin", "publisher"],
  "operations:read": ["operator"],
};

describe("permissions", () => {
  test.each(Object.entries(EXPECTED))("%s is given to %j and nobody else", (permission, roles) => {
    expect(holdersOf(permission as Permission)).toEqual(roles);
  });

  test("a route that asks for any of several is for the holders of each", () => {
    expect(holdersOf(["applications", "events:publish"])).toEqual([
      "operator",
      "admin",
      "publisher",
    ]);
  });

  test("what is not in the table is refused", () => {
    expect(allows(permissionsOf("admin"), "anything" as Permission)).toBe(false);
  });
});
