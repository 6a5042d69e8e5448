import { beforeAll, describe, expect, test } from "vitest";

import type { ConfigurationStores } from "../support/dynamo-stores.ts";
import {
  FREE_MS,
  newApplication,
  newHidden,
  newTenant,
  newWebhook,
  NOW_MS,
  randomText,
} from "../support/new-configuration.ts";

/**
 * What every implementation of the store of applications does. Leaves nothing that another run
 * would meet.
 */
export function applicationsContract(open: () => Promise<ConfigurationStores>): void {
  let stores: ConfigurationStores;

  beforeAll(async () => {
    stores = await open();
  });

  describe("applications", () => {
    test("are kept, with both environments", async () => {
      const application = newApplication();
      expect(await stores.applications.read(application.id)).toBeUndefined();
      expect(await stores.applications.create(application)).toBe("created");
      expect(await stores.applications.read(application.id)).toEqual(application);
      for (const environment of ["production", "sandbox"] as const) {
        const tenant = { application: application.id, environment };
        expect(await stores.revision(tenant)).toBe(application.createdAtMs);
      }
    });

    test("are not created twice", async () => {
      const application = newApplication();
      await stores.applications.create(application);
      expect(await stores.applications.create({ ...application, name: "other" })).toBe("exists");
      expect(await stores.applications.read(application.id)).toEqual(application);
    });

    test("are listed by id, from any id on", async () => {
      const prefix = randomText();
      const all = ["a", "b", "c"].map((end) => newApplication(`${prefix}${end}`));
      for (const application of all.toReversed()) await stores.applications.create(application);
      expect(await stores.applications.list(`${prefix}a`, 2)).toEqual(all.slice(1));
      expect(await stores.applications.list(prefix, 2)).toEqual(all.slice(0, 2));
      expect(await stores.applications.list(`${prefix}aa`, 1)).toEqual([all[1]]);
    });

    test("get another name", async () => {
      const application = newApplication();
      await stores.applications.create(application);
      const renamed = { ...application, name: "renamed", modifiedAtMs: 5 };
      expect(await stores.applications.rename(application.id, "renamed", 5)).toEqual(renamed);
      expect(await stores.applications.read(application.id)).toEqual(renamed);
      expect(await stores.applications.rename(randomText(), "renamed", 5)).toBeUndefined();
    });

    test("are deleted, unless one of their environments has webhooks", async () => {
      const tenant = await newTenant(stores);
      const sandbox = { ...tenant, environment: "sandbox" } as const;
      for (const webhook of [newWebhook(sandbox), newHidden(tenant)]) {
        await stores.webhooks.create(webhook);
        expect(await stores.applications.remove(tenant.application, NOW_MS)).toBe("has_webhooks");
        await stores.webhooks.remove(webhook, webhook.id);
      }
      expect(await stores.applications.remove(tenant.application, NOW_MS)).toBe("removed");
      expect(await stores.applications.remove(tenant.application, NOW_MS)).toBe("absent");
      expect(await stores.revision(tenant)).toBeUndefined();
      expect(await stores.revision(sandbox)).toBeUndefined();
    });
  });

  describe("the id of a deleted application", () => {
    test("is reserved while its events are kept, to the second, and free from then on", async () => {
      const { application: id } = await newTenant(stores);
      expect(await stores.applications.reservedUntilMs(id)).toBeUndefined();
      expect(await stores.applications.remove(id, NOW_MS)).toBe("removed");
      expect(await stores.applications.reservedUntilMs(id)).toBe(FREE_MS);
      for (const createdAtMs of [NOW_MS, FREE_MS - 1]) {
        const another = { ...newApplication(id), createdAtMs };
        expect(await stores.applications.create(another)).toBe("reserved");
        expect(await stores.applications.read(id)).toBeUndefined();
        expect(await stores.revision({ application: id, environment: "production" })).toBe(
          undefined,
        );
      }
      const another = { ...newApplication(id), createdAtMs: FREE_MS };
      expect(await stores.applications.create(another)).toBe("created");
      expect(await stores.applications.read(id)).toEqual(another);
      expect(await stores.applications.reservedUntilMs(id)).toBeUndefined();
      // Deleted once more, it is reserved once more.
      expect(await stores.applications.remove(id, FREE_MS)).toBe("removed");
      expect(await stores.applications.create(another)).toBe("reserved");
    });

    test("is not reserved by a deletion that was refused or found nothing", async () => {
      const tenant = await newTenant(stores);
      await stores.webhooks.create(newWebhook(tenant));
      expect(await stores.applications.remove(tenant.application, NOW_MS)).toBe("has_webhooks");
      const nobody = randomText();
      expect(await stores.applications.remove(nobody, NOW_MS)).toBe("absent");
      for (const id of [tenant.application, nobody]) {
        expect(await stores.applications.reservedUntilMs(id)).toBeUndefined();
      }
    });

    test("goes to nobody, whatever comes at once", async () => {
      const { application: id } = await newTenant(stores);
      const create = () => stores.applications.create(newApplication(id));
      const [removal, ...creations] = await Promise.all([
        stores.applications.remove(id, NOW_MS),
        create(),
        create(),
      ]);
      expect(removal).toBe("removed");
      for (const creation of creations) expect(creation).not.toBe("created");
      const twice = { ...newApplication(id), createdAtMs: FREE_MS };
      const both = [1, 2].map(() => stores.applications.create(twice));
      expect((await Promise.all(both)).toSorted()).toEqual(["created", "exists"]);
    });
  });
}
