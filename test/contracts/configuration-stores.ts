import { beforeAll, describe, expect, test } from "vitest";

import {
  type ApiKey,
  MAX_API_KEYS_PER_TENANT,
} from "../../lambdas/config-api/api-keys/domain/api-key.ts";
import type { IdempotencyName } from "../../lambdas/config-api/idempotency/idempotent.ts";
import { MAX_CALLBACK_ORIGINS_PER_TENANT } from "../../lambdas/shared/domain/callback-webhook.ts";
import { newStanding } from "../../lambdas/shared/domain/standing.ts";
import type { Tenant } from "../../lambdas/shared/domain/tenant.ts";
import type { Webhook } from "../../lambdas/shared/domain/webhook.ts";
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
 * What every implementation of the stores of the webhooks table does. Leaves nothing that another
 * run would meet.
 */
export function configurationStoresContract(open: () => Promise<ConfigurationStores>): void {
  let stores: ConfigurationStores;

  beforeAll(async () => {
    stores = await open();
  });

  /** A webhook that is there, and whose it is. */
  async function stored() {
    const tenant = await newTenant(stores);
    const webhook = newWebhook(tenant);
    await stores.webhooks.create(webhook);
    return { tenant, webhook };
  }

  describe("API keys", () => {
    test("are kept, with and without an end", async () => {
      const tenant = await newTenant(stores);
      const forever = newApiKey(tenant);
      const ending = { ...newApiKey(tenant), expiresAtMs: 1_900_000_000_123 };
      for (const key of [forever, ending]) {
        expect(await stores.apiKeys.find(tenant, key.id)).toBeUndefined();
        expect(await stores.apiKeys.create(key)).toBe("created");
        expect(await stores.apiKeys.find(tenant, key.id)).toEqual(key);
        expect(await stores.apiKeys.read(tenant, key.id)).toEqual(key);
      }
    });

    test("belong to one tenant", async () => {
      const tenant = await newTenant(stores);
      const key = newApiKey(tenant);
      await stores.apiKeys.create(key);
      const sandbox = { ...tenant, environment: "sandbox" } as const;
      expect(await stores.apiKeys.find(sandbox, key.id)).toBeUndefined();
      expect(await stores.apiKeys.list(sandbox, undefined, 10)).toEqual([]);
      expect(await stores.apiKeys.remove(sandbox, key.id)).toBe(false);
    });

    test("are made and removed with a standing, which is not proved", async () => {
      const tenant = await newTenant(stores);
      const webhook = newWebhook(tenant);
      const owner = { ...tenant, webhookId: webhook.id };
      await stores.webhooks.create(webhook);
      expect(await stores.standing(owner)).toEqual(newStanding(webhook.createdAtMs));
      await stores.webhooks.remove(tenant, webhook.id);
      expect(await stores.standing(owner)).toBeUndefined();
      const nobodys = { ...owner, application: randomText() };
      await stores.webhooks.create({ ...webhook, application: nobodys.application });
      expect(await stores.standing(nobodys)).toBeUndefined();
    });

    test("need an application", async () => {
      const key = newApiKey({ application: randomText(), environment: "production" });
      expect(await stores.apiKeys.create(key)).toBe("no_tenant");
      expect(await stores.apiKeys.find(key, key.id)).toBeUndefined();
      expect(await stores.apiKeys.remove(key, key.id)).toBe(false);
    });

    test("are listed by id, and deleted one by one or all at once", async () => {
      const tenant = await newTenant(stores);
      const keys = ["a", "b", "c"].map((end) => newApiKey(tenant, `key_${end}`));
      for (const key of keys.toReversed()) await stores.apiKeys.create(key);
      expect(await stores.apiKeys.list(tenant, undefined, 2)).toEqual(keys.slice(0, 2));
      expect(await stores.apiKeys.list(tenant, "key_b", 2)).toEqual(keys.slice(2));
      expect(await stores.apiKeys.remove(tenant, "key_b")).toBe(true);
      expect(await stores.apiKeys.remove(tenant, "key_b")).toBe(false);
      await stores.apiKeys.removeAll(tenant);
      expect(await stores.apiKeys.list(tenant, undefined, 10)).toEqual([]);
    });

    test("note their last use, unless it was noted lately, and not once they are deleted", async () => {
      const tenant = await newTenant(stores);
      const key = newApiKey(tenant);
      await stores.apiKeys.create(key);
      const lastUse = async () => (await stores.apiKeys.find(tenant, key.id))?.lastUsedAtMs;
      expect(await lastUse()).toBeUndefined();
      await stores.apiKeys.noteUse(tenant, key.id, 5000, 4000);
      expect(await stores.apiKeys.find(tenant, key.id)).toEqual({ ...key, lastUsedAtMs: 5000 });
      await stores.apiKeys.noteUse(tenant, key.id, 5999, 4999);
      expect(await lastUse()).toBe(5000);
      await stores.apiKeys.noteUse(tenant, key.id, 6000, 5000);
      expect(await lastUse()).toBe(6000);
      await stores.apiKeys.remove(tenant, key.id);
      await stores.apiKeys.noteUse(tenant, key.id, 9000, 8000);
      expect(await lastUse()).toBeUndefined();
    });

    test("are limited in number, those deleted not counted", async () => {
      const tenant = await newTenant(stores);
      const keys = Array.from({ length: MAX_API_KEYS_PER_TENANT }, () => newApiKey(tenant));
      for (const key of keys) expect(await stores.apiKeys.create(key)).toBe("created");
      expect(await stores.apiKeys.create(newApiKey(tenant))).toBe("limit_reached");
      await stores.apiKeys.remove(tenant, keys[0]?.id ?? "");
      expect(await stores.apiKeys.create(newApiKey(tenant))).toBe("created");
    });
  });

  describe("webhooks", () => {
    test("are kept, in one tenant", async () => {
      const tenant = await newTenant(stores);
      const webhook = newWebhook(tenant);
      expect(await stores.webhooks.create(webhook)).toBe("created");
      expect(await stores.webhooks.read(tenant, webhook.id)).toEqual(webhook);
      const sandbox = { ...tenant, environment: "sandbox" } as const;
      expect(await stores.webhooks.read(sandbox, webhook.id)).toBeUndefined();
    });

    test("are not created twice", async () => {
      const { tenant, webhook } = await stored();
      expect(await stores.webhooks.create({ ...webhook, name: "other" })).toBe("exists");
      expect(await stores.webhooks.read(tenant, webhook.id)).toEqual(webhook);
    });

    test("need an application", async () => {
      const tenant = { application: randomText(), environment: "production" } as const;
      const webhook = newWebhook(tenant);
      expect(await stores.webhooks.create(webhook)).toBe("no_tenant");
      expect(await stores.webhooks.read(tenant, webhook.id)).toBeUndefined();
      expect(await stores.webhooks.remove(tenant, webhook.id)).toBe(false);
      expect(await stores.revision(tenant)).toBeUndefined();
    });

    test("are listed by id, from any id on, with few and with many bytes", async () => {
      const tenant = await newTenant(stores);
      const all = Array.from({ length: 5 }, () => newWebhook(tenant, "x".repeat(300_000))).toSorted(
        (one, other) => (one.id < other.id ? -1 : 1),
      );
      for (const webhook of all.toReversed()) await stores.webhooks.create(webhook);
      expect(idsOf(await stores.webhooks.list(tenant, undefined, 10))).toEqual(idsOf(all));
      expect(idsOf(await stores.webhooks.list(tenant, undefined, 2))).toEqual(
        idsOf(all.slice(0, 2)),
      );
      expect(idsOf(await stores.webhooks.list(tenant, all[1]?.id, 2))).toEqual(
        idsOf(all.slice(2, 4)),
      );
      expect(await stores.webhooks.list(tenant, all[4]?.id, 2)).toEqual([]);
    });

    test("are replaced only while they have the version that was seen", async () => {
      const { tenant, webhook } = await stored();
      const second = { ...webhook, version: 2, name: "second" };
      expect(await stores.webhooks.replace(second, 1)).toBe(true);
      expect(await stores.webhooks.replace({ ...webhook, version: 2, name: "late" }, 1)).toBe(
        false,
      );
      expect(await stores.webhooks.read(tenant, webhook.id)).toEqual(second);
      expect(await stores.webhooks.replace(newWebhook(tenant), 1)).toBe(false);
    });

    test("give the tenant a new revision with every change, and only then", async () => {
      const tenant = await newTenant(stores);
      const webhook = newWebhook(tenant);
      const revisions = [await stores.revision(tenant)];
      const changes = [
        () => stores.webhooks.create(webhook),
        () => stores.webhooks.replace({ ...webhook, version: 2 }, 1),
        () => stores.webhooks.remove(tenant, webhook.id),
      ];
      for (const change of changes.flatMap((one) => [one, one])) {
        await change();
        revisions.push(await stores.revision(tenant));
      }
      const first = revisions[0] ?? 0;
      expect(revisions.map((revision) => (revision ?? 0) - first)).toEqual([0, 1, 1, 2, 2, 3, 3]);
    });

    test("of callback origins are kept with their end, and counted apart", async () => {
      const tenant = await newTenant(stores);
      const hidden = Array.from({ length: MAX_CALLBACK_ORIGINS_PER_TENANT }, () =>
        newHidden(tenant),
      );
      // 25 at a time: more would meet in the tenant's item too often.
      for (let start = 0; start < hidden.length; start += 25) {
        const some = hidden.slice(start, start + 25);
        const made = await Promise.all(some.map((webhook) => stores.webhooks.create(webhook)));
        expect(new Set(made)).toEqual(new Set(["created"]));
      }
      const [first] = hidden as [Webhook];
      expect(await stores.webhooks.read(tenant, first.id)).toEqual(first);
      expect(await stores.webhooks.create(newHidden(tenant))).toBe("limit_reached");
      const plain = newWebhook(tenant);
      const before = { ...newWebhook(tenant), hidden: true as const };
      for (const webhook of [plain, before]) {
        expect(await stores.webhooks.create(webhook)).toBe("created");
      }
      // Whatever is counted elsewhere makes no room here; one that was changed since is counted off
      // where it was made.
      for (const { id } of [plain, before]) {
        expect(await stores.webhooks.remove(tenant, id)).toBe(true);
        expect(await stores.webhooks.create(newHidden(tenant))).toBe("limit_reached");
      }
      await stores.webhooks.replace({ ...first, version: 2, endsAtMs: 9000 }, 1);
      expect(await stores.webhooks.remove(tenant, first.id)).toBe(true);
      expect(await stores.webhooks.create(newHidden(tenant))).toBe("created");
      expect(await stores.webhooks.create(newHidden(tenant))).toBe("limit_reached");
    });

    test("are deleted only while they have the version that was seen, where one was seen", async () => {
      const tenant = await newTenant(stores);
      for (const webhook of [newWebhook(tenant), newHidden(tenant)]) {
        await stores.webhooks.create(webhook);
        await stores.webhooks.replace({ ...webhook, version: 2 }, 1);
        expect(await stores.webhooks.remove(tenant, webhook.id, 1)).toBe(false);
        expect(await stores.webhooks.read(tenant, webhook.id)).toBeDefined();
        expect(await stores.webhooks.remove(tenant, webhook.id, 2)).toBe(true);
        expect(await stores.webhooks.remove(tenant, webhook.id, 2)).toBe(false);
      }
      expect(await stores.applications.remove(tenant.application, NOW_MS)).toBe("removed");
    });

    test("are all kept when many are created at once", async () => {
      const tenant = await newTenant(stores);
      const webhooks = Array.from({ length: 8 }, () => newWebhook(tenant));
      const before = (await stores.revision(tenant)) ?? 0;
      expect(
        new Set(await Promise.all(webhooks.map((webhook) => stores.webhooks.create(webhook)))),
      ).toEqual(new Set(["created"]));
      expect(await stores.webhooks.list(tenant, undefined, 10)).toHaveLength(8);
      expect(await stores.revision(tenant)).toBe(before + 8);
    });

    test("of many changes at once, from one version, one wins", async () => {
      const { webhook } = await stored();
      const changes = Array.from({ length: 5 }, (_, index) =>
        stores.webhooks.replace({ ...webhook, version: 2, name: `change ${index}` }, 1),
      );
      expect((await Promise.all(changes)).filter(Boolean)).toHaveLength(1);
    });
  });

  describe("legacy secrets", () => {
    test("are kept for each environment, changed and taken away", async () => {
      const tenant = await newTenant(stores);
      const sandbox = { ...tenant, environment: "sandbox" } as const;
      expect(await stores.legacySecrets.read(tenant)).toBeUndefined();
      expect(await stores.legacySecrets.set(tenant, "a.b.c")).toBe(true);
      expect(await stores.legacySecrets.read(tenant)).toBe("a.b.c");
      expect(await stores.legacySecrets.read(sandbox)).toBeUndefined();
      expect(await stores.legacySecrets.set(tenant, "d.e.f")).toBe(true);
      expect(await stores.legacySecrets.read(tenant)).toBe("d.e.f");
      expect(await stores.legacySecrets.set(tenant, undefined)).toBe(true);
      expect(await stores.legacySecrets.set(tenant, undefined)).toBe(true);
      expect(await stores.legacySecrets.read(tenant)).toBeUndefined();
    });

    test("need an application, and go with it", async () => {
      const nobody = { application: randomText(), environment: "production" } as const;
      expect(await stores.legacySecrets.set(nobody, "a.b.c")).toBe(false);
      expect(await stores.legacySecrets.read(nobody)).toBeUndefined();
      const tenant = await newTenant(stores);
      await stores.legacySecrets.set(tenant, "a.b.c");
      await stores.applications.remove(tenant.application, NOW_MS);
      const later = { ...newApplication(tenant.application), createdAtMs: FREE_MS };
      expect(await stores.applications.create(later)).toBe("created");
      expect(await stores.legacySecrets.read(tenant)).toBeUndefined();
    });
  });

  describe("idempotency keys", () => {
    const record = {
      requestHash: "request",
      startedAtMs: 1000,
      lockedUntilMs: 2000,
      expiresAtMs: 9000,
    };

    test("are started once", async () => {
      const name = newName();
      expect(await stores.idempotency.read(name)).toBeUndefined();
      expect(await stores.idempotency.start(name, record, 1000)).toBe(true);
      expect(await stores.idempotency.start(name, { ...record, requestHash: "x" }, 8999)).toBe(
        false,
      );
      expect(await stores.idempotency.read(name)).toEqual(record);
    });

    test("are started anew once they are expired", async () => {
      const name = newName();
      await stores.idempotency.start(name, record, 1000);
      await stores.idempotency.finish(name, "sealed");
      const next = { ...record, requestHash: "next", startedAtMs: 9000, expiresAtMs: 20_000 };
      expect(await stores.idempotency.start(name, next, 9000)).toBe(true);
      expect(await stores.idempotency.read(name)).toEqual(next);
    });

    test("keep the answer", async () => {
      const name = newName();
      await stores.idempotency.start(name, record, 1000);
      await stores.idempotency.finish(name, "sealed");
      expect(await stores.idempotency.read(name)).toEqual({ ...record, answer: "sealed" });
      expect(await stores.idempotency.takeOver(name, 2000, 5000)).toBe(false);
    });

    test("are taken over by one, while unanswered", async () => {
      const name = newName();
      await stores.idempotency.start(name, record, 1000);
      const taken = [5000, 6000].map((until) => stores.idempotency.takeOver(name, 2000, until));
      expect((await Promise.all(taken)).filter(Boolean)).toHaveLength(1);
      expect(await stores.idempotency.takeOver(newName(), 2000, 5000)).toBe(false);
    });

    test("are forgotten", async () => {
      const name = newName();
      await stores.idempotency.start(name, record, 1000);
      await stores.idempotency.forget(name);
      await stores.idempotency.forget(name);
      expect(await stores.idempotency.read(name)).toBeUndefined();
    });
  });
}

function idsOf(webhooks: readonly Webhook[]): string[] {
  return webhooks.map(({ id }) => id);
}

function newName(): IdempotencyName {
  return { keyId: `key_${randomText()}`, hash: randomText() };
}

function newApiKey(tenant: Tenant, id = `key_${randomText()}`): ApiKey {
  return {
    ...tenant,
    id,
    name: "a key",
    role: "reader",
    hash: "00",
    prefix: "rbk_",
    createdAtMs: 1,
  };
}
