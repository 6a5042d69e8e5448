import { randomBytes } from "node:crypto";

import { describe, expect, test } from "vitest";

import { notificationRace } from "../../contracts/notification-race.ts";
import { notificationStoreContract } from "../../contracts/notification-store.ts";
import { makeMemoryNotifications } from "../../support/fakes/memory-notifications.ts";

describe("notifications in memory", () => {
  notificationStoreContract(async (now) => makeMemoryNotifications(now));
});

test("1,000 answers meet 1,000 expiries in memory: each notification ends one way, and is called back that way only", async () => {
  const seed = randomBytes(4).readUInt32BE();
  const ended = await notificationRace(makeMemoryNotifications(Date.now), "race", seed);
  expect(ended.UPDATED, `seed ${seed}`).toBeGreaterThan(50);
  expect(ended.EXPIRED, `seed ${seed}`).toBeGreaterThan(50);
});
