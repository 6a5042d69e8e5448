import { randomBytes } from "node:crypto";

import { beforeAll, describe, expect, test } from "vitest";

import { MAX_EVENT_TYPES_PER_TENANT } from "../../lambdas/config-api/event-types/event-type-store.ts";
import type { Tenant } from "../../lambdas/shared/domain/tenant.ts";
import type { OwnEventType } from "../../lambdas/shared/dynamodb/event-type-item.ts";
import type { ConfigurationStores } from "../support/dynamo-stores.ts";

/** What every store of applications' own event types does. */
export function eventTypesContract(open: () => Promise<ConfigurationStores>): void {
  let stores: ConfigurationStores;

  beforeAll(async () => {
    stores = await open();
  });

  async function newTenant(): Promise<Tenant> {
    const id = `a${randomBytes(8).toString("hex")}`;
    await stores.applications.create({ id, name: id, createdAtMs: 1000, modifiedAtMs: 1000 });
    return { application: id, environment: "production" };
  }

  function eventType(tenant: Tenant, name: string, fields: Partial<OwnEventType> = {}) {
    return {
      ...tenant,
      name,
      description: "Something ordered — ü",
      schema: { type: "object", properties: { total: { type: "number" } } },
      attributes: { mandatory: ["id"], selectable: ["total"], default: ["total"] },
      createdAtMs: 2000,
      modifiedAtMs: 2000,
      ...fields,
    } satisfies OwnEventType;
  }

  describe("event types", () => {
    test("are kept, in one tenant", async () => {
      const tenant = await newTenant();
      const type = eventType(tenant, "ORDER.PLACED");
      expect(await stores.eventTypes.read(tenant, type.name)).toBeUndefined();
      expect(await stores.eventTypes.put(type)).toBe("created");
      expect(await stores.eventTypes.read(tenant, type.name)).toEqual(type);
      const sandbox = { ...tenant, environment: "sandbox" } as const;
      expect(await stores.eventTypes.read(sandbox, type.name)).toBeUndefined();
      expect(await stores.eventTypes.list(sandbox)).toEqual([]);
    });

    test("are replaced, the time of their creation staying", async () => {
      const tenant = await newTenant();
      await stores.eventTypes.put(eventType(tenant, "A"));
      const attributes = { mandatory: [], selectable: [], default: "*" } as const;
      const changed = eventType(tenant, "A", { attributes, createdAtMs: 3000, modifiedAtMs: 3000 });
      expect(await stores.eventTypes.put(changed)).toBe("replaced");
      expect(await stores.eventTypes.read(tenant, "A")).toEqual({ ...changed, createdAtMs: 2000 });
    });

    test("are listed by name, and deleted", async () => {
      const tenant = await newTenant();
      const types = ["A", "B", "C"].map((name) => eventType(tenant, name));
      for (const type of types.toReversed()) await stores.eventTypes.put(type);
      expect(await stores.eventTypes.list(tenant)).toEqual(types);
      expect(await stores.eventTypes.remove(tenant, "B")).toBe(true);
      expect(await stores.eventTypes.remove(tenant, "B")).toBe(false);
      expect((await stores.eventTypes.list(tenant)).map(({ name }) => name)).toEqual(["A", "C"]);
    });

    test("change the revision that the fan-out goes by, each time", async () => {
      const tenant = await newTenant();
      const revisions = [await stores.revision(tenant)];
      const type = eventType(tenant, "A");
      await stores.eventTypes.put(type);
      revisions.push(await stores.revision(tenant));
      await stores.eventTypes.put(type);
      revisions.push(await stores.revision(tenant));
      await stores.eventTypes.remove(tenant, "A");
      revisions.push(await stores.revision(tenant));
      expect(new Set(revisions).size).toBe(4);
      expect(revisions.toSorted((a = 0, b = 0) => a - b)).toEqual(revisions);
    });

    test("need an application, and go with it", async () => {
      const nobody = { application: "nobody", environment: "production" } as const;
      expect(await stores.eventTypes.put(eventType(nobody, "A"))).toBe("no_tenant");
      expect(await stores.eventTypes.remove(nobody, "A")).toBe(false);
      const tenant = await newTenant();
      await stores.eventTypes.put(eventType(tenant, "A"));
      await stores.eventTypes.removeAll(tenant);
      expect(await stores.eventTypes.list(tenant)).toEqual([]);
    });

    test("are limited in number, those deleted not counted, those replaced once", async () => {
      const tenant = await newTenant();
      const names = Array.from({ length: MAX_EVENT_TYPES_PER_TENANT }, (_, index) => `T${index}`);
      for (const name of names) {
        expect(await stores.eventTypes.put(eventType(tenant, name))).toBe("created");
      }
      expect(await stores.eventTypes.put(eventType(tenant, "ONE_MORE"))).toBe("limit_reached");
      expect(await stores.eventTypes.put(eventType(tenant, "T0"))).toBe("replaced");
      await stores.eventTypes.remove(tenant, "T0");
      expect(await stores.eventTypes.put(eventType(tenant, "ONE_MORE"))).toBe("created");
    });
  });
}
