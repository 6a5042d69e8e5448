import { beforeAll, describe, expect, test } from "vitest";

import {
  linkIdStart,
  MAX_LINKS_PER_HOUR,
} from "../../lambdas/config-api/portal-links/domain/link-times.ts";
import type { PortalLink } from "../../lambdas/config-api/portal-links/portal-link.ts";
import type { ConfigurationStores } from "../support/dynamo-stores.ts";
import { newTenant, randomText } from "../support/new-configuration.ts";

const NOW_MS = Date.now();
const SESSIONS = { production: "f00d", sandbox: "beef" };

/** A link that is not stored yet, with all that it may have but what comes of its exchange. */
function newLink(application: string, more: Partial<PortalLink> = {}): PortalLink {
  const { createdAtMs = NOW_MS } = more;
  return {
    id: `${linkIdStart(application, createdAtMs)}${randomText().slice(0, 6)}`,
    application,
    name: "Ann",
    environments: ["production", "sandbox"],
    permissions: ["webhooks:read", "webhooks:write"],
    frameOrigins: ["https://example.com"],
    createdBy: "key_0123456789ab",
    createdAtMs,
    codeHash: "c0de",
    codeUntilMs: createdAtMs + 1000,
    validUntilMs: createdAtMs + 10_000,
    ...more,
  };
}

/** What every implementation of the store of portal links does. */
export function portalLinksContract(open: () => Promise<ConfigurationStores>): void {
  let stores: ConfigurationStores;
  let links: ConfigurationStores["portalLinks"];

  beforeAll(async () => {
    stores = await open();
    links = stores.portalLinks;
  });

  /** A link that is there. */
  async function stored(more: Partial<PortalLink> = {}): Promise<PortalLink> {
    const { application } = await newTenant(stores);
    const link = newLink(application, more);
    expect(await links.create(link)).toBe("created");
    return link;
  }

  const idsOf = async (
    of: Parameters<typeof links.list>[0],
    page: Partial<Parameters<typeof links.list>[1]> = {},
  ) => (await links.list(of, { limit: 10, nowMs: NOW_MS, ...page })).map(({ id }) => id);

  describe("portal links", () => {
    test("are kept until their time is over", async () => {
      const link = await stored();
      const { name: _, ...plain } = newLink(link.application, { frameOrigins: [] });
      expect(await links.create(plain)).toBe("created");
      expect(await links.read(link.id, NOW_MS + 9999)).toEqual(link);
      expect(await links.read(plain.id, NOW_MS)).toEqual(plain);
      expect(await links.read(link.id, NOW_MS + 10_000)).toBeUndefined();
      expect(await idsOf(link, { nowMs: NOW_MS + 10_000 })).toEqual([]);
    });

    test("are not there under what is no id of one", async () => {
      expect(await links.read("nonsense", NOW_MS)).toBeUndefined();
      const link = newLink(randomText());
      expect(await links.read(link.id, NOW_MS)).toBeUndefined();
    });

    test("need an application that is there", async () => {
      const link = newLink(randomText());
      expect(await links.create(link)).toBe("no_tenant");
      expect(await links.read(link.id, NOW_MS)).toBeUndefined();
    });

    test("are listed by their time, the newest first, page by page, of one application", async () => {
      const first = await stored({ createdAtMs: NOW_MS - 5000 });
      const { application } = first;
      const made = [first.id];
      for (const ageMs of [4000, 3000, 2000]) {
        const link = newLink(application, { createdAtMs: NOW_MS - ageMs });
        await links.create(link);
        made.unshift(link.id);
      }
      expect(await idsOf({ application })).toEqual(made);
      const [one, two] = await idsOf({ application }, { limit: 2 });
      expect([one, two]).toEqual(made.slice(0, 2));
      expect(await idsOf({ application }, { limit: 9, after: two ?? "" })).toEqual(made.slice(2));
    });

    test("are listed by environment", async () => {
      const { id, application } = await stored({ environments: ["sandbox"] });
      expect(await idsOf({ application, environment: "sandbox" })).toEqual([id]);
      expect(await idsOf({ application, environment: "production" })).toEqual([]);
    });

    test("open once, of all who try at once", async () => {
      const { id } = await stored();
      const tried = [SESSIONS, { production: "1" }, { production: "2" }].map((sessions) =>
        links.exchange(id, "c0de", sessions, NOW_MS),
      );
      expect((await Promise.all(tried)).filter(Boolean)).toHaveLength(1);
      expect(await links.exchange(id, "c0de", { production: "3" }, NOW_MS)).toBe(false);
      const { exchangedAtMs, sessionHashes } = (await links.read(id, NOW_MS)) ?? {};
      expect(exchangedAtMs).toBe(NOW_MS);
      expect(sessionHashes).toBeDefined();
    });

    test("are open for whoever repeats the same exchange, as the client does", async () => {
      const link = await stored();
      const again = () => links.exchange(link.id, "c0de", SESSIONS, NOW_MS + 1);
      expect(await again()).toBe(true);
      expect(await again()).toBe(true);
      expect(await links.read(link.id, NOW_MS)).toEqual({
        ...link,
        exchangedAtMs: NOW_MS + 1,
        sessionHashes: SESSIONS,
      });
    });

    test("do not open with another code, too late, or when they are gone", async () => {
      const { id } = await stored();
      expect(await links.exchange(id, "beef", SESSIONS, NOW_MS)).toBe(false);
      expect(await links.exchange(id, "c0de", SESSIONS, NOW_MS + 1000)).toBe(false);
      const ended = await stored({ codeUntilMs: NOW_MS + 99, validUntilMs: NOW_MS + 10 });
      expect(await links.exchange(ended.id, "c0de", SESSIONS, NOW_MS + 10)).toBe(false);
      expect(await links.remove(id)).toBe(true);
      expect(await links.exchange(id, "c0de", SESSIONS, NOW_MS)).toBe(false);
      expect(await links.read(id, NOW_MS)).toBeUndefined();
    });

    test("are revoked once", async () => {
      const { id } = await stored();
      expect(await links.remove(id)).toBe(true);
      expect(await links.remove(id)).toBe(false);
    });

    test("go with their application, and no other's do", async () => {
      const { application } = await stored();
      for (let index = 0; index < 30; index += 1) await links.create(newLink(application));
      const other = await stored();
      await links.removeAll(application, NOW_MS);
      await links.removeAll(application, NOW_MS);
      expect(await idsOf({ application })).toEqual([]);
      expect(await idsOf(other)).toEqual([other.id]);
    });

    test("are bounded by the hour, also of those who race", async () => {
      const hourMs = Math.floor(NOW_MS / 3_600_000) * 3_600_000;
      const { application } = await stored({ createdAtMs: hourMs, environments: ["production"] });
      const link = (index: number, more: Partial<PortalLink> = {}) => {
        const made = newLink(application, { createdAtMs: hourMs, ...more });
        return { ...made, id: `${made.id.slice(0, -6)}${String(index).padStart(6, "0")}` };
      };
      const outcomes: string[] = [];
      for (let index = 1; index <= MAX_LINKS_PER_HOUR; index += 20) {
        const racing = Array.from({ length: 20 }, (_, place) => links.create(link(index + place)));
        outcomes.push(...(await Promise.all(racing)));
      }
      const counted = outcomes.filter((outcome) => outcome === "created");
      expect([counted.length, new Set(outcomes)]).toEqual([
        MAX_LINKS_PER_HOUR - 1,
        new Set(["created", "limit_reached"]),
      ]);
      // A clock that is behind counts in the hour that others began.
      const sandbox = { environments: ["sandbox"] } as const;
      expect(await links.create(link(300, sandbox))).toBe("created");
      const next = hourMs + 3_600_000;
      expect(await links.create(link(0, { createdAtMs: next }))).toBe("created");
      expect(await links.create(link(301))).toBe("created");
    });
  });
}
